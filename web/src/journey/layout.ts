import type { Graph } from '../api/types';

/** A box on the picture: its middle and its size, in pixels. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A point on the way of an edge. */
export interface Point {
  x: number;
  y: number;
}

/** An edge's way from step to step past everything else, and the place of its label, if it has one. */
export interface Way {
  from: string;
  to: string;
  points: Point[];
  label: (Box & { text: string }) | null;
}

/** Where everything stands, from 0,0 to the width and height. */
export interface Picture {
  nodes: Map<string, Box>;
  ways: Way[];
  width: number;
  height: number;
}

export const NODE_WIDTH = 244;
export const NODE_HEIGHT = 132;
const GAP = 28;
const ROW_GAP = 30;
const LABEL_CHAR = 7.8;
const LABEL_MOST = 168;
const LABEL_LINE = 18;
const SWEEPS = 12;

/** Something that takes room in a row: a step, a label, or an edge passing by. */
interface Item {
  id: string;
  row: number;
  width: number;
  height: number;
  x: number;
  /** What it hangs together with in the rows above, and below. */
  above: Item[];
  below: Item[];
}

/** How much room a label takes: it is broken into at most three lines. */
export function labelSize(text: string): { width: number; height: number } {
  const length = Math.ceil(text.length * LABEL_CHAR) + 22;
  const lines = Math.min(3, Math.ceil(length / LABEL_MOST));
  return { width: Math.min(LABEL_MOST, length), height: lines * LABEL_LINE + 6 };
}

/**
 * Places a journey from top to bottom: a step stands below the lowest of those that lead to it. Labels and passing edges
 * take room in rows like steps do, so nothing lies on anything else. The same graph always gives the same picture. With `kept`
 * everything stands from left to right in the order in which one walks the ways: a change moves things, and never swaps them.
 */
export function layout(
  graph: Graph,
  labels: readonly string[] = graph.edges.map(edge => edge.label),
  heights: readonly number[] = [],
  order: 'best' | 'kept' = 'best',
): Picture {
  const rows = rowsOf(graph);
  const steps = new Map<string, Item>();
  for (const [at, { id }] of graph.nodes.entries()) {
    steps.set(id, item(id, (rows.get(id) ?? 0) * 2, NODE_WIDTH, heights[at] ?? NODE_HEIGHT));
  }
  const items = [...steps.values()];
  const chains = graph.edges.map((edge, at) => {
    const chain = chainOf(edge, at, labels[at] ?? '', steps);
    items.push(...chain.filter(one => !steps.has(one.id)));
    return chain;
  });
  for (const chain of chains) {
    for (const [at, one] of chain.entries()) {
      const below = chain[at + 1];
      if (!below) continue;
      one.below.push(below);
      below.above.push(one);
    }
  }
  const levels = levelsOf(items);
  if (order === 'kept') keepOrder(levels, graph, chains);
  arrange(levels, order === 'best');
  const left = Math.min(...items.map(one => one.x - one.width / 2));
  for (const one of items) one.x -= left;
  const bands = bandsOf(levels);
  const box = ({ x, row, width, height }: Item): Box => ({ x, y: bands[row]?.y ?? 0, width, height });
  return {
    nodes: new Map([...steps].map(([id, one]) => [id, box(one)])),
    ways: graph.edges.map(({ from, to }, at) => way(from, to, labels[at] ?? '', chains[at] ?? [], bands)),
    width: Math.max(...items.map(one => one.x + one.width / 2)),
    height: (bands.at(-1)?.y ?? 0) + (bands.at(-1)?.height ?? 0) / 2,
  };
}

function item(id: string, row: number, width: number, height: number): Item {
  return { id, row, width, height, x: 0, above: [], below: [] };
}

/** The steps at both ends of an edge and what it takes room with between them, from top to bottom. */
function chainOf(edge: { from: string; to: string }, at: number, label: string, steps: Map<string, Item>): Item[] {
  const from = steps.get(edge.from);
  const to = steps.get(edge.to);
  if (!from || !to || from.row === to.row) return [];
  const [top, bottom] = from.row < to.row ? [from, to] : [to, from];
  const labelled = from.row < to.row ? from.row + 1 : from.row - 1;
  const between: Item[] = [];
  for (let row = top.row + 1; row < bottom.row; row += 1) {
    const size = row === labelled && label !== '' ? labelSize(label) : { width: 10, height: 0 };
    between.push(item(`${at} ${row}`, row, size.width, size.height));
  }
  return [top, ...between, bottom];
}

/** Puts each row into the order in which one comes to its steps; a way that passes by stands where it leads to, or came from. */
function keepOrder(levels: Item[][], graph: Graph, chains: readonly Item[][]): void {
  const ranks = ranksOf(graph);
  const rank = (id: string) => ranks.get(id) ?? 0;
  const places = new Map<Item, number>();
  for (const [at, { from, to }] of graph.edges.entries()) {
    const passing = rank(to) > rank(from) ? rank(to) : rank(from) + 0.5;
    for (const one of chains[at] ?? []) places.set(one, ranks.get(one.id) ?? passing);
  }
  const place = (one: Item) => places.get(one) ?? rank(one.id);
  for (const level of levels) level.sort((a, b) => place(a) - place(b));
}

/** In which order one comes to the steps, way by way. */
function ranksOf(graph: Graph): Map<string, number> {
  const ways = new Map<string, string[]>();
  for (const { from, to } of graph.edges) pushTo(ways, from, to);
  const ranks = new Map<string, number>();
  const open = graph.nodes.map(({ id }) => id).reverse();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (ranks.has(id)) continue;
    ranks.set(id, ranks.size);
    open.push(...(ways.get(id) ?? []).toReversed());
  }
  return ranks;
}

function levelsOf(items: readonly Item[]): Item[][] {
  const levels: Item[][] = [];
  for (const one of items) {
    const level = levels[one.row];
    if (level) level.push(one);
    else levels[one.row] = [one];
  }
  return Array.from(levels, level => level ?? []);
}

/** Moves everything towards what it hangs together with, down and up again, until it stands well. */
function arrange(levels: Item[][], sorts: boolean): void {
  for (const level of levels) spread(level, new Map(level.map(one => [one, 0])));
  const up = levels.toReversed();
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const level of sweep % 2 === 0 ? levels : up) {
      const wishes = new Map(level.map(one => [one, wish(one, sweep)]));
      if (sorts && sweep < SWEEPS / 2) level.sort((a, b) => (wishes.get(a) ?? 0) - (wishes.get(b) ?? 0));
      spread(level, wishes);
    }
  }
}

/** Where something would stand best: in the middle of its neighbours, above in a sweep down, below in a sweep up. */
function wish(one: Item, sweep: number): number {
  const [side, other] = sweep % 2 === 0 ? [one.above, one.below] : [one.below, one.above];
  const near = side.length > 0 ? side : other;
  if (near.length === 0) return one.x;
  let sum = 0;
  for (const { x } of near) sum += x;
  return sum / near.length;
}

/** Gives everything in a row its wish as far as there is room, keeping the order. */
function spread(level: readonly Item[], wishes: Map<Item, number>): void {
  const [alone] = level;
  if (alone && level.length === 1) {
    alone.x = wishes.get(alone) ?? 0;
    return;
  }
  const groups: { items: Item[]; offset: number[]; width: number; middle: number }[] = [];
  for (const one of level) {
    groups.push({ items: [one], offset: [0], width: one.width, middle: wishes.get(one) ?? 0 });
    for (let last = groups.length - 1; last > 0; last -= 1) {
      const right = groups[last];
      const left = groups[last - 1];
      if (!left || !right || right.middle - right.width / 2 >= left.middle + left.width / 2 + GAP) break;
      groups.splice(last - 1, 2, join(left, right, wishes));
    }
  }
  for (const group of groups) {
    group.items.forEach((one, at) => {
      one.x = group.middle + (group.offset[at] ?? 0);
    });
  }
}

type Group = { items: Item[]; offset: number[]; width: number; middle: number };

function join(left: Group, right: Group, wishes: Map<Item, number>): Group {
  const width = left.width + GAP + right.width;
  const offset = [
    ...left.offset.map(off => off - width / 2 + left.width / 2),
    ...right.offset.map(off => off + width / 2 - right.width / 2),
  ];
  const items = [...left.items, ...right.items];
  const middle = items.reduce((sum, one, at) => sum + (wishes.get(one) ?? 0) - (offset[at] ?? 0), 0) / items.length;
  return { items, offset, width, middle };
}

/** The middle and height of each row: as high as its highest step or label, with a gap around the rows between steps. */
function bandsOf(levels: readonly Item[][]): { y: number; height: number }[] {
  let top = 0;
  return levels.map((level, row) => {
    const gap = row % 2 === 0 ? 0 : ROW_GAP;
    const height = Math.max(...level.map(one => one.height), 0);
    const y = top + gap + height / 2;
    top += height + 2 * gap;
    return { y, height };
  });
}

/** An edge goes straight through each row and changes sides only in the gaps between them. */
function way(
  from: string,
  to: string,
  text: string,
  chain: readonly Item[],
  bands: readonly { y: number; height: number }[],
): Way {
  const points: Point[] = [];
  let label: Way['label'] = null;
  chain.forEach((one, at) => {
    const band = bands[one.row] ?? { y: 0, height: 0 };
    if (at > 0) points.push({ x: one.x, y: band.y - band.height / 2 });
    if (at < chain.length - 1) points.push({ x: one.x, y: band.y + band.height / 2 });
    const inner = at > 0 && at < chain.length - 1;
    // A step may be lower than its row: its ends are at its own edges.
    if (at === 0) points.unshift({ x: one.x, y: band.y + one.height / 2 });
    if (at > 0 && !inner) points.push({ x: one.x, y: band.y - one.height / 2 });
    if (inner && one.height > 0) label = { x: one.x, y: band.y, width: one.width, height: one.height, text };
  });
  if (chain[0]?.id !== from) points.reverse();
  return { from, to, points, label };
}

/** The way as the path of an SVG: straight down, and in a soft curve from side to side. */
export function pathOf(points: readonly Point[]): string {
  // A step of no length has no direction, and the arrow at its end would lie askew.
  const apart = points.filter(({ x, y }, at) => x !== points[at - 1]?.x || y !== points[at - 1]?.y);
  return apart
    .map(({ x, y }, at) => {
      const before = apart[at - 1];
      if (!before) return `M${x},${y}`;
      const half = (before.y + y) / 2;
      return before.x === x ? `L${x},${y}` : `C${before.x},${half} ${x},${half} ${x},${y}`;
    })
    .join(' ');
}

/** In which row each step stands: one below the lowest of those that lead to it. Ways back do not push anything down. */
function rowsOf(graph: Graph): Map<string, number> {
  const known = new Set(graph.nodes.map(node => node.id));
  const next = new Map<string, string[]>();
  for (const { from, to } of graph.edges) {
    if (known.has(from) && known.has(to)) pushTo(next, from, to);
  }
  // Everything after all that leads to it; a way back to where one is just coming from leads to nothing.
  const order: string[] = [];
  const forward = new Map<string, string[]>();
  const open = new Set<string>();
  const walk = (id: string) => {
    const ways: string[] = [];
    forward.set(id, ways);
    open.add(id);
    for (const below of next.get(id) ?? []) {
      if (open.has(below)) continue;
      ways.push(below);
      if (!forward.has(below)) walk(below);
    }
    open.delete(id);
    order.push(id);
  };
  const led = new Set(graph.edges.map(edge => edge.to));
  for (const node of graph.nodes) if (!led.has(node.id)) walk(node.id);
  for (const node of graph.nodes) if (!forward.has(node.id)) walk(node.id);
  const rows = new Map(order.map(id => [id, 0]));
  for (const id of order.toReversed()) {
    const row = (rows.get(id) ?? 0) + 1;
    for (const below of forward.get(id) ?? []) rows.set(below, Math.max(rows.get(below) ?? 0, row));
  }
  return rows;
}

function pushTo(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
