import { Button } from '@mantine/core';
import { useState } from 'react';
import { useLimits, useRemoveLimit } from '../../api/approvals';
import { useNames } from '../../api/names';
import { useCode, useTranslation } from '../../i18n';
import { foreign } from '../../i18n/foreign';
import { useFormat } from '../../i18n/useFormat';
import { AddButton } from '../../ui/AddButton';
import { Empty, ProblemNotice } from '../../ui/Await';
import { useSay } from '../../ui/notices';
import { TablePanel } from '../../ui/Table';
import { LimitDialog } from './LimitDialog';

/** Every limit: whose, for what, where, up to how much. */
export function LimitsPanel({ mayManage }: { mayManage: boolean }) {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const names = useNames('activity');
  const say = useSay();
  const limits = useLimits();
  const remove = useRemoveLimit();
  const [adding, setAdding] = useState(false);
  return (
    <div className="stack">
      <p className="soft">{t('limit.limits_lead')}</p>
      {mayManage ? (
        <div>
          <AddButton onClick={() => setAdding(true)}>{t('limit.add')}</AddButton>
        </div>
      ) : null}
      {remove.error ? <ProblemNotice error={remove.error} /> : null}
      <TablePanel
        title={t('limit.limits')}
        query={limits}
        rows={list => list}
        keyOf={one => one.id}
        empty={<Empty title={t('limit.none')} />}
        columns={[
          {
            id: 'holder',
            head: t('limit.holder'),
            kind: 'lead',
            cell: one => (one.role ? word('role', one.role) : foreign(one.person_name ?? one.person ?? '')),
          },
          { id: 'act', head: t('limit.act'), cell: one => t(`limited_act.${one.act}`) },
          {
            id: 'place',
            head: t('limit.place'),
            cell: one => (one.node === 'company' ? t('limit.company') : names('activity', one.node)),
          },
          {
            id: 'up_to',
            head: t('limit.up_to'),
            kind: 'num',
            cell: one => (one.up_to ? format.money(one.up_to) : t('limit.any')),
          },
          ...(mayManage
            ? [
                {
                  id: 'acts',
                  head: '',
                  kind: 'acts' as const,
                  cell: (one: { id: string }) => (
                    <Button
                      size="xs"
                      loading={remove.isPending && remove.variables === one.id}
                      onClick={() => remove.mutate(one.id, { onSuccess: () => say(t('limit.removed')) })}
                    >
                      {t('action.remove')}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {adding ? <LimitDialog onClose={() => setAdding(false)} /> : null}
    </div>
  );
}
