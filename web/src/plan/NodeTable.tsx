import { Link } from '@tanstack/react-router';
import type { MoneyKind, PlanNode } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Foreign } from '../ui/Foreign';
import { State } from '../ui/State';
import { nodePath } from '../ui/usePlanThread';
import { isOver, KINDS } from './kinds';

interface NodeTableProps {
  nodes: readonly PlanNode[];
  onOpen: (node: PlanNode, kind: MoneyKind) => void;
}

/** Nodes with their five kinds of money; a name leads down, a figure opens its records. */
export function NodeTable({ nodes, onOpen }: NodeTableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="table-scroll">
      <table className="table cards">
        <thead>
          <tr>
            <th scope="col">{t('plan.name')}</th>
            {KINDS.map(kind => (
              <th key={kind} scope="col" className="num">
                {t(`money.${kind}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {nodes.map(node => (
            <tr key={node.id}>
              <td className="lead-cell">
                <span className="row">
                  <Link to={nodePath(node.id)}>
                    <Foreign>{node.name}</Foreign>
                  </Link>
                  {isOver(node.figures) ? <State tone="bad">{t('plan.over')}</State> : null}
                </span>
              </td>
              {KINDS.map(kind => (
                <td key={kind} className="num" data-label={t(`money.${kind}`)}>
                  <button type="button" className="link-button num" onClick={() => onOpen(node, kind)}>
                    {format.money(node.figures[kind], 'whole')}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
