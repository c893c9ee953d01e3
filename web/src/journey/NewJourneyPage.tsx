import { Button } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useCheck, useCreateDraft } from '../api/journeys';
import { usePlan } from '../api/plan';
import { useBrands } from '../api/settings';
import { useTranslation } from '../i18n';
import { ProblemNotice } from '../ui/Await';
import { LeaveGuard } from '../ui/LeaveGuard';
import { Page } from '../ui/Page';
import { activityId } from '../ui/usePlanThread';
import { CheckedEditor } from './CheckedEditor';
import { starter } from './starter';
import { journeyIdOf } from './yaml';

/** A new journey, from an example that says what belongs where. */
export function NewJourneyPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const create = useCreateDraft();
  const [written, setText] = useState<string | null>(null);
  const created = useRef(false);
  const [brands, plan] = [useBrands(), usePlan()];
  const brand = brands.data?.[0];
  const activity = plan.data?.nodes.find(node => node.level === 'activity');
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
  return (
    <Page
      title={t('journeys.new')}
      lead={t('document.new_lead')}
      actions={
        <Button
          variant="filled"
          disabled={!id}
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
              },
            )
          }
        >
          {t('document.save')}
        </Button>
      }
    >
      {create.isError ? <ProblemNotice error={create.error} /> : null}
      <CheckedEditor text={text} onChange={setText} check={check} />
      <LeaveGuard unsaved={() => written !== null && !created.current} text={t('document.leave')} />
    </Page>
  );
}
