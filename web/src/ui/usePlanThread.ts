import { usePlan } from '../api/plan';
import type { PlanNode } from '../api/types';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import type { Knot } from './Thread';

/** The address of a node's screen. */
export function nodePath(id: string): string {
  return `/plan/${encodeURIComponent(id)}`;
}

/** A node by its id; journeys and messages name an activity without its level (`spring-shoes` for `activity:spring-shoes`). */
export function findNode(nodes: readonly PlanNode[], id: string): PlanNode | undefined {
  return nodes.find(node => node.id === id) ?? nodes.find(node => node.id === `activity:${id}`);
}

/** An activity's id without its level, as journeys, messages and the ledger name it. */
export function activityId(node: string): string {
  return node.replace(/^activity:/, '');
}

/** The knots from the company down to a node, as far as the plan knows it. A plan that is the only one is the first screen. */
export function threadTo(nodes: readonly PlanNode[], id: string, kindOf: (level: PlanNode['level']) => string): Knot[] {
  const alone = nodes.filter(node => node.level === 'plan' && !node.archived).length === 1;
  const byId = new Map(nodes.map(node => [node.id, node]));
  return (findNode(nodes, id)?.path ?? []).flatMap(step => {
    const node = byId.get(step);
    return node
      ? [
          {
            label: foreign(node.name),
            kind: kindOf(node.level),
            to: alone && node.level === 'plan' ? '/' : nodePath(node.id),
          },
        ]
      : [];
  });
}

/** The golden thread down to a node, with what hangs below it, for any screen that belongs to the plan. */
export function usePlanThread(id: string | null | undefined, below: readonly Knot[] = []): Knot[] {
  const { t } = useTranslation();
  const plan = usePlan();
  const above = id && plan.data ? threadTo(plan.data.nodes, id, level => t(`level.${level}`)) : [];
  return [...above, ...below];
}

/** A node of the plan by its id, once the plan is here. */
export function usePlanNode(): (id: string) => PlanNode | undefined {
  const plan = usePlan();
  return id => plan.data && findNode(plan.data.nodes, id);
}
