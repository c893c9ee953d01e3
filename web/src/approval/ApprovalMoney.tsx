import type { ApprovalView } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Foreign } from '../ui/Foreign';
import { Panel } from '../ui/Page';
import { Table } from '../ui/Table';

/** What is asked for costs or moves, and what is free on each activity before and after. */
export function ApprovalMoney({ view: { summary, money, messages } }: { view: ApprovalView }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Panel title={t('approval.money')}>
      <div className="stack">
        <dl className="facts">
          <dt>{t(summary.kind === 'journey' ? 'approval.cost' : 'approval.moved')}</dt>
          <dd>{summary.amount ? format.money(summary.amount) : t('approval.unknown')}</dd>
          {messages == null ? null : (
            <>
              <dt>{t('approval.reach')}</dt>
              <dd>{format.number(messages)}</dd>
            </>
          )}
        </dl>
        {money.length > 0 ? (
          <Table
            title={t('approval.money')}
            rows={money}
            keyOf={one => one.activity}
            columns={[
              {
                id: 'activity',
                head: t('approval.payer'),
                kind: 'lead',
                cell: one => <Foreign>{one.name}</Foreign>,
              },
              { id: 'before', head: t('approval.before'), kind: 'num', cell: one => format.money(one.before) },
              {
                id: 'after',
                head: t('approval.after'),
                kind: 'num',
                cell: one => (one.after ? format.money(one.after) : t('approval.unknown')),
              },
            ]}
          />
        ) : null}
      </div>
    </Panel>
  );
}
