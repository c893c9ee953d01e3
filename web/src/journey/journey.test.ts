import { describe, expect, it } from 'vitest';
import graphs from '../../fake/graphs.json';
import { backtests, graph } from '../../fake/journeys';
import type { Backtest, Graph } from '../api/types';
import { everyDay, lastDays, repeated } from './backtest';
import { type Box, layout, pathOf } from './layout';
import { sharesOf } from './share';
import { starter } from './starter';
import { journeyIdOf } from './yaml';

const STARTER = starter({ brand: 'acme', activity: 'spring-cart', purpose: 'offers' });
const demo = Object.entries(graphs as unknown as Record<string, Graph>);

describe.each([['shoes', graph] as const, ...demo])('the picture of %s', (_, drawn) => {
  const picture = layout(
    drawn,
    undefined,
    drawn.nodes.map((_, at) => 80 + (at % 3) * 20),
  );
  const labels = picture.ways.flatMap(way => way.label ?? []);
  const apart = (a: Box, b: Box) =>
    Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2;

  it('stands every step below all that lead to it', () => {
    for (const { from, to } of drawn.edges) {
      const [upper, lower] = [picture.nodes.get(from), picture.nodes.get(to)];
      expect(lower?.y ?? 0, `${from} -> ${to}`).toBeGreaterThan(upper?.y ?? 0);
    }
  });

  it('lets no step and no label lie on another', () => {
    const boxes = [...picture.nodes.values(), ...labels];
    expect(labels.length).toBe(drawn.edges.filter(edge => edge.label !== '').length);
    boxes.forEach((a, at) => {
      for (const b of boxes.slice(at + 1)) expect(apart(a, b), JSON.stringify([a, b])).toBe(true);
    });
  });

  it("leads no way through a step or another way's label", () => {
    for (const { from, to, points, label } of picture.ways) {
      const others = [...picture.nodes].filter(([id]) => id !== from && id !== to).map(([, box]) => box);
      const all = [...others, ...labels.filter(other => other !== label)];
      for (const { x, y } of points) {
        for (const box of all) expect(apart({ x, y, width: 0, height: 0 }, box), `${from} -> ${to}`).toBe(true);
      }
    }
  });

  it('is as large as what is on it', () => {
    for (const { x, y, width, height } of [...picture.nodes.values(), ...labels]) {
      expect(Math.min(x - width / 2, y - height / 2)).toBeGreaterThanOrEqual(-0.001);
      expect(x + width / 2).toBeLessThanOrEqual(picture.width + 0.001);
      expect(y + height / 2).toBeLessThanOrEqual(picture.height + 0.001);
    }
  });
});

it('a picture ends even where a way leads back, and leaves nobody out', () => {
  const back = { from: 'mail', to: 'prompt', way: 'otherwise', label: 'again', said: null };
  const loop = layout({ nodes: graph.nodes, edges: [...graph.edges, back] });
  expect(loop.nodes.size).toBe(graph.nodes.length);
  const points = loop.ways.at(-1)?.points ?? [];
  expect(points[0]?.y).toBeGreaterThan(points.at(-1)?.y ?? Number.POSITIVE_INFINITY);
});

it('a back-test shows the days on which nothing happened too', () => {
  const day = (of: string, sent: number) => ({ day: of, sent, refused: 0 });
  const all = everyDay([day('2026-02-27', 3), day('2026-03-02', 1)]);
  expect(all.map(one => one.day)).toEqual(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02']);
  expect(all.map(one => one.sent)).toEqual([3, 0, 0, 1]);
  expect(everyDay([])).toEqual([]);
});

describe('the document while one writes', () => {
  it('knows the id of its journey', () => {
    expect(journeyIdOf(STARTER)).toBe('cart-reminder');
    expect(STARTER).toContain('brand: acme');
    expect(journeyIdOf('name: x')).toBeNull();
  });
});

describe('back-tests', () => {
  it('take whole days, the last one included', () => {
    expect(lastDays(30, new Date('2026-11-20T23:00:00Z'))).toEqual({ from: '2026-10-22', to: '2026-11-20' });
  });

  it('say when two runs gave the same answer', () => {
    const done = backtests[1] as Backtest;
    expect(repeated(done, backtests)).toBeNull();
    const again = { ...done, id: 'b-0' };
    expect([done, again].map(one => repeated(one, [...backtests, again]))).toEqual(['below', 'above']);
  });
});

it('a way has no step of no length, at whose end an arrow would lie askew', () => {
  const at = (x: number, y: number) => ({ x, y });
  expect(pathOf([at(5, 1), at(5, 1), at(5, 9), at(5, 9)])).toBe('M5,1 L5,9');
  expect(pathOf([at(5, 1), at(7, 9), at(7, 9)])).toBe('M5,1 C5,5 7,5 7,9');
});

describe('how many went which way', () => {
  const ways = [
    { way: 'choice_1', count: 60 },
    { way: 'otherwise', count: 30 },
  ];
  const step = { step: 'ask', here: 10, passed: 100, ways, sent: 0, refused: 0, refusals: [] };
  const counts = { entered: 120, steps: [{ ...step, deferred: 0, under_way: 0, unknown: 0 }] };
  const edge = (from: string, way: string) => ({ from, to: 'x', way, label: '', said: null });
  const node = (id: string, kind: string) => ({ id, kind, title: id, detail: '', said: [], channel: null });

  it('is told of each way, with its share of those who came by', () => {
    const edges = [
      edge('@trigger', 'next'),
      edge('ask', 'choice_1'),
      edge('ask', 'otherwise'),
      edge('ask', 'held_out'),
    ];
    const shares = sharesOf({ nodes: [node('@trigger', 'trigger'), node('ask', 'branch')], edges }, counts);
    expect(shares).toEqual([
      { count: 120, share: 1 },
      { count: 60, share: 0.6 },
      { count: 30, share: 0.3 },
      { count: 0, share: 0 },
    ]);
  });

  it('has no share where nobody came by', () => {
    const shares = sharesOf({ nodes: [], edges: [edge('later', 'next')] }, counts);
    expect(shares).toEqual([{ count: 0, share: null }]);
  });
});
