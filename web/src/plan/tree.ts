import type { PlanNode } from '../api/types';
import { foreign } from '../i18n/foreign';
import { activityId } from '../ui/usePlanThread';

/** A row of the tree as shown: how deep it is, and whether anything hangs below. */
export interface TreeRow {
  node: PlanNode;
  depth: number;
  hasChildren: boolean;
}

/** The rows to show, parents before children, without what hangs below a closed node. */
export function visibleRows(nodes: readonly PlanNode[], closed: ReadonlySet<string>): TreeRow[] {
  const below = new Map<string | null, PlanNode[]>();
  for (const node of nodes) {
    const parent = node.parent ?? null;
    below.set(parent, [...(below.get(parent) ?? []), node]);
  }
  const rows: TreeRow[] = [];
  const walk = (parent: string | null, depth: number) => {
    for (const node of below.get(parent) ?? []) {
      const hasChildren = below.has(node.id);
      rows.push({ node, depth, hasChildren });
      if (hasChildren && !closed.has(node.id)) walk(node.id, depth + 1);
    }
  };
  walk(null, 0);
  return rows;
}

const BELOW = { plan: 'area', area: 'campaign', campaign: 'activity', activity: null } as const;

/** Which level comes right below. */
export function levelBelow(level: PlanNode['level']): PlanNode['level'] | null {
  return BELOW[level];
}

/** Activities under the names of what they belong to, for choosing one: only they hold money. */
export function activitiesByCampaign(nodes: readonly PlanNode[]) {
  const names = new Map(nodes.map(node => [node.id, node.name]));
  const groups = new Map<string, { value: string; label: string }[]>();
  for (const node of nodes) {
    if (node.level !== 'activity' || node.closed) continue;
    const group = node.path
      .slice(1, -1)
      .map(id => foreign(names.get(id) ?? id))
      .join(' › ');
    groups.set(group, [...(groups.get(group) ?? []), { value: activityId(node.id), label: foreign(node.name) }]);
  }
  return [...groups].map(([group, items]) => ({ group, items }));
}
