// @vitest-environment node
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Graph } from '../../api/types';
import { read } from '.';
import { folded, graphOf, seconds } from './graph';
import { JOURNEYS } from './samples';

/** What the server draws of the demo's journeys; a test of the server keeps it so. */
const DRAWN: Record<string, Graph> = JSON.parse(readFileSync('fake/graphs.json', 'utf8'));

const graph = (of: string) => graphOf(read(of)?.value ?? {}, channel => channel);

it.each(Object.entries(DRAWN))('draws %s as the server does', (id, drawn) => {
  const [, text = ''] = JOURNEYS.find(([path, one]) => path.includes('demo') && one.startsWith(`id: ${id}\n`)) ?? [];
  const bare = ({ nodes, edges }: Graph) => ({
    // The English beside what is said as a code is the server's.
    nodes: nodes.map(one => (one.said.length > 0 ? { ...one, detail: '' } : one)),
    edges: edges.map(one => ({ ...one, label: '', said: one.said ?? null })),
  });
  expect(bare(graph(text))).toEqual(bare(drawn));
});

it('draws what is only half written', () => {
  expect(graph('steps: [{id: a, wait: }, {}, 1, {id: b, branch: {cases: [1]}}]').nodes).toHaveLength(6);
  expect(seconds('1h30m')).toBe(5_400);
  expect(seconds('soon')).toBe(0);
});

it('folds away what only a step leads to, and nothing else', () => {
  const whole = graph(
    'steps: [{id: a, branch: {cases: [{when: x, then: c}], otherwise: b}}, {id: b, wait: {for: 1d}, next: d}, {id: c, wait: {for: 1d}}, {id: d, exit: {}}]',
  );
  const ids = (folds: string[]) => folded(whole, new Set(folds)).graph.nodes.map(node => node.id);
  expect(ids(['b'])).toEqual(['@trigger', 'a', 'b', 'c', 'd', '@end']);
  expect(ids(['a'])).toEqual(['@trigger', 'a', '@end']);
  expect(folded(whole, new Set(['a'])).hidden).toBe(3);
});
