import { Link } from '@tanstack/react-router';
import type { MoneyKind, PlanNode } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Foreign } from '../ui/Foreign';
import { type Column, Table } from '../ui/Table';
import { nodePath } from '../ui/usePlanThread';
import { KINDS } from './kinds';
import { NodeState } from './NodeStanding';
import { OverBudget } from './OverBudget';

interface NodeTableProps {
  nodes: readonly PlanNode[];
  onOpen: (node: PlanNode, kind: MoneyKind) => void;
  title: string;
  /** The name of the file to take along, where the table is what the screen is for. */
  file?: string;
}

/** Nodes with their five kinds of money; a name leads down, a figure opens its records. */
export function NodeTable({ nodes, onOpen, ...table }: NodeTableProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: Column<PlanNode>[] = [
    {
      id: 'name',
      head: t('plan.name'),
      kind: 'lead',
      value: node => node.name,
      cell: node => (
        <span className="row">
          <Link to={nodePath(node.id)}>
            <Foreign>{node.name}</Foreign>
          </Link>
          <OverBudget figures={node.figures} />
          <NodeState node={node} />
        </span>
      ),
    },
    ...KINDS.map(
      (kind): Column<PlanNode> => ({
        id: kind,
        head: t(`money.${kind}`),
        kind: 'num',
        value: node => node.figures[kind],
        cell: node => (
          <button type="button" className="link-button num" onClick={() => onOpen(node, kind)}>
            {format.money(node.figures[kind], 'whole')}
          </button>
        ),
      }),
    ),
  ];
  return <Table rows={nodes} columns={columns} keyOf={node => node.id} {...table} />;
}
