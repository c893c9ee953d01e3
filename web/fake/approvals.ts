import type { components } from '../src/api/schema';
import { journey } from './journeys.ts';
import { ago, eur, NOW } from './plan.ts';

type Schemas = components['schemas'];

const CORA = { id: 'p1', name: 'Cora Director' };
const MARA = { id: 'p2', name: 'Mara Manager' };
const later = (minutes: number) => new Date(new Date(NOW).getTime() + minutes * 60_000).toISOString();

export const waits: Schemas['ApprovalSummary'] = {
  id: 'a1',
  kind: 'journey',
  object: 'trail-shoes',
  name: 'Trail shoes, searched and then in the branch',
  node: 'activity:shoes-in-branch',
  node_name: 'Shoes, in the branch',
  state: 'in_flight',
  author: MARA,
  asked: ago(190),
  amount: eur(4_200),
  waits_for: [CORA],
  due: ago(10),
  late: true,
  for_me: true,
  mine: false,
};

export const moved: Schemas['ApprovalSummary'] = {
  ...waits,
  id: 'a2',
  kind: 'reallocation',
  object: 'a2',
  name: 'Shoes, in the branch → Shoes, by e-mail',
  author: CORA,
  amount: eur(12_000),
  waits_for: [MARA],
  due: later(200),
  late: false,
  for_me: false,
  mine: true,
};

export const ended: Schemas['ApprovalSummary'] = {
  ...waits,
  id: 'a3',
  state: 'rejected',
  waits_for: [],
  due: null,
  late: false,
  for_me: false,
};

export const day: Schemas['MyDayView'] = { for_me: [waits], i_wait_for: [moved], late: 1 };

const entry = (part: Partial<Schemas['ApprovalEntry']> & { at: string; what: string }): Schemas['ApprovalEntry'] => ({
  by: null,
  acting_for: [],
  to: [],
  text: null,
  region: null,
  ...part,
});

export function approval(id: string): Schemas['ApprovalView'] {
  const summary = [waits, moved, ended].find(one => one.id === id) ?? waits;
  const live = journey('trail-shoes');
  const isJourney = summary.kind === 'journey';
  const open = summary.state === 'in_flight';
  return {
    summary,
    version: '3f6c1b2a9d3e4f50',
    thing: {
      document: isJourney ? (live?.document ?? null) : null,
      explanation: isJourney ? (live?.explanation ?? null) : null,
      explained: isJourney ? (live?.explained ?? null) : null,
      graph: isJourney ? (live?.graph ?? null) : null,
      reason: isJourney ? null : 'The mailing does better than the branch.',
    },
    money: isJourney
      ? [{ activity: 'shoes-in-branch', name: 'Shoes, in the branch', before: eur(9_500), after: eur(5_300) }]
      : [
          { activity: 'shoes-in-branch', name: 'Shoes, in the branch', before: eur(19_500), after: eur(7_500) },
          { activity: 'shoes-mail', name: 'Shoes, by e-mail', before: eur(2_100), after: eur(14_100) },
        ],
    messages: isJourney ? 21_000 : null,
    stages: [
      {
        id: 'release',
        name: 'Release',
        progress: 'open',
        since: ago(190),
        yes: [],
        waits_for: summary.waits_for,
        quorum: 1,
        stuck: [],
      },
    ],
    history: [
      entry({ at: ago(190), what: 'requested', by: summary.author }),
      entry({ at: ago(190), what: 'stage_opened', to: summary.waits_for }),
      entry({ at: ago(40), what: 'reminded', to: summary.waits_for }),
      ...(open ? [] : [entry({ at: ago(5), what: 'rejected', by: CORA, text: 'Too soon', region: 'prompt' })]),
    ],
    outcome: '',
    may: { answer: summary.for_me ? 'release' : null, withdraw: summary.mine && open, remind: open },
  };
}

export const released: Schemas['ApprovalView'] = {
  ...approval('a1'),
  summary: { ...waits, state: 'approved', waits_for: [], for_me: false, late: false, due: null },
  outcome: 'journey 3',
  may: { answer: null, withdraw: false, remind: false },
};

export const outlook: Schemas['PublishOutlook'] = {
  goes_live: false,
  cost: eur(4_200),
  messages: 21_000,
  backtest: 'b1',
  free: eur(9_500),
  limited: true,
  limit: eur(1_000),
  unlimited: false,
  why: [{ code: 'over_limit', text: 'it is expected to cost 4200.00 EUR, and you decide alone up to 1000.00 EUR' }],
  asks: [{ id: 'p3', name: 'Ada Head' }],
};

export const limits: Schemas['LimitView'][] = [
  {
    id: 'l1',
    person: null,
    person_name: null,
    role: 'campaign_manager',
    act: 'publish_journey',
    node: 'area:direct',
    brand: null,
    up_to: eur(1_000),
  },
  {
    id: 'l2',
    person: 'p1',
    person_name: 'Cora Director',
    role: null,
    act: 'move_money',
    node: 'company',
    brand: null,
    up_to: null,
  },
];

export const templates: Schemas['TemplateView'][] = [
  {
    id: 'two',
    kind: 'journey',
    node: 'area:direct',
    always: true,
    name: 'Two pairs of eyes',
    stages: [
      [{ id: 'area', name: 'Area', required: [{ role: { role: 'director' } }], quorum: 1, due: '8h' }],
      [{ id: 'money', name: 'Money', required: [{ role: { role: 'analyst' } }], quorum: 1, when: 'amount > 1000' }],
    ],
    author: 'Cora Director',
    changed: ago(2_000),
  },
];

export const working: Schemas['WorkingView'] = {
  away: null,
  region: 'DE-BE',
  superior: null,
  colleagues: [MARA],
};
