import { ActionIcon, Button } from '@mantine/core';
import { IconArrowsExchange, IconChevronDown, IconChevronRight, IconFileImport, IconPlus } from '@tabler/icons-react';
import { Link, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { usePlan } from '../api/plan';
import type { MoneyKind, PlanNode } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { AddButton } from '../ui/AddButton';
import { Allowed } from '../ui/Allowed';
import { Await, Empty } from '../ui/Await';
import { Foreign } from '../ui/Foreign';
import { MoneyBar } from '../ui/MoneyBar';
import { scaleOf } from '../ui/moneyBarParts';
import { Page, Panel } from '../ui/Page';
import { TableSheet } from '../ui/TableSheet';
import { nodePath } from '../ui/usePlanThread';
import { ArchivedSwitch } from './ArchivedSwitch';
import { isOverBudget, KINDS } from './kinds';
import { NewPlanButton } from './NewPlanButton';
import { NodeDialog } from './NodeDialog';
import { NodeState } from './NodeStanding';
import { OverBudget } from './OverBudget';
import styles from './PlanPage.module.css';
import { type Opened, RecordsDrawer } from './RecordsDrawer';
import { TransferDialog } from './TransferDialog';
import { levelBelow, listed, seesAll, type TreeRow, visibleRows, withAbove } from './tree';

type Dialog = { kind: 'node'; parent: PlanNode | null } | { kind: 'transfer' } | null;

/** The whole tree of the plan, and what one may do to it. */
export function PlanPage() {
  const { t } = useTranslation();
  const plan = usePlan();
  const [dialog, setDialog] = useState<Dialog>(null);
  const nodes = plan.data?.nodes ?? [];
  const close = () => setDialog(null);
  return (
    <Page
      title={t('plan.title')}
      lead={t('plan.lead')}
      actions={
        nodes.length > 0 ? (
          <>
            {seesAll(nodes) ? (
              <Allowed to="plan.change">
                <AddButton onClick={() => setDialog({ kind: 'node', parent: null })}>{t('plan.new_plan')}</AddButton>
              </Allowed>
            ) : null}
            <Allowed to={['plan.book_actuals', 'file.prepare']}>
              <Button component={Link} to="/files?kind=actuals" leftSection={<IconFileImport size={16} aria-hidden />}>
                {t('plan.import_actuals')}
              </Button>
            </Allowed>
            <Allowed to="plan.move_money">
              <Button
                variant="filled"
                leftSection={<IconArrowsExchange size={16} aria-hidden />}
                onClick={() => setDialog({ kind: 'transfer' })}
              >
                {t('transfer.open')}
              </Button>
            </Allowed>
          </>
        ) : null
      }
    >
      <Await
        query={plan}
        lines={8}
        isEmpty={data => data.nodes.length === 0}
        empty={
          <Panel>
            <Empty title={t('plan.empty_title')} action={<NewPlanButton />}>
              {t('plan.empty')}
            </Empty>
          </Panel>
        }
      >
        {data => <Tree nodes={data.nodes} onAdd={parent => setDialog({ kind: 'node', parent })} />}
      </Await>
      {dialog?.kind === 'node' ? <NodeDialog parent={dialog.parent} onClose={close} /> : null}
      {dialog?.kind === 'transfer' ? <TransferDialog nodes={nodes} onClose={close} /> : null}
    </Page>
  );
}

function Tree({ nodes, onAdd }: { nodes: readonly PlanNode[]; onAdd: (parent: PlanNode) => void }) {
  const { t } = useTranslation();
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState<Opened | null>(null);
  const [archived, setArchived] = useState(false);
  const { only } = useSearch({ from: '/inside/plan' });
  const shown = useMemo(() => {
    const all = listed(nodes, archived);
    return only ? withAbove(all, node => node.level === 'activity' && isOverBudget(node.figures)) : all;
  }, [nodes, archived, only]);
  const rows = useMemo(() => visibleRows(shown, closed), [shown, closed]);
  const toggle = (id: string) => {
    const next = new Set(closed);
    if (!next.delete(id)) next.add(id);
    setClosed(next);
  };
  return (
    <Panel
      flush
      title={only ? t('plan.only_over') : undefined}
      aside={only ? <Link to="/plan">{t('plan.show_all')}</Link> : undefined}
    >
      <TableSheet>
        <table className={`table cards ${styles.tree}`}>
          <thead>
            <tr>
              <th scope="col">{t('plan.name')}</th>
              {KINDS.map(kind => (
                <th key={kind} scope="col" className="num">
                  {t(`money.${kind}`)}
                </th>
              ))}
              <th scope="col">
                <span className="sr">{t('plan.picture')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <Row
                key={row.node.id}
                row={row}
                open={!closed.has(row.node.id)}
                scale={scaleOf(nodes.filter(node => node.level === row.node.level).map(node => node.figures))}
                onToggle={() => toggle(row.node.id)}
                onAdd={() => onAdd(row.node)}
                onOpen={kind => setOpened({ id: row.node.id, name: row.node.name, kind })}
              />
            ))}
          </tbody>
        </table>
      </TableSheet>
      <ArchivedSwitch count={nodes.filter(node => node.archived).length} shown={archived} onChange={setArchived} />
      <RecordsDrawer opened={opened} onClose={() => setOpened(null)} />
    </Panel>
  );
}

interface RowProps {
  row: TreeRow;
  open: boolean;
  scale: number;
  onToggle: () => void;
  onAdd: () => void;
  onOpen: (kind: MoneyKind) => void;
}

function Row({ row: { node, depth, hasChildren }, open, scale, onToggle, onAdd, onOpen }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const below = levelBelow(node.level);
  return (
    <tr data-depth={depth}>
      <td className="lead-cell">
        <div className={styles.name} style={{ paddingInlineStart: `${depth * 1.25}rem` }}>
          {hasChildren ? (
            <ActionIcon
              variant="subtle"
              size="sm"
              aria-expanded={open}
              aria-label={t(open ? 'plan.close_node' : 'plan.open_node', { name: node.name })}
              onClick={onToggle}
            >
              {open ? <IconChevronDown size={16} aria-hidden /> : <IconChevronRight size={16} aria-hidden />}
            </ActionIcon>
          ) : (
            <span className={styles.leaf} aria-hidden="true" />
          )}
          <span className={styles.label}>
            <span className={styles.level}>{t(`level.${node.level}`)}</span>
            <Link to={nodePath(node.id)}>
              <Foreign>{node.name}</Foreign>
            </Link>
          </span>
          <OverBudget figures={node.figures} />
          <NodeState node={node} />
          {below && !node.closed ? (
            <Allowed to="plan.change">
              <ActionIcon
                variant="subtle"
                size="sm"
                className={styles.add}
                aria-label={t('plan.add_below', { name: node.name })}
                title={t('plan.add_below', { name: node.name })}
                onClick={onAdd}
              >
                <IconPlus size={15} aria-hidden />
              </ActionIcon>
            </Allowed>
          ) : null}
        </div>
      </td>
      {KINDS.map(kind => (
        <td key={kind} className="num" data-label={t(`money.${kind}`)}>
          <button type="button" className="link-button num" onClick={() => onOpen(kind)}>
            {format.money(node.figures[kind], 'whole')}
          </button>
        </td>
      ))}
      <td style={{ minWidth: '9rem', verticalAlign: 'middle' }}>
        <MoneyBar figures={node.figures} scale={scale} />
      </td>
    </tr>
  );
}
