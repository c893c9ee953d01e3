import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useApprovals, useMyDay } from '../api/approvals';
import { useTranslation } from '../i18n';
import { Await } from '../ui/Await';
import { Page, Panel } from '../ui/Page';
import { ApprovalList } from './ApprovalList';

const SHOWN = ['in_flight', 'ended'] as const;

/** What waits for me, what I wait for, and what else is under way where I can see it. */
export function MyDayPage() {
  const { t } = useTranslation();
  const day = useMyDay();
  const [show, setShow] = useState<(typeof SHOWN)[number]>('in_flight');
  const all = useApprovals(show);
  return (
    <Page title={t('approval.my_day')}>
      <Await query={day}>
        {({ for_me, i_wait_for }) => (
          <div className="stack">
            <Panel title={t('approval.for_me')}>
              <ApprovalList of={for_me} empty={t('approval.nothing_for_me')} />
            </Panel>
            <Panel title={t('approval.i_wait_for')}>
              <ApprovalList of={i_wait_for} empty={t('approval.nothing_i_wait_for')} />
            </Panel>
          </div>
        )}
      </Await>
      <Panel
        title={t(show === 'in_flight' ? 'approval.all' : 'approval.ended')}
        aside={
          <SegmentedControl
            size="xs"
            value={show}
            onChange={next => setShow(next === 'ended' ? 'ended' : 'in_flight')}
            data={SHOWN.map(value => ({ value, label: t(value === 'ended' ? 'approval.ended' : 'approval.all') }))}
          />
        }
      >
        <Await query={all}>{list => <ApprovalList of={list} empty={t('approval.none')} />}</Await>
      </Panel>
    </Page>
  );
}
