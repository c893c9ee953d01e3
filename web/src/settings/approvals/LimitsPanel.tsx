import { Button } from '@mantine/core';
import { useState } from 'react';
import { useLimits, useRemoveLimit } from '../../api/approvals';
import { useNames } from '../../api/names';
import type { LimitView } from '../../api/types';
import { useCode, useTranslation } from '../../i18n';
import { foreign } from '../../i18n/foreign';
import { useFormat } from '../../i18n/useFormat';
import { AddButton } from '../../ui/AddButton';
import { Empty } from '../../ui/Await';
import { Confirm } from '../../ui/Confirm';
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
  const [removing, setRemoving] = useState<LimitView | null>(null);
  const gone = () => {
    setRemoving(null);
    say(t('limit.removed'));
  };
  const holderOf = (one: LimitView) =>
    one.role ? word('role', one.role) : foreign(one.person_name ?? one.person ?? '');
  return (
    <div className="stack">
      <p className="soft">{t('limit.limits_lead')}</p>
      {mayManage ? (
        <div>
          <AddButton onClick={() => setAdding(true)}>{t('limit.add')}</AddButton>
        </div>
      ) : null}
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
            cell: holderOf,
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
                  head: t('field.actions'),
                  kind: 'acts' as const,
                  cell: (one: LimitView) => (
                    <Button size="xs" color="bad" onClick={() => setRemoving(one)}>
                      {t('action.remove')}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {removing ? (
        <Confirm
          opened
          grave
          onClose={() => setRemoving(null)}
          title={t('limit.remove_title')}
          verb={t('action.remove')}
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(removing.id, { onSuccess: gone })}
        >
          <p>{t('limit.remove_text', { holder: holderOf(removing) })}</p>
        </Confirm>
      ) : null}
      {adding ? <LimitDialog onClose={() => setAdding(false)} /> : null}
    </div>
  );
}
