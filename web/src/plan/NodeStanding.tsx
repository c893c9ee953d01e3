import { usePlan } from '../api/plan';
import type { PlanNode } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Name } from '../ui/Name';
import { State } from '../ui/State';

/** When a node runs, who answers for it, and whether it is closed or put away. */
export function NodeStanding({ node }: { node: PlanNode }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="row">
      <NodeState node={node} />
      {node.starts && node.ends ? (
        <span>{t('plan.runs', { from: format.time(node.starts, 'day'), to: format.time(node.ends, 'day') })}</span>
      ) : null}
      {node.owner ? <span>{t('node.owned', { owner: node.owner })}</span> : null}
      {node.books_closed ? <span>{t('books.closed', { day: format.time(node.books_closed, 'day') })}</span> : null}
      {node.brand ? <Name of="brand" id={node.brand} /> : null}
    </div>
  );
}

/** Closed or archived, and by what; nothing for a node at work. */
export function NodeState({ node }: { node: PlanNode }) {
  const { t } = useTranslation();
  const plan = usePlan();
  if (!node.closed) return null;
  const by = (node.archived ? node.archived_by : node.closed_by) ?? node.id;
  const state = node.archived ? 'archived' : 'closed';
  const name = plan.data?.nodes.find(one => one.id === by)?.name ?? by;
  return <State tone="wait">{by === node.id ? t(`node.is_${state}`) : t(`node.is_${state}_with`, { name })}</State>;
}
