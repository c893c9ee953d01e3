import { describe, expect, it } from 'vitest';
import { backtests, DOCUMENT, graph } from '../../fake/journeys';
import type { Backtest } from '../api/types';
import { dayAfter, lastDays, repeats } from './backtest';
import { layout } from './layout';
import { STARTER } from './starter';
import { blocksOf } from './told';
import { journeyIdOf, offsetOf, piecesOf } from './yaml';

describe('the picture of a journey', () => {
  const places = new Map(layout(graph).map(place => [place.id, place]));

  it('stands every step below all that lead to it', () => {
    for (const { from, to } of graph.edges) {
      expect(places.get(to)?.y ?? 0, `${from} -> ${to}`).toBeGreaterThan(places.get(from)?.y ?? 0);
    }
  });

  it('lets no two steps lie on each other', () => {
    const spots = [...places.values()].map(place => `${Math.round(place.x)} ${place.y}`);
    expect(new Set(spots).size).toBe(graph.nodes.length);
  });

  it('ends even where a way leads back, and leaves nobody out', () => {
    const loop = layout({ nodes: graph.nodes, edges: [...graph.edges, { from: 'mail', to: 'prompt', label: '' }] });
    expect(loop).toHaveLength(graph.nodes.length);
  });
});

describe('the document while one writes', () => {
  it('loses no letter by being coloured', () => {
    for (const line of [...DOCUMENT.split('\n'), ...STARTER.split('\n'), '', '- a', "x: 'a # b' # c"]) {
      expect(
        piecesOf(line)
          .map(piece => piece.text)
          .join(''),
      ).toBe(line);
    }
  });

  it('tells keys, values and comments apart', () => {
    expect(piecesOf('  within: 3d # soon').map(piece => piece.sort)).toEqual([
      'mark',
      'key',
      'mark',
      'mark',
      'number',
      'comment',
    ]);
    expect(piecesOf("x: 'a # b'").at(-1)).toEqual({ text: "'a # b'", sort: 'string' });
  });

  it('finds the place of a problem, also beyond the end of a line', () => {
    expect(offsetOf('ab\ncde\nf', 2, 2)).toBe(4);
    expect(offsetOf('ab\ncde\nf', 2, 99)).toBe(6);
    expect(offsetOf('ab', 9, 1)).toBe(2);
  });

  it('knows the id of its journey', () => {
    expect(journeyIdOf(STARTER)).toBe('cart-reminder');
    expect(journeyIdOf('name: x')).toBeNull();
  });
});

describe('a journey told in sentences', () => {
  it('has headings, lists and numbered steps that keep what belongs to them', () => {
    const told =
      '“X” speaks for acme.\n\nWhat happens\n1. “mail”: send it.\n   If it waits, it waits.\n2. Leave.\n\nWhen it ends\n- Never.\n';
    expect(blocksOf(told)).toEqual([
      { kind: 'text', text: '“X” speaks for acme.' },
      { kind: 'heading', text: 'What happens' },
      { kind: 'steps', items: ['“mail”: send it. If it waits, it waits.', 'Leave.'] },
      { kind: 'heading', text: 'When it ends' },
      { kind: 'list', items: ['Never.'] },
    ]);
  });
});

describe('back-tests', () => {
  it('take whole days, the last one included', () => {
    expect(lastDays(30, new Date('2026-11-20T23:00:00Z'))).toEqual({ from: '2026-10-22', to: '2026-11-20' });
    expect(dayAfter('2026-12-31')).toBe('2027-01-01');
  });

  it('say when two runs gave the same answer', () => {
    const done = backtests[1] as Backtest;
    expect(repeats(done, backtests)).toBe(false);
    expect(repeats(done, [...backtests, { ...done, id: 'b-0' }])).toBe(true);
  });
});
