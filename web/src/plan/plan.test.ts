import { describe, expect, it } from 'vitest';
import { eur, nodes } from '../../fake/plan';
import type { LiveEntry } from '../api/types';
import { barParts, scaleOf } from '../ui/moneyBarParts';
import { threadTo } from '../ui/usePlanThread';
import { backPerUnit, inMinor, intervalParts, isTold } from './interval';
import { changeOf, isForecastOver, isOverBudget } from './kinds';
import { isToday, type Story, withEntry } from './liveStories';
import { actsOf } from './NodeMenu';
import { activitiesByCampaign, levelBelow, listed, parentsFor, visibleRows } from './tree';

const root = nodes[0];
if (!root) throw new Error('the story has no plan');

describe('the tree of the plan', () => {
  it('shows parents before children, and nothing below a closed node', () => {
    const all = visibleRows(nodes, new Set());
    expect(all).toHaveLength(nodes.length);
    expect(all[0]).toMatchObject({ depth: 0, hasChildren: true });
    const closed = visibleRows(nodes, new Set(['area:direct'])).map(row => row.node.id);
    expect(closed).toContain('area:direct');
    expect(closed).not.toContain('campaign:trail-shoes');
    expect(closed).not.toContain('activity:shoes-mail');
  });

  it('ends at the activity', () => {
    expect(levelBelow('campaign')).toBe('activity');
    expect(levelBelow('activity')).toBeNull();
  });

  it('leads from the company down to an activity, also by the short name that journeys use', () => {
    const names = threadTo(nodes, 'shoes-in-branch', level => level).map(knot => `${knot.kind} ${knot.label}`);
    expect(names).toEqual([
      'plan Nordwind 2026',
      'area Direct',
      'campaign Trail shoes',
      'activity Shoes, in the branch',
    ]);
    expect(threadTo(nodes, 'nowhere', level => level)).toEqual([]);
  });
});

describe('a node at the end of its life', () => {
  const shoes = nodes.find(node => node.id === 'activity:shoes-mail');
  if (!shoes) throw new Error('the story has no shoes');
  const closed = { ...shoes, closed: true, closed_by: shoes.id };
  const archived = { ...closed, archived: true, archived_by: shoes.id };

  it('is open to what fits how it stands', () => {
    expect(actsOf(shoes)).toEqual(['close']);
    expect(actsOf(closed)).toEqual(['reopen', 'archive']);
    expect(actsOf({ ...closed, closed_by: 'area:direct' })).toEqual(['archive']);
    expect(actsOf(archived)).toEqual(['restore']);
    expect(actsOf({ ...archived, archived_by: 'area:direct' })).toEqual([]);
  });

  it('is not listed once it is archived, nor offered once it is closed', () => {
    const all = nodes.map(node => (node.id === shoes.id ? archived : node));
    expect(listed(all, false)).toHaveLength(nodes.length - 1);
    expect(listed(all, true)).toHaveLength(nodes.length);
    expect(JSON.stringify(activitiesByCampaign(all))).not.toContain('shoes-mail');
  });

  it('moves below what is of the same level and currency, and open', () => {
    const places = JSON.stringify(parentsFor(nodes, shoes));
    expect(places).toContain('campaign:loyalty');
    expect(places).not.toContain('campaign:trail-shoes');
    const francs = nodes.map(node => (node.id === 'campaign:loyalty' ? { ...node, currency: 'CHF' } : node));
    expect(JSON.stringify(parentsFor(francs, shoes))).not.toContain('campaign:loyalty');
    const shut = nodes.map(node => (node.id === 'campaign:loyalty' ? { ...node, closed: true } : node));
    expect(JSON.stringify(parentsFor(shut, shoes))).not.toContain('campaign:loyalty');
  });
});

describe('what a person chooses from', () => {
  it('is activities only, under the names of what they belong to', () => {
    const groups = activitiesByCampaign(nodes);
    expect(groups[0]).toMatchObject({ group: 'Direct › Trail shoes' });
    expect(groups[0]?.items[0]).toEqual({ value: 'shoes-in-branch', label: 'Shoes, in the branch' });
  });
});

describe('figures', () => {
  it('never draw over the end of the bar', () => {
    const figures = { ...root.figures, planned: eur(100), actual: eur(90), committed: eur(50), returned: eur(-5) };
    const parts = barParts(figures, 10_000);
    expect(parts.actual + parts.committed).toBe(100);
    expect(parts.returned).toBe(0);
    expect(scaleOf([])).toBe(1);
  });

  it('say how much changed, and whether the end lies over the plan', () => {
    expect(changeOf('returned', root.figures, root.before).minor).toBe(1_806_300);
    expect(isForecastOver({ ...root.figures, planned: eur(10), forecast: eur(11) })).toBe(true);
    expect(isForecastOver({ ...root.figures, planned: eur(0), forecast: eur(11) })).toBe(false);
    expect(isOverBudget({ free: eur(-1) })).toBe(true);
    expect(isOverBudget({ free: eur(0) })).toBe(false);
  });
});

describe('the interval of an effect', () => {
  it('has zero, the interval and its middle on one scale', () => {
    const parts = intervalParts(1, 4, 7);
    expect(parts?.zero).toBeLessThan(parts?.low ?? 0);
    expect(parts?.point).toBeCloseTo(((parts?.low ?? 0) + (parts?.high ?? 0)) / 2);
  });

  it('is not drawn while there is none', () => {
    expect(intervalParts(0, 0, 0)).toBeNull();
    expect(intervalParts(Number.NaN, 0, 1)).toBeNull();
  });
});

describe('what happens right now', () => {
  const noon = Date.parse('2026-03-02T12:00:00Z');
  const at = (minute: number) => new Date(noon - (60 - minute) * 60_000).toISOString();
  const live = (id: string, minute: number, rest: Partial<LiveEntry['entry']>, customer = 'ada') =>
    ({ customer, label: customer, entry: { id, at: at(minute), kind: 'event', said: [], ...rest } }) as LiveEntry;
  const event = (name: string, data: object) =>
    ({ said: [{ code: 'event_track', name }], data }) as unknown as Partial<LiveEntry['entry']>;
  const tell = (...entries: LiveEntry[]) =>
    entries.reduce<readonly Story[]>((list, entry) => withEntry(list, entry, noon), []);
  const viewed = (name: string) => event('Product Viewed', { name });

  it('is one story of a customer that grows, without what only the engine does', () => {
    const [story, ...others] = tell(
      live('1', 0, viewed('Coffee')),
      live('2', 1, viewed('Cheese')),
      live('3', 2, event('Store Entered', { branch: 'mitte' })),
      live('4', 2, { kind: 'journey', code: 'entered', journey: 'welcome' }),
      live('5', 2, { kind: 'delivery', code: 'accepted', channel: 'staff', send_key: 'k' }),
      live('6', 4, { kind: 'delivery', code: 'done', channel: 'staff', send_key: 'k' }),
      live(
        '7',
        9,
        event('Order Completed', { order_id: 'o1', revenue: 13.72, currency: 'EUR', products: [{ name: 'Coffee' }] }),
      ),
    );
    expect(others).toEqual([]);
    expect(story?.beats.map(beat => beat.code)).toEqual(['looked', 'came', 'greeted', 'bought']);
    expect(story?.beats[0]?.names).toEqual(['Coffee', 'Cheese']);
    expect(story?.beats.at(-1)).toMatchObject({ amount: { minor: 1372, currency: 'EUR' }, order: 'o1' });
    expect(story?.threaded).toBe(true);
  });

  it('tells of a prompt that was answered “Not now”, until a colleague did it', () => {
    const prompt = (code: string, minute: number) =>
      live(`${minute}`, minute, { kind: 'delivery', code, channel: 'staff', send_key: 'k' });
    expect(tell(prompt('accepted', 1), prompt('not_now', 2))[0]?.beats.map(beat => beat.code)).toEqual(['not_now']);
    const done = tell(prompt('accepted', 1), prompt('not_now', 2), prompt('done', 3));
    expect(done[0]?.beats.map(beat => beat.code)).toEqual(['greeted']);
  });

  it('tells each thing once, and begins anew after a silence', () => {
    const again = live('1', 0, viewed('Coffee'));
    const list = tell(again, again, live('2', 31, viewed('Tea')));
    expect(list.map(story => story.beats[0]?.names)).toEqual([['Tea'], ['Coffee']]);
    expect(list[1]?.beats[0]?.times).toBe(1);
  });

  it('is bounded, the newest first, and leaves out history that is brought in', () => {
    const many = Array.from({ length: 40 }, (_, n) => live(`${n}`, n, viewed('Tea'), `c${n}`));
    const list = tell(...many, live('old', -60 * 24 * 30, viewed('Tea'), 'old'));
    expect(list).toHaveLength(12);
    expect(tell(live('old', -60 * 24 * 30, viewed('Tea')))).toEqual([]);
    expect(list[0]?.customer).toBe('c39');
    const long = tell(...Array.from({ length: 40 }, (_, n) => live(`${n}`, n, event(`Thing ${n % 2}`, {}))));
    expect(long[0]?.beats.length).toBeLessThanOrEqual(6);
    const named = tell(...Array.from({ length: 40 }, (_, n) => live(`${n}`, n, viewed(`P${n}`))));
    expect(named[0]?.beats[0]).toMatchObject({ more: 34, times: 40 });
  });

  it('takes no amount it cannot read', () => {
    const bought = (revenue: unknown, currency: unknown) =>
      tell(live('1', 0, event('Order Completed', { revenue, currency })))[0]?.beats[0]?.amount;
    expect(bought('12.50', 'eur')).toEqual({ minor: 1250, currency: 'EUR' });
    expect(bought('12,50', 'EUR')).toBeUndefined();
    expect(bought(12.5, 'no currency')).toBeUndefined();
    expect(bought(undefined, 'EUR')).toBeUndefined();
  });

  it('knows what was today', () => {
    const today = new Date(2026, 2, 2, 12);
    expect(isToday(new Date(2026, 2, 2, 1).toISOString(), today.getTime())).toBe(true);
    expect(isToday(new Date(2026, 2, 1, 23).toISOString(), today.getTime())).toBe(false);
  });
});

describe('what the interval says against the hold-out', () => {
  it('stands in large type only where chance does not reach', () => {
    expect((['more', 'less', 'not_clear', 'unknown'] as const).filter(verdict => isTold({ verdict }))).toEqual([
      'more',
      'less',
    ]);
  });
  it('is money of its own currency', () => {
    expect(inMinor(4.449, 'EUR')).toEqual({ minor: 445, currency: 'EUR' });
    expect(inMinor(-12.5, 'JPY')).toEqual({ minor: -12, currency: 'JPY' });
  });
});

it('tells what came back for each euro, exact to the cent, and nothing while nothing was spent', () => {
  const of = (actual: number, returned: number) => {
    const money = (minor: number) => ({ minor, currency: 'EUR' });
    return backPerUnit({ actual: money(actual), returned: money(returned) })?.minor;
  };
  expect(of(3_812_000, 29_841_000)).toBe(783);
  expect(of(0, 100)).toBeUndefined();
  expect(of(300, -100)).toBe(-33);
});
