import type { Graph } from '../api/types';

/** Where a node stands, in pixels. */
export interface Place {
  id: string;
  x: number;
  y: number;
}

export const NODE_WIDTH = 216;
export const NODE_HEIGHT = 104;
const GAP_X = 40;
const GAP_Y = 52;

/**
 * Places a journey from top to bottom: a node stands one row below the lowest of those that lead to it, and in its row
 * as near as possible to them. Ways back (a loop) do not push anything down. The same graph always gives the same picture.
 */
export function layout(graph: Graph): Place[] {
  const rows = rowsOf(graph);
  const parents = new Map<string, string[]>();
  for (const { from, to } of graph.edges) parents.set(to, [...(parents.get(to) ?? []), from]);
  const levels: string[][] = [];
  for (const node of graph.nodes) {
    const row = rows.get(node.id) ?? 0;
    levels[row] = [...(levels[row] ?? []), node.id];
  }
  const x = new Map<string, number>();
  const places: Place[] = [];
  levels.forEach((ids, row) => {
    const wish = (id: string) => {
      const known = (parents.get(id) ?? []).flatMap(parent => x.get(parent) ?? []);
      return known.length === 0 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length;
    };
    const sorted = ids
      .map((id, order) => ({ id, order, wish: wish(id) }))
      .sort((a, b) => a.wish - b.wish || a.order - b.order);
    const middle = sorted.reduce((sum, node) => sum + node.wish, 0) / sorted.length;
    sorted.forEach(({ id }, index) => {
      const at = middle + (index - (sorted.length - 1) / 2) * (NODE_WIDTH + GAP_X);
      x.set(id, at);
      places.push({ id, x: at, y: row * (NODE_HEIGHT + GAP_Y) });
    });
  });
  return places;
}

function rowsOf(graph: Graph): Map<string, number> {
  const known = new Set(graph.nodes.map(node => node.id));
  const next = new Map<string, string[]>();
  for (const { from, to } of graph.edges) {
    if (known.has(from) && known.has(to)) next.set(from, [...(next.get(from) ?? []), to]);
  }
  const rows = new Map<string, number>();
  const open = new Set<string>();
  const place = (id: string, row: number) => {
    if (open.has(id) || (rows.get(id) ?? -1) >= row) return;
    rows.set(id, row);
    open.add(id);
    for (const below of next.get(id) ?? []) place(below, row + 1);
    open.delete(id);
  };
  const led = new Set(graph.edges.map(edge => edge.to));
  for (const node of graph.nodes) if (!led.has(node.id)) place(node.id, 0);
  for (const node of graph.nodes) if (!rows.has(node.id)) place(node.id, 0);
  return rows;
}
