import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useCheck, useCreateDraft, useJourneys } from '../api/journeys';
import { usePlan } from '../api/plan';
import { Problem } from '../api/problem';
import { useBrands } from '../api/settings';
import { useTranslation } from '../i18n';
import { ProblemNotice } from '../ui/Await';
import { LeaveGuard } from '../ui/LeaveGuard';
import { Page } from '../ui/Page';
import { activityId } from '../ui/usePlanThread';
import { CheckedEditor } from './CheckedEditor';
import { starter } from './starter';
import type { Found } from './Told';
import { journeyIdOf } from './yaml';

const NONE: readonly Found[] = [];

/** A new journey, from an example that says what belongs where. */
export function NewJourneyPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const create = useCreateDraft();
  const [written, setText] = useState<string | null>(null);
  const created = useRef(false);
  const [brands, plan] = [useBrands(), usePlan()];
  const brand = brands.data?.[0];
  const activity = plan.data?.nodes.find(node => node.level === 'activity' && !node.closed);
  // What does not exist yet keeps a name of ours: the check says what to make first.
  const begun = starter({
    brand: brand?.id ?? 'main',
    activity: activity ? activityId(activity.id) : 'my-activity',
    purpose: brand?.purposes.find(purpose => purpose === 'offers') ?? brand?.purposes[0] ?? 'offers',
  });
  const text = written ?? begun;
  const [settled] = useDebouncedValue(text, 400);
  const check = useCheck(settled);
  const id = journeyIdOf(text);
  const journeys = useJourneys();
  const [refused, setRefused] = useState<string | null>(null);
  const taken = id !== null && (id === refused || (journeys.data?.some(one => one.id === id) ?? false));
  // Few texts are taken; the same list for the others, so that nothing is drawn again because of it.
  const more = taken ? [idTaken(text, t('document.id_taken', { id }))] : NONE;
  return (
    <Page
      title={t('journeys.new')}
      lead={t('document.new_lead')}
      actions={
        <Button
          variant="filled"
          disabled={!id || taken}
          loading={create.isPending}
          onClick={() =>
            id &&
            create.mutate(
              { id, document: text },
              {
                onSuccess: () => {
                  created.current = true;
                  void navigate({ to: '/journeys/$journey', params: { journey: id }, search: { tab: 'document' } });
                },
                // Someone was faster by a moment, and the list does not show it yet.
                onError: error => {
                  if (Problem.from(error).status === 412) setRefused(id);
                },
              },
            )
          }
        >
          {t('document.save')}
        </Button>
      }
    >
      {create.isError && !taken ? <ProblemNotice error={create.error} /> : null}
      <CheckedEditor text={text} onChange={setText} check={check} more={more} />
      <LeaveGuard unsaved={() => written !== null && !created.current} text={t('document.leave')} />
    </Page>
  );
}

/** Said at the line that names the journey. */
function idTaken(text: string, message: string): Found {
  const line = text.split('\n').findIndex(one => /^id\s*:/.test(one)) + 1;
  return { code: null, severity: 'error', path: 'id', line, column: 1, message };
}
