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

/** The nodes that lists show: what is archived only if someone asked for it. */
export function listed(nodes: readonly PlanNode[], archived: boolean): PlanNode[] {
  return nodes.filter(node => archived || !node.archived);
}

/** The nodes that are wanted, each with all it belongs to. */
export function withAbove(nodes: readonly PlanNode[], wanted: (node: PlanNode) => boolean): PlanNode[] {
  const ids = new Set(nodes.filter(wanted).flatMap(node => [...node.path, node.id]));
  return nodes.filter(node => ids.has(node.id));
}

/** The names on the way to a node, without its own; the plan's only where there are several. */
function above(nodes: readonly PlanNode[], node: PlanNode): string {
  const names = new Map(nodes.map(one => [one.id, one.name]));
  const alone = nodes.filter(one => one.level === 'plan' && !one.archived).length === 1;
  return node.path
    .slice(alone ? 1 : 0, -1)
    .map(id => foreign(names.get(id) ?? id))
    .join(' › ');
}

interface Item {
  value: string;
  label: string;
}

interface Group {
  group: string;
  items: Item[];
}

function grouped(
  nodes: readonly PlanNode[],
  wanted: (node: PlanNode) => boolean,
  idOf: (id: string) => string,
): Group[] {
  const groups = new Map<string, Group['items']>();
  for (const node of nodes.filter(wanted)) {
    const group = above(nodes, node);
    groups.set(group, [...(groups.get(group) ?? []), { value: idOf(node.id), label: foreign(node.name) }]);
  }
  return [...groups].map(([group, items]) => ({ group, items }));
}

/** Activities under the names of what they belong to, for choosing one: only they hold money, and only while they are open. */
export function activitiesByCampaign(nodes: readonly PlanNode[]): Group[] {
  return grouped(nodes, node => node.level === 'activity' && !node.closed, activityId);
}

/** Where a node may hang instead: under what is of its parent's level and currency, and open. */
export function parentsFor(nodes: readonly PlanNode[], of: PlanNode): (Group | Item)[] {
  const parent = nodes.find(node => node.id === of.parent);
  const fits = (node: PlanNode) =>
    node.level === parent?.level && node.id !== parent.id && node.currency === of.currency && !node.closed;
  return grouped(nodes, fits, id => id).flatMap<Group | Item>(group => (group.group === '' ? group.items : [group]));
}

/** Whether this is the whole plan, and not the part of it that somebody sees: a plan is added beside the others by who sees all. */
export function seesAll(nodes: readonly PlanNode[]): boolean {
  return nodes.every(node => node.parent || node.level === 'plan');
}
