import type { Graph, GraphEdge, GraphNode } from '../../api/types';
import { type Fields, isFields, type Json, listOf, textOf, valueAt } from '../../ui/json';
import { idOf, kindOf, nextOf, stepsOf } from './steps';

type Said = GraphNode['said'][number];

const TRIGGER = '@trigger';
const END = '@end';

/**
 * A document as the graph that the server draws of it (a test compares them), so that the picture follows each change at once. What
 * is not filled in yet is left out. `kindOf` says what sort of channel one is.
 */
export function graphOf(value: Fields, channelKind: (channel: string) => string): Graph {
  const steps = stepsOf(value);
  const nodes = [
    node(TRIGGER, 'trigger', textOf(value.name), listOf(value.triggers).flatMap(triggerSaid)),
    ...steps.map(step => stepNode(step, channelKind)),
    node(END, 'end', 'End', exitsSaid(value)),
  ];
  const first = steps[0] ? idOf(steps[0]) : END;
  return { nodes, edges: [...steps.flatMap((_, at) => edgesOf(steps, at)), edge(TRIGGER, first, 'next')] };
}

function node(
  id: string,
  kind: string,
  title: string,
  said: Said[],
  detail = '',
  channel: string | null = null,
): GraphNode {
  return { id, kind, title, detail, said, channel };
}

function edge(from: string, to: string, way: string, said: GraphEdge['said'] = null): GraphEdge {
  return { from, to, way, label: '', said };
}

function stepNode(step: Fields, channelKind: (channel: string) => string): GraphNode {
  const id = idOf(step);
  const at = (...path: string[]) => textOf(valueAt(step, path));
  switch (kindOf(step)) {
    case 'message': {
      const channel = at('message', 'channel');
      return node(id, channelKind(channel) === 'staff' ? 'staff' : 'message', id, [], headline(step), channel);
    }
    case 'wait':
      return node(id, 'wait', id, [waitSaid(at('wait', 'for'), at('wait', 'until'))]);
    case 'branch':
      return node(id, 'branch', id, []);
    case 'split':
      return node(id, 'split', id, [{ code: 'hold_out', percent: Number(valueAt(step, ['split', 'hold_out']) ?? 0) }]);
    case 'voucher':
      return node(id, 'voucher', id, [
        { code: 'voucher', pool: at('voucher', 'pool'), span: seconds(at('voucher', 'valid_for')) },
      ]);
    case 'set_trait':
      return node(id, 'set', id, [], at('set_trait', 'name'));
    default: {
      const reason = at('exit', 'reason');
      return node(id, 'exit', id, reason === '' && 'exit' in step ? [{ code: 'finished' }] : [], reason);
    }
  }
}

function waitSaid(span: string, until: string): Said {
  if (span !== '') return { code: 'wait_for', span: seconds(span) };
  return until === '' ? { code: 'wait_event' } : { code: 'wait_until', time: until };
}

/** The first text of a message: what its author would call it. */
function headline(step: Fields): string {
  const found = ['subject', 'say', 'headline', 'title', 'text'].map(field =>
    valueAt(step, ['message', 'content', field]),
  );
  return [...textOf(found.find(one => typeof one === 'string'))].slice(0, 120).join('');
}

function edgesOf(steps: readonly Fields[], at: number): GraphEdge[] {
  const step = steps[at] ?? {};
  const id = idOf(step);
  const next = nextOf(steps, at) ?? END;
  const to = (way: Json | undefined) => (typeof way === 'string' ? way : next);
  const of = (kind: string, list: string) => listOf(valueAt(step, [kind, list])).map(one => (isFields(one) ? one : {}));
  const way = (kind: string) => valueAt(step, [kind, 'otherwise']);
  switch (kindOf(step)) {
    case 'message': {
      const refused = way('message');
      return [edge(id, next, 'next'), ...(refused ? [edge(id, to(refused), 'otherwise', { code: 'not_sent' })] : [])];
    }
    case 'wait': {
      const events = of('wait', 'events');
      const timeout = textOf(valueAt(step, ['wait', 'timeout']));
      const ways = events.map((one, n) =>
        edge(id, to(one.then), `choice_${n + 1}`, { code: 'when', event: eventOf(one.on) }),
      );
      if (events.length === 0) return [edge(id, next, 'next')];
      return timeout === ''
        ? ways
        : [...ways, edge(id, to(way('wait')), 'otherwise', { code: 'after', span: seconds(timeout) })];
    }
    case 'branch':
      return [
        ...of('branch', 'cases').map((one, n) =>
          edge(id, to(one.then), `choice_${n + 1}`, { code: 'if', condition: textOf(one.when) }),
        ),
        edge(id, to(way('branch')), 'otherwise', { code: 'otherwise' }),
      ];
    case 'split': {
      const arms = of('split', 'arms');
      const all = arms.reduce((sum, arm) => sum + Number(arm.weight ?? 0), 0);
      const held = Number(valueAt(step, ['split', 'hold_out']) ?? 0) > 0;
      return [
        ...arms.map((arm, n) =>
          edge(id, to(arm.then), `choice_${n + 1}`, {
            code: 'arm',
            name: textOf(arm.name),
            weight: Number(arm.weight ?? 0),
            all,
          }),
        ),
        ...(held ? [edge(id, END, 'held_out', { code: 'held_out' })] : []),
      ];
    }
    case 'voucher': {
      const refused = way('voucher');
      return [
        edge(id, next, 'next'),
        edge(id, typeof refused === 'string' ? refused : END, 'otherwise', { code: 'no_voucher' }),
      ];
    }
    case 'exit':
      return [edge(id, END, 'next')];
    case 'set_trait':
      return [edge(id, next, 'next')];
    default:
      return [];
  }
}

function eventOf(pattern: Json | undefined): string {
  return isFields(pattern) ? textOf(pattern.event) : '';
}

function triggerSaid(trigger: Json): Said[] {
  const [kind, of] = (isFields(trigger) ? Object.entries(trigger)[0] : undefined) ?? [];
  if (!isFields(of)) return [];
  const within = seconds(textOf(of.within));
  switch (kind) {
    case 'when':
      return [{ code: 'when', event: eventOf(of) }];
    case 'sequence':
      return [{ code: 'sequence', first: eventOf(of.first), event: eventOf(of.then), within }];
    case 'absence':
      return [{ code: 'absence', event: eventOf(of.after), without: listOf(of.without).map(eventOf), within }];
    case 'count':
      return [{ code: 'count', event: eventOf(of.of), times: Number(of.times ?? 0), within }];
    case 'aggregate':
      return [{ code: 'aggregate', event: eventOf(of.of), within }];
    default:
      return [];
  }
}

function exitsSaid(value: Fields): Said[] {
  const goal: Said[] = isFields(value.goal) ? [{ code: 'goal', event: eventOf(value.goal.on) }] : [];
  return goal.concat(
    listOf(value.exits).flatMap((exit): Said[] => {
      if (!isFields(exit)) return [];
      if (isFields(exit.on)) return [{ code: 'exit_at', event: eventOf(exit.on) }];
      return typeof exit.when === 'string' ? [{ code: 'exit_if', condition: exit.when }] : [];
    }),
  );
}

const UNITS: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** How long a span such as `1h30m` is; 0 if it is none. */
export function seconds(span: string): number {
  if (!/^(?:\d+(?:ms|[smhdw]))+$/.test(span)) return 0;
  return [...span.matchAll(/(\d+)(ms|[smhdw])/g)].reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0),
    0,
  );
}

/** What a picture shows while some steps are folded: what only they lead to is hidden, and counted. */
export function folded(graph: Graph, folds: ReadonlySet<string>): { graph: Graph; hidden: number } {
  if (folds.size === 0) return { graph, hidden: 0 };
  const ways = new Map<string, GraphEdge[]>();
  for (const one of graph.edges) ways.set(one.from, [...(ways.get(one.from) ?? []), one]);
  const seen = new Set([TRIGGER, END]);
  const open = [TRIGGER];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const { to } of folds.has(id) ? [] : (ways.get(id) ?? [])) {
      if (seen.has(to)) continue;
      seen.add(to);
      open.push(to);
    }
  }
  // What nothing leads to is shown: it is being built.
  const led = new Set(graph.edges.map(edge => edge.to));
  const nodes = graph.nodes.filter(({ id }) => seen.has(id) || !led.has(id));
  const shown = new Set(nodes.map(({ id }) => id));
  const edges = graph.edges.filter(edge => shown.has(edge.from) && shown.has(edge.to) && !folds.has(edge.from));
  return { graph: { nodes, edges }, hidden: graph.nodes.length - nodes.length };
}
