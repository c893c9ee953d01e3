import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useApprovals, useMyDay } from '../api/approvals';
import { useTranslation } from '../i18n';
import { Await } from '../ui/Await';
import { Page, Panel } from '../ui/Page';
import { ApprovalList } from './ApprovalList';

/** What waits for me, what I wait for, and what else is open or has ended where I can see it. */
export function MyDayPage() {
  const { t } = useTranslation();
  const day = useMyDay();
  return (
    <Page title={t('approval.my_day')}>
      <Await query={day}>
        {({ for_me, i_wait_for }) => (
          <>
            <Panel title={t('approval.for_me')}>
              <ApprovalList of={for_me} empty={t('approval.nothing_for_me')} />
            </Panel>
            <Panel title={t('approval.i_wait_for')}>
              <ApprovalList of={i_wait_for} empty={t('approval.nothing_i_wait_for')} />
            </Panel>
          </>
        )}
      </Await>
      <Others />
    </Page>
  );
}

function Others() {
  const { t } = useTranslation();
  const [ended, setEnded] = useState(false);
  const all = useApprovals(ended ? 'ended' : 'in_flight');
  return (
    <Panel
      title={t('approval.all')}
      aside={
        <NativeSelect
          size="xs"
          aria-label={t('approval.show')}
          value={ended ? 'ended' : 'open'}
          onChange={event => setEnded(event.currentTarget.value === 'ended')}
          data={[
            { value: 'open', label: t('approval.open') },
            { value: 'ended', label: t('approval.ended') },
          ]}
        />
      }
    >
      <Await query={all} lines={2}>
        {list => (
          <ApprovalList of={list.filter(one => ended || !(one.for_me || one.mine))} empty={t('approval.none')} />
        )}
      </Await>
    </Panel>
  );
}
