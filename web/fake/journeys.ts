import type { components } from '../src/api/schema';
import graphs from './graphs.json' with { type: 'json' };
import { longDocument } from './long.ts';
import { ago, eur } from './plan.ts';

type Schemas = components['schemas'];

export const DOCUMENT = `# Searched yesterday, in the branch today.
id: trail-shoes
name: Trail shoes, from search to branch
brand: nordwind
activity: shoes-in-branch
purpose: offers
priority: 20

triggers:
  - sequence:
      first: { event: Product Viewed, where: "category == 'trail shoes'", remember: [name] }
      then: { event: Branch Entered }
      without: [{ event: Order Completed }]
      within: 3d

hold_out: { percent: 10 }
goal: { on: { event: Order Completed } }

steps:
  - id: prompt
    message:
      channel: staff
      valid_for: 15m
      content:
        looked_for: ["{{ match.name }}"]
        say: "The {{ match.name }} is here in your size. Would you like to try it?"
        offer: "Socks at half price with the shoes"
  - id: wait-for-sale
    wait:
      events: [{ on: { event: Order Completed }, then: thanks }]
      timeout: 2h
      otherwise: voucher
  - id: thanks
    exit: { reason: bought }
  - id: voucher
    voucher: { pool: shoes-ten, value: 10, valid_for: 14d }
  - id: mail
    message:
      channel: email
      content: { subject: "Still thinking about {{ match.name }}?" }
`;

const DRAFT = DOCUMENT.replace('valid_for: 15m', 'valid_for: 20m');

export const graph: Schemas['Graph'] = {
  nodes: [
    node('@trigger', 'trigger', 'Trail shoes, from search to branch', '', null, [
      { code: 'sequence', first: 'Product Viewed', event: 'Branch Entered', within: 259_200 },
    ]),
    node('prompt', 'staff', 'prompt', 'The {{ match.name }} is here in your size. Would you like to try it?', 'staff'),
    node('wait-for-sale', 'wait', 'wait-for-sale', '', null, [{ code: 'wait_event' }]),
    node('thanks', 'exit', 'thanks', 'bought', null),
    node('voucher', 'voucher', 'voucher', '', null, [{ code: 'voucher', pool: 'shoes-ten', span: 1_209_600 }]),
    node('mail', 'message', 'mail', 'Still thinking about {{ match.name }}?', 'email'),
    node('@end', 'end', 'End', '', null, [{ code: 'goal', event: 'Order Completed' }]),
  ],
  edges: [
    edge('@trigger', 'prompt'),
    edge('prompt', 'wait-for-sale'),
    edge('wait-for-sale', 'thanks', { code: 'when', event: 'Order Completed' }),
    edge('wait-for-sale', 'voucher', { code: 'after', span: 7_200 }),
    edge('voucher', 'mail'),
    edge('mail', '@end'),
  ],
};

function node(
  id: string,
  kind: string,
  title: string,
  detail: string,
  channel: string | null,
  said: Schemas['WaySaid'][] = [],
): Schemas['GraphNode'] {
  return { id, kind, title, detail, channel, said };
}

function edge(from: string, to: string, said: Schemas['WaySaid'] | null = null): Schemas['GraphEdge'] {
  return { from, to, way: wayOf(said?.code), label: said?.code ?? '', said };
}

/** Which way out of its step an edge is, by what it says. */
function wayOf(code: string | undefined): string {
  if (code === 'held_out') return 'held_out';
  if (code === 'if' || code === 'when' || code === 'arm') return 'choice_1';
  return code ? 'otherwise' : 'next';
}

const EXPLANATION = [
  'Whoever looks at trail shoes and then comes into a branch within three days, without having bought meanwhile, enters this journey.',
  'One in ten is held out and gets nothing, so that the effect can be measured.',
  'The branch staff are told what the person was looking for. The prompt is valid for 15 minutes.',
  'Then it waits at most two hours for a sale. After a sale the journey is over.',
  'Otherwise a voucher is issued and sent by e-mail.',
].join('\n');

const EXPLAINED: Schemas['Explained'] = {
  head: [
    {
      code: 'speaks_for',
      name: 'Trail shoes, from search to branch',
      brand: 'nordwind',
      activity: 'shoes-in-branch',
      purpose: 'offers',
    },
  ],
  description: '',
  starts: [
    {
      code: 'sequence_without',
      earlier: { code: 'event_if', event: 'Product Viewed', condition: "category == 'trail shoes'" },
      later: { code: 'event', event: 'Branch Entered' },
      within: 259_200,
      none_of: [{ code: 'event', event: 'Order Completed' }],
    },
    { code: 'enters_once' },
    { code: 'held_out', percent: 10 },
  ],
  steps: [
    {
      step: 'prompt',
      said: [{ code: 'message', channel: 'staff' }, { code: 'worth_for', span: 900 }, { code: 'cap_waits' }],
    },
    {
      step: 'wait-for-sale',
      said: [
        { code: 'wait_events' },
        {
          code: 'wait_event',
          of: { code: 'event', event: 'Order Completed' },
          goes: { code: 'step', step: 'thanks' },
        },
        { code: 'wait_nothing', within: 7_200, goes: { code: 'step', step: 'voucher' } },
      ],
    },
    { step: 'thanks', said: [{ code: 'over_for', reason: 'bought' }] },
    {
      step: 'voucher',
      said: [{ code: 'voucher', worth: { minor: 1_000, currency: 'EUR' }, pool: 'shoes-ten', span: 1_209_600 }],
    },
    { step: 'mail', said: [{ code: 'message', channel: 'email' }, { code: 'then_over' }] },
  ],
  ends: [
    { code: 'goal_goes_on', of: { code: 'event', event: 'Order Completed' } },
    { code: 'fresh', span: 3_600 },
    { code: 'publish_finishes' },
  ],
};

export const summaries: Schemas['JourneySummary'][] = [
  summary(
    'trail-shoes',
    'Trail shoes, from search to branch',
    'shoes-in-branch',
    'running',
    3,
    214,
    8_412,
    1_906,
    true,
  ),
  summary('cart-reminder', 'Reminder of a full cart', 'shoes-mail', 'running', 7, 1_032, 40_218, 6_410, false),
  summary('birthday', 'Birthday voucher', 'card-birthday', 'paused', 2, 88, 12_004, 3_317, false),
  summary('welcome-card', 'Welcome to the card', 'card-welcome', 'draft', null, 0, 0, 0, true),
];

function summary(
  id: string,
  name: string,
  activity: string,
  state: Schemas['JourneyState'],
  version: number | null,
  inside: number,
  entered: number,
  goal: number,
  draft: boolean,
): Schemas['JourneySummary'] {
  return {
    id,
    name,
    brand: 'nordwind',
    activity,
    purpose: 'offers',
    state,
    version,
    draft,
    closed_by: activity === 'shoes-mail' ? 'campaign:shoes' : null,
    inside,
    entered,
    goal,
    changed: ago(2_000),
  };
}

export function journey(id: string): Schemas['JourneyView'] | null {
  if (id === 'long') {
    const found = { ...(summaries[3] as Schemas['JourneySummary']), id, name: 'A long journey' };
    return { ...(journey('welcome-card') as Schemas['JourneyView']), summary: found, draft: longDocument(200) };
  }
  const demo = (graphs as unknown as Record<string, Schemas['Graph']>)[id];
  const found =
    summaries.find(one => one.id === id) ??
    (demo ? ({ ...summaries[0], id, name: id } as Schemas['JourneySummary']) : null);
  if (!found) return null;
  return {
    summary: found,
    document: DOCUMENT,
    draft: found.draft ? DRAFT : null,
    revision: '1-1',
    explanation: EXPLANATION,
    explained: EXPLAINED,
    graph: demo ?? graph,
    versions: [3, 2, 1]
      .filter(version => version <= (found.version ?? 0))
      .map(version => ({
        version,
        published: ago(9_000 * (4 - version)),
        author: 'Mara Manager',
        moved: version === 2,
      })),
  };
}

export function version(number: number): Schemas['VersionView'] {
  return {
    summary: { version: number, published: ago(9_000 * (4 - number)), author: 'Mara Manager', moved: number === 2 },
    document: DOCUMENT,
    explanation: EXPLANATION,
    explained: EXPLAINED,
    graph,
  };
}

const steps: Schemas['StepCount'][] = [
  step('prompt', 6, 7_478, 6_104, 1_374, 0),
  step('wait-for-sale', 208, 6_104, 0, 0, 0),
  step('thanks', 0, 1_906, 0, 0, 0),
  step('voucher', 0, 3_990, 0, 12, 0),
  step('mail', 0, 3_978, 2_811, 1_122, 45),
];

function step(
  id: string,
  here: number,
  passed: number,
  sent: number,
  refused: number,
  deferred: number,
): Schemas['StepCount'] {
  const reason = { code: 'no_consent', text: 'no consent', count: refused };
  return {
    step: id,
    here,
    passed,
    ways: [
      { way: 'next', count: Math.round(passed * 0.62) },
      { way: 'choice_1', count: Math.round(passed * 0.31) },
      { way: 'otherwise', count: Math.round(passed * 0.52) },
    ],
    sent,
    refused,
    refusals: refused > 0 ? [reason] : [],
    deferred,
    under_way: 0,
    unknown: 0,
  };
}

/** The people at a step: who came last stands first. */
export function people(): Schemas['PersonAtStep'][] {
  const names = ['Ada Beispiel', 'Giulia Esempio', 'Jan Przykład', 'Piet Voorbeeld'];
  return names.map((label, at) => ({
    customer: `00ab00cd00ef0000000000000000000${at + 1}`,
    label,
    at: ago(12 + at * 95),
    now: at < 3 ? ['prompt'] : [],
  }));
}

const refusals: Schemas['ReasonCount'][] = [
  { code: 'no_consent', text: 'no consent', count: 1_122 },
  { code: 'cap_reached', text: 'over the cap', count: 904 },
  { code: 'already_bought', text: 'already bought', count: 346 },
  { code: 'quiet_hours', text: 'quiet hours', count: 124 },
];

export const counts: Schemas['JourneyCounts'] = {
  as_of: ago(0),
  inside: 214,
  entered: 8_412,
  held_out: 934,
  goal: 1_906,
  steps,
  refusals,
  not_entered: [{ code: 're_entry_too_soon', text: 're entry too soon', count: 312 }],
};

const problem = (code: string, at: string, severity = 'warning'): Schemas['DocumentProblem'] =>
  ({ code, severity, path: at, line: 1, column: 1, message: code, hint: null, hint_said: null }) as never;

/** A message of each sort: a mail, a prompt, a receipt, one that may fail, one that nobody gets, one that cannot be made. */
export const preview: Schemas['PreviewAnswer'] = {
  messages: [
    {
      step: 'mail',
      channel: 'email',
      view: 'letter',
      content: {
        subject: 'Still thinking about ‹name›?',
        text: 'The shoes you looked at are in your size.\n\nCome by, or order them today: https://shop.example/shoes',
      },
      html: '<p>…</p>',
      refused: null,
      problems: [problem('content_may_fail', 'steps.4.message.content')],
    },
    {
      step: 'prompt',
      channel: 'staff',
      view: 'letter',
      content: { say: 'The ‹name› is here in your size. Would you like to try it?', offer: 'Free socks' },
      html: null,
      refused: null,
      problems: [],
    },
    {
      step: 'receipt',
      channel: 'receipt',
      view: 'lines',
      content: { lines: [{ text: 'Thank you, ‹first name›!' }, { text: '5 EUR off until 31 December' }] },
      html: null,
      refused: null,
      problems: [],
    },
    {
      step: 'banner',
      channel: 'web',
      view: 'letter',
      content: {},
      html: null,
      refused: { code: 'content_no_subject', message: 'the subject is empty' },
      problems: [],
    },
    {
      step: 'broken',
      channel: 'email',
      view: '',
      content: {},
      html: null,
      refused: null,
      problems: [problem('content_template', 'steps.5.message.content', 'error')],
    },
  ] as never,
  problems: [],
};

export function check(document: string): Schemas['CheckAnswer'] {
  const wrong = document.split('\n').findIndex(line => line.includes('chanel:'));
  const problems: Schemas['DocumentProblem'][] = [];
  if (wrong >= 0) {
    problems.push({
      code: 'syntax',
      severity: 'error',
      path: 'steps.0.message.chanel',
      line: wrong + 1,
      column: 7,
      message: 'there is no field `chanel` here',
      hint: 'did you mean `channel`?',
      hint_said: { code: 'meant', name: 'channel' },
    });
  }
  const noTimeOut = document.split('\n').findIndex(line => line.includes('wait-for-sale'));
  if (noTimeOut >= 0 && !document.includes('timeout:')) {
    problems.push({
      code: 'missing_timeout',
      severity: 'warning',
      path: 'steps.1.wait',
      line: noTimeOut + 1,
      column: 5,
      message: 'whoever never buys waits here for ever',
      hint: 'write timeout: 3d',
      hint_said: { code: 'write', example: 'timeout: 3d' },
    });
  }
  return {
    ok: wrong < 0,
    problems,
    explanation: wrong < 0 ? EXPLANATION : null,
    explained: wrong < 0 ? EXPLAINED : null,
    graph: wrong < 0 ? graph : null,
  };
}

/** A month with quiet Sundays. */
function october(): Schemas['BacktestDay'][] {
  return Array.from({ length: 31 }, (_, at) => ({
    day: `2026-10-${String(at + 1).padStart(2, '0')}`,
    sent: at % 7 === 3 ? 20 : 250 + ((at * 37) % 140),
    refused: at % 7 === 3 ? 4 : 40 + ((at * 17) % 50),
  })).filter(({ day }) => day !== '2026-10-11');
}

export const backtests: Schemas['Backtest'][] = [
  {
    id: 'b-2',
    journey: 'trail-shoes',
    state: 'running',
    progress: 0.62,
    records: 1_204_300,
    started: ago(1),
    from: '2026-10-01T00:00:00Z',
    to: '2026-11-01T00:00:00Z',
    first_day: '2026-10-01',
    last_day: '2026-10-31',
    zone: 'Europe/Berlin',
    result: null,
    error: null,
    error_said: null,
  },
  {
    id: 'b-1',
    journey: 'trail-shoes',
    state: 'finished',
    progress: 1,
    records: 1_940_221,
    started: ago(90),
    from: '2026-10-01T00:00:00Z',
    to: '2026-11-01T00:00:00Z',
    first_day: '2026-10-01',
    last_day: '2026-10-31',
    zone: 'Europe/Berlin',
    error: null,
    error_said: null,
    result: {
      events: 1_940_221,
      matches: 9_340,
      entered: 8_412,
      held_out: 928,
      sent: 8_915,
      customers: 7_204,
      cost: [eur(3_120.4)],
      days: october(),
      steps,
      refusals,
      not_entered: [{ code: 're_entry_too_soon', text: 're entry too soon', count: 928 }],
      set_aside: 0,
      samples: [
        { at: '2026-10-03T09:12:00Z', channel: 'staff', customer: '00ab00cd00ef00000000000000000001', step: 'prompt' },
      ],
      digest: '9f31c2e07a449f31c2e07a449f31c2e0',
    },
  },
];

/** A draft was kept: what stands against it, and its new revision. */
export function kept(document: string) {
  return { ...check(document), revision: '2-1' };
}
