import type { components } from '../src/api/schema';

type Schemas = components['schemas'];
type Node = Schemas['PlanNode'];
type Figures = Schemas['Figures'];

/** The moment at which the invented story is told, so that pictures of it can be compared. */
export const NOW = '2026-11-20T16:42:00Z';
const DAY_MS = 86_400_000;

export function ago(minutes: number): string {
  return new Date(Date.parse(NOW) - minutes * 60_000).toISOString();
}

export function eur(major: number): Schemas['Amount'] {
  return { minor: Math.round(major * 100), currency: 'EUR' };
}

function figures(planned: number, committed: number, actual: number, forecast: number, returned: number): Figures {
  return {
    planned: eur(planned),
    committed: eur(committed),
    actual: eur(actual),
    forecast: eur(forecast),
    returned: eur(returned),
    margin: eur(returned * 0.31),
    free: eur(planned - committed - actual),
  };
}

/** A node at work, in euro, that nobody answers for. */
const OPEN = {
  owner: null,
  brand: null,
  currency: 'EUR',
  closed: false,
  closed_by: null,
  archived: false,
  archived_by: null,
};

type Row = [
  id: string,
  name: string,
  parent: string,
  planned: number,
  committed: number,
  actual: number,
  forecast: number,
  returned: number,
];

const ROWS: Row[] = [
  ['area:brand', 'Brand', 'plan:nordwind', 420_000, 61_500, 268_300, 411_000, 512_800],
  ['area:direct', 'Direct', 'plan:nordwind', 310_000, 42_180.5, 187_644.2, 322_500, 941_370],
  ['area:social', 'Social', 'plan:nordwind', 150_000, 12_000, 96_400, 141_000, 187_900],
  ['campaign:outdoor-autumn', 'Outdoor autumn', 'area:brand', 260_000, 41_000, 171_300, 255_000, 330_200],
  ['campaign:winter-films', 'Winter films', 'area:brand', 160_000, 20_500, 97_000, 156_000, 182_600],
  ['campaign:trail-shoes', 'Trail shoes', 'area:direct', 140_000, 24_180.5, 91_644.2, 152_500, 561_370],
  ['campaign:loyalty', 'Loyalty all year', 'area:direct', 170_000, 18_000, 96_000, 170_000, 380_000],
  ['campaign:creators', 'Creators', 'area:social', 150_000, 12_000, 96_400, 141_000, 187_900],
  [
    'activity:shoes-in-branch',
    'Shoes, in the branch',
    'campaign:trail-shoes',
    60_000,
    11_480.5,
    38_120.4,
    57_000,
    298_410,
  ],
  ['activity:shoes-mail', 'Shoes, by e-mail', 'campaign:trail-shoes', 50_000, 7_200, 33_523.8, 61_500, 201_460],
  ['activity:shoes-receipt', 'Shoes, on the receipt', 'campaign:trail-shoes', 30_000, 5_500, 20_000, 34_000, 61_500],
  ['activity:card-welcome', 'Welcome to the card', 'campaign:loyalty', 90_000, 9_000, 51_000, 90_000, 210_000],
  ['activity:card-birthday', 'Birthday voucher', 'campaign:loyalty', 80_000, 9_000, 45_000, 80_000, 170_000],
];

function pathOf(id: string): string[] {
  const row = ROWS.find(([own]) => own === id);
  return row ? [...pathOf(row[2]), id] : ['plan:nordwind'];
}

function node([id, name, parent, ...money]: Row): Node {
  const [planned, committed, actual, forecast, returned] = money;
  return {
    id,
    name,
    parent,
    level: id.split(':')[0] as Node['level'],
    path: pathOf(id),
    ...OPEN,
    figures: figures(planned, committed, actual, forecast, returned),
    before: figures(planned, committed * 0.97, actual * 0.994, forecast, returned * 0.989),
    starts: '2026-01-01',
    ends: '2026-12-31',
  };
}

export const nodes: Node[] = [
  {
    id: 'plan:nordwind',
    name: 'Nordwind 2026',
    parent: null,
    level: 'plan',
    path: ['plan:nordwind'],
    ...OPEN,
    figures: figures(880_000, 115_680.5, 552_344.2, 874_500, 1_642_070),
    before: figures(880_000, 112_210, 549_030, 874_500, 1_624_007),
    starts: '2026-01-01',
    ends: '2026-12-31',
  },
  ...ROWS.map(node),
];

/** Some days together, and as many before them. */
export function compared(of: Node, count = 30): Schemas['Compared'] {
  const all = days(of, count);
  const [first, last] = [all[0], all.at(-1)];
  const part = (money: Schemas['Amount'], by: number) => ({ ...money, minor: Math.round(money.minor * by) });
  const gained = { ...of.figures, actual: part(of.figures.actual, 0.28), returned: part(of.figures.returned, 0.41) };
  const before = { ...of.figures, actual: part(of.figures.actual, 0.31), returned: part(of.figures.returned, 0.36) };
  return { first: first?.day ?? '', last: last?.day ?? '', gained, before };
}

export function days(of: Node, count = 30): Schemas['DayFigures'][] {
  return Array.from({ length: count }, (_, index) => {
    const share = 0.72 + (index / (count - 1)) * 0.28 + Math.sin(index * 1.7) * 0.004;
    const f = of.figures;
    const part = (money: Schemas['Amount'], by: number) => ({ ...money, minor: Math.round(money.minor * by) });
    return {
      day: new Date(Date.parse(NOW) - (count - 1 - index) * DAY_MS).toISOString().slice(0, 10),
      figures: {
        ...f,
        actual: part(f.actual, share),
        committed: part(f.committed, 0.8 + Math.sin(index) * 0.15),
        returned: part(f.returned, share ** 1.6),
      },
    };
  });
}

/** The months of the year so far, each at its end. */
export function months(of: Node): Schemas['MonthFigures'][] {
  const last = Number(NOW.slice(5, 7));
  return Array.from({ length: last }, (_, index) => {
    const share = (index + 1) / last;
    const f = of.figures;
    const part = (money: Schemas['Amount'], by: number) => ({ ...money, minor: Math.round(money.minor * by) });
    return {
      month: `${NOW.slice(0, 4)}-${String(index + 1).padStart(2, '0')}`,
      figures: {
        ...f,
        planned: part(f.planned, Math.min(1, 0.25 * Math.ceil((index + 1) / 3))),
        actual: part(f.actual, share),
        committed: part(f.committed, 0.8 + Math.sin(index) * 0.15),
        returned: part(f.returned, share ** 1.4),
      },
    };
  });
}

export const changes: Schemas['Change'][] = [
  change('activity:shoes-in-branch', 'Shoes, in the branch', 'returned', 295_128, 298_410, 41),
  change('activity:shoes-mail', 'Shoes, by e-mail', 'returned', 199_244, 201_460, 28),
  change('activity:card-birthday', 'Birthday voucher', 'committed', 8_730, 9_000, 27),
  change('activity:shoes-mail', 'Shoes, by e-mail', 'actual', 33_402.3, 33_523.8, 1_215),
];

function change(
  id: string,
  name: string,
  kind: Schemas['MoneyKind'],
  before: number,
  after: number,
  bookings: number,
): Schemas['Change'] {
  return {
    node: id,
    name,
    level: 'activity',
    kind,
    before: eur(before),
    after: eur(after),
    why: `${bookings} bookings`,
    said: { code: 'bookings', bookings },
  };
}

/** How the tree changed: what an area was called before, and what came to it. */
export const treeChanges: Schemas['NodeChange'][] = [
  {
    seq: 14,
    at: ago(90),
    author: 'Cora Director',
    reason: 'The creators write the loyalty stories now.',
    node: 'campaign:loyalty',
    name: 'Loyalty all year',
    what: 'moved',
    before: 'area:social',
    after: 'area:direct',
  },
  {
    seq: 11,
    at: ago(2_900),
    author: 'Kim Controller',
    reason: 'Nobody knew what “CRM” meant.',
    node: 'area:direct',
    name: 'Direct',
    what: 'name',
    before: 'CRM',
    after: 'Direct',
  },
];

export const SEND_KEY = 'trail-shoes/3/prompt/00ab00cd00ef00000000000000000001/staff/4711';

export function records(id: string, kind: string | null): Schemas['LedgerRecord'][] {
  const all: Schemas['LedgerRecord'][] = [
    record('r-9', 6, 'returned', 129.9, 'Last touch, 22 min before the sale', { kind: 'order', id: 'T-20418' }),
    record('r-8', 28, 'actual', 0.4, 'Prompt shown to the staff', { kind: 'message', id: SEND_KEY }),
    record('r-7', 29, 'committed', 10, 'Voucher given out', { kind: 'voucher', id: 'SHOE-7K3M-9QXA' }),
    record('r-6', 29, 'committed', -0.4, 'The message left: no longer only promised', {
      kind: 'delivery',
      id: SEND_KEY,
    }),
    record(
      'r-5',
      1_500,
      'actual',
      1_840,
      'Posters in the windows, invoice 2291',
      { kind: 'invoice', id: '2026/2291', line: '1' },
      'Kim Controller',
    ),
    record(
      'r-4',
      7_200,
      'planned',
      5_000,
      'Moved from Winter films: snow is late',
      { kind: 'decision', id: '31' },
      'Cora Director',
    ),
  ];
  return all
    .map(one => ({ ...one, to: id.replace(/^activity:/, '') }))
    .filter(one => kind === null || one.kind === kind);
}

/** What the rules refused: what waits, or what somebody left so. */
export function unbooked(dismissed: boolean): Schemas['Unbooked'][] {
  const [sale, prompt] = ['returned', 'actual'].map(kind => records('activity:summer-socks', kind)[0]);
  const one = (id: string, code: string, reason: string, transfer: Schemas['LedgerRecord'] | undefined) => ({
    id,
    code,
    reason,
    recorded: ago(40),
    transfers: transfer ? [transfer] : [],
    dismissed: dismissed
      ? { at: ago(20), by: 'Kim Controller', why: 'A trial of last summer: nobody paid for it.' }
      : null,
  });
  const unknown = 'the plan has no activity `summer-socks`';
  return dismissed
    ? [one('u-3', 'unknown_node', unknown, prompt)]
    : [one('u-1', 'unknown_node', unknown, sale), one('u-2', 'too_large', 'the sum is too large to be booked', prompt)];
}

function record(
  id: string,
  minutes: number,
  kind: Schemas['MoneyKind'],
  gain: number,
  reason: string,
  reference: Schemas['Reference'],
  author = 'rapport',
): Schemas['LedgerRecord'] {
  const person =
    reference.kind === 'invoice' || reference.kind === 'decision' ? null : '00ab00cd00ef00000000000000000001';
  return {
    id,
    // An invoice counts on its day, and is booked when it comes.
    at: reference.kind === 'invoice' ? `${ago(minutes + 9 * 1440).slice(0, 10)}T00:00:00Z` : ago(minutes),
    recorded: ago(minutes),
    kind,
    amount: eur(Math.abs(gain)),
    gain: eur(gain),
    reason,
    reference,
    author,
    customer: person,
  };
}

export const effect: Schemas['Effect'] = {
  node: 'activity:shoes-in-branch',
  verdict: 'more',
  currency: 'EUR',
  treated: 8_412,
  held_out: 934,
  treated_mean: 35.47,
  held_out_mean: 31.02,
  per_customer: 4.45,
  low: 1.18,
  high: 7.72,
  confidence: 0.95,
  total: eur(37_433),
  total_low: eur(9_926),
  total_high: eur(64_941),
  needed: null,
  summary: 'Contacted customers spent 4.45 EUR more each than those held out; chance alone would rarely explain it.',
};
