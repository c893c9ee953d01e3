import type { components } from '../src/api/schema';
import type { TimelineEntry } from '../src/api/types';
import { ago, eur, records, SEND_KEY } from './plan.ts';

type Schemas = components['schemas'];

export const ADA = '00ab00cd00ef00000000000000000001';

export const people: Schemas['CustomerSummary'][] = [
  person(ADA, 'Ada Beispiel', 'ada@example.com', '990001', 6),
  person('00ab00cd00ef00000000000000000002', 'Jan Przykład', 'jan@example.pl', '990002', 41),
  person('00ab00cd00ef00000000000000000003', 'Giulia Esempio', 'giulia@example.it', '990003', 95),
  person('00ab00cd00ef00000000000000000004', 'Piet Voorbeeld', 'piet@example.nl', '990004', 700),
];

function person(id: string, label: string, email: string, card: string, minutes: number): Schemas['CustomerSummary'] {
  return {
    id,
    label,
    identifiers: [
      { kind: 'email', value: email },
      { kind: 'loyalty_card', value: card },
    ],
    last_seen: ago(minutes),
  };
}

export function customer(id: string): Schemas['CustomerView'] | null {
  const found = people.find(one => one.id === id);
  if (!found) return null;
  return {
    id,
    label: found.label,
    identifiers: [
      ...found.identifiers,
      { kind: 'device', value: 'a81f-33c0' },
      { kind: 'phone', value: '+491700000001' },
      { kind: 'email', value: 'ada.beispiel.with.a.long.name@old-mailbox.example.com', removed: ago(90_000) },
    ],
    traits: [
      { name: 'first_name', value: 'Ada', since: ago(400_000), history: [] },
      { name: 'shoe_size', value: 39, since: ago(3_000), history: [{ value: 38, since: ago(500_000) }] },
    ] as unknown as Schemas['TraitView'][],
    language: 'de',
    zone: 'Europe/Berlin',
    country: 'DE',
    seen: [
      { touchpoint: 'till-berlin', at: ago(6) },
      { touchpoint: 'branch-berlin', at: ago(29) },
      { touchpoint: 'shop', at: ago(1_300) },
    ],
    affinities: [
      { topic: 'category:trail shoes', score: 6.4 },
      { topic: 'category:running socks', score: 2.1 },
      { topic: 'category:rain jackets', score: 0.7 },
    ],
    purchases: [
      {
        order: 'T-20418',
        product: 'Trail shoe Kea',
        category: 'trail shoes',
        quantity: 1,
        at: ago(6),
        touchpoint: 'till-berlin',
      },
      {
        order: 'S-9921',
        product: 'Rain jacket Fjord',
        category: 'rain jackets',
        quantity: 1,
        at: ago(90_000),
        touchpoint: 'shop',
      },
    ],
    journeys: [
      {
        journey: 'trail-shoes',
        name: 'Trail shoes, from search to branch',
        version: 3,
        step: 'wait-for-sale',
        waiting: 'for an event, until 18:13',
        waits: { code: 'event', until: ago(-91) },
        entered: ago(29),
      },
    ],
    contacts: 3,
    claims: [
      {
        kind: 'email',
        value: 'somebody@example.net',
        source: 'shop',
        gone: false,
        first: ago(2_000),
        last: ago(90),
        refused_by: null,
      },
    ],
    merges: [
      {
        from: '00ab00cd00ef000000000000000000a7',
        into: ADA,
        at: ago(40_000),
        because: 'one event named email, loyalty card together; the email belonged to the other',
        said: { code: 'merged_by_event', identifiers: ['email', 'loyalty_card'], identifier: 'email' },
      },
    ],
  };
}

const CHECKS: Schemas['CheckView'][] = [
  check('brand', 'passed'),
  check('journey', 'passed'),
  check('suppression', 'passed'),
  check('consent', 'passed', 'given at 3 March 2026', { code: 'consent_given', since: ago(380_000) }),
  check('address', 'passed'),
  check('already_bought', 'passed'),
  check('cap_all_channels', 'passed'),
  check('cap_channel', 'passed'),
  check('cap_journey', 'passed'),
  check('quiet_hours', 'exempt', 'the channel keeps no quiet hours', { code: 'no_quiet_hours' }),
  check('hold_out_global', 'passed'),
  check('hold_out_journey', 'passed'),
  check('budget', 'passed', '0.40 EUR of shoes-in-branch', {
    code: 'paid',
    cost: { minor: 40, currency: 'EUR' },
    activity: 'shoes-in-branch',
  }),
];
const REFUSED = CHECKS.map(one =>
  one.name === 'cap_all_channels'
    ? {
        ...check(one.name, 'failed', '4 sent and 0 reserved of 4 in 7d', {
          code: 'cap_full',
          used: 4,
          reserved: 0,
          max: 4,
          per: 604_800,
        }),
        code: 'cap_reached' as const,
      }
    : one,
);

function check(
  name: Schemas['CheckCode'],
  outcome: Schemas['CheckOutcomeCode'],
  detail = '',
  fact: Schemas['CheckFact'] | null = null,
): Schemas['CheckView'] {
  return { name, outcome, detail, code: null, fact };
}

const BLANK = { checks: [], context: {}, data: {}, detail: '', said: [] };
const THREAD = { activity: 'shoes-in-branch', journey: 'trail-shoes', version: 3, brand: 'nordwind' };

export const timeline: TimelineEntry[] = [
  {
    ...BLANK,
    ...THREAD,
    id: '9',
    at: ago(6),
    kind: 'money',
    title: 'Sale credited: 129.90 EUR',
    code: 'returned',
    detail: 'Last touch, 22 min before',
  },
  {
    ...BLANK,
    id: '8',
    at: ago(6),
    kind: 'event',
    title: 'Order Completed',
    said: [{ code: 'event_track', name: 'Order Completed' }],
    touchpoint: 'till-berlin',
    data: {
      order_id: 'T-20418',
      total: 129.9,
      currency: 'EUR',
      products: [{ name: 'Trail shoe Kea', quantity: 1, price: 129.9 }],
    } as never,
    context: {
      campaign: { source: 'newsletter', medium: 'email', name: 'autumn' },
      page: { url: 'https://shop.example/cart', referrer: 'https://shop.example/shoes/kea' },
      device: { type: 'ios', model: 'iPhone15,2' },
      locale: 'de-DE',
    } as never,
  },
  {
    ...BLANK,
    ...THREAD,
    id: '7',
    at: ago(26),
    kind: 'delivery',
    title: 'Answered: done',
    said: [{ code: 'delivery_done', channel: 'staff' }],
    code: 'done',
    channel: 'staff',
    send_key: SEND_KEY,
    step: 'prompt',
  },
  {
    ...BLANK,
    ...THREAD,
    id: '6',
    at: ago(28),
    kind: 'delivery',
    title: 'Staff prompt shown',
    said: [{ code: 'delivery_accepted', channel: 'staff' }],
    code: 'accepted',
    channel: 'staff',
    send_key: SEND_KEY,
    step: 'prompt',
  },
  {
    ...BLANK,
    ...THREAD,
    id: '5',
    at: ago(29),
    kind: 'decision',
    title: 'Staff prompt allowed',
    said: [
      { code: 'decision_allowed', channel: 'staff' },
      { code: 'decision_asked', moment: 'sending' },
    ],
    code: 'allowed',
    channel: 'staff',
    checks: CHECKS,
    send_key: SEND_KEY,
  },
  {
    ...BLANK,
    ...THREAD,
    id: '4',
    at: ago(29),
    kind: 'journey',
    title: 'Entered “Trail shoes, from search to branch”',
    said: [{ code: 'journey_entered', version: 3 }],
    code: 'entered',
  },
  {
    ...BLANK,
    id: '3',
    at: ago(29),
    kind: 'event',
    title: 'Branch Entered',
    said: [{ code: 'event_track', name: 'Branch Entered' }],
    touchpoint: 'branch-berlin',
    data: { branch: 'berlin-mitte' } as never,
  },
  {
    ...BLANK,
    id: '2',
    at: ago(1_290),
    kind: 'decision',
    title: 'E-mail held back: over the cap',
    said: [
      { code: 'decision_refused', channel: 'email', refusal: 'cap_reached' },
      { code: 'decision_asked', moment: 'planning' },
    ],
    code: 'refused',
    why: 'cap_reached',
    channel: 'email',
    activity: 'shoes-mail',
    journey: 'cart-reminder',
    checks: REFUSED,
  },
  {
    ...BLANK,
    id: '1',
    at: ago(1_300),
    kind: 'event',
    title: 'Product Viewed',
    said: [{ code: 'event_track', name: 'Product Viewed' }],
    touchpoint: 'shop',
    data: { name: 'Trail shoe Kea', category: 'trail shoes' } as never,
  },
  {
    ...BLANK,
    id: '0',
    at: ago(380_000),
    kind: 'consent',
    title: 'Consent given',
    said: [{ code: 'consent_grant' }, { code: 'consent_for', purpose: 'offers', channel: 'email' }],
    code: 'grant',
    touchpoint: 'branch-berlin',
    channel: 'email',
    brand: 'nordwind',
  },
];

const WORDING = {
  id: 'offers',
  version: 2,
  language: 'de',
  text: 'Ja, Nordwind darf mir Angebote per E-Mail schicken. Ich kann das jederzeit mit einem Klick zurücknehmen.',
};

export const consents: Schemas['Consents'] = {
  states: [
    {
      brand: 'nordwind',
      purpose: 'offers',
      channel: 'email',
      status: 'given',
      since: ago(380_000),
      wording: WORDING,
    },
    { brand: 'nordwind', purpose: 'offers', channel: 'staff', status: 'given', since: ago(380_000), wording: null },
    { brand: 'nordwind', purpose: 'offers', channel: 'sms', status: 'withdrawn', since: ago(50_000), wording: null },
  ],
  suppressions: [
    { at: ago(50_000), brand: null, channel: 'sms', reason: 'opt_out', scope: 'marketing', source: 'preference page' },
  ],
  history: [
    {
      at: ago(50_000),
      brand: 'nordwind',
      purpose: 'offers',
      channel: 'sms',
      act: 'withdraw',
      source: 'preference page',
      proof: 'claimed',
      proof_said: { code: 'claimed' },
      wording: null,
    },
    {
      at: ago(380_000),
      brand: 'nordwind',
      purpose: 'offers',
      channel: 'email',
      act: 'grant',
      source: 'branch-berlin',
      proof: 'personal: Form 88213, signed',
      proof_said: { code: 'personal', reference: 'Form 88213, signed' },
      wording: WORDING,
    },
  ],
};

export const why: Schemas['Why'] = {
  customer: ADA,
  journey: 'trail-shoes',
  name: 'Trail shoes, from search to branch',
  answer: [
    'The trigger matched and the person entered version 3.',
    'Step prompt: the gate said at sending: allowed.',
    'Step prompt: staff was done.',
    'Step mail: the gate said at planning: no; against it stood: cap reached.',
  ],
  said: [
    { code: 'entered', version: 3 },
    { code: 'allowed', step: 'prompt', moment: 'sending' },
    { code: 'delivery', step: 'prompt', channel: 'staff', state: 'done' },
    { code: 'refused', step: 'mail', moment: 'planning', refusals: ['cap_reached'] },
  ],
  entries: [...timeline].filter(entry => entry.journey === 'trail-shoes').reverse(),
  now: [
    { step: 'prompt', channel: 'staff', verdict: 'allowed', checks: CHECKS },
    { step: 'mail', channel: 'email', verdict: 'refused', checks: REFUSED },
  ],
};

export const deliveries: Schemas['DeliverySummary'][] = [
  delivery(SEND_KEY, 'Ada Beispiel', 'trail-shoes', 'prompt', 'staff', 'shoes-in-branch', 'accepted', '', 28, 0.4),
  delivery(
    'cart-reminder/7/remind/00ab00cd00ef00000000000000000003/email/4699',
    'Giulia Esempio',
    'cart-reminder',
    'remind',
    'email',
    'shoes-mail',
    'unknown',
    'the connection broke after the final dot',
    63,
    0.1,
  ),
  delivery(
    'cart-reminder/7/remind/00ab00cd00ef00000000000000000002/email/4650',
    'Jan Przykład',
    'cart-reminder',
    'remind',
    'email',
    'shoes-mail',
    'suppressed',
    'withdrawn',
    80,
    0,
  ),
  delivery(
    'birthday/2/mail/00ab00cd00ef00000000000000000004/email/4402',
    'Piet Voorbeeld',
    'birthday',
    'mail',
    'email',
    'card-birthday',
    'deferred',
    'quiet hours until 08:00',
    300,
    0,
  ),
];

const TOGETHER: Record<string, string[]> = {
  not_sent: ['refused', 'expired', 'suppressed'],
  under_way: ['planned', 'claimed'],
};

/** Whether a delivery is one that is asked for. */
export function fits(one: Schemas['DeliverySummary'], query: URLSearchParams): boolean {
  const state = query.get('state');
  const named = (['journey', 'step', 'channel', 'activity'] as const).every(
    name => !query.get(name) || query.get(name) === one[name],
  );
  return named && (!state || (TOGETHER[state] ?? [state]).includes(one.state));
}

function delivery(
  send_key: string,
  label: string,
  journey: string,
  step: string,
  channel: string,
  activity: string,
  state: string,
  reason: string,
  minutes: number,
  cost: number,
): Schemas['DeliverySummary'] {
  const customerId = send_key.split('/')[3] ?? '';
  return {
    send_key,
    label,
    customer: customerId,
    journey,
    version: 3,
    step,
    channel,
    activity,
    state,
    reason,
    at: ago(minutes),
    cost: eur(cost),
  };
}

const CLAIMED: Schemas['EntrySaid'][] = [
  { code: 'delivery_claimed', channel: 'staff' },
  { code: 'delivery_cost', cost: { minor: 40, currency: 'EUR' } },
];

export function deliveryView(sendKey: string): Schemas['DeliveryView'] | null {
  const summary = deliveries.find(one => one.send_key === sendKey);
  if (!summary) return null;
  return {
    summary,
    brand: 'nordwind',
    purpose: 'offers',
    consent: 'offers/staff/offers.2@2026-03-03T09:12:00Z',
    consent_said: { code: 'delivery_consent_of', purpose: 'offers', channel: 'staff', since: '2026-03-03T09:12:00Z' },
    steps: [
      { at: ago(49), what: 'planned', detail: '', said: [], checks: [] },
      { at: ago(45), what: 'deferred', detail: '', said: [], checks: REFUSED },
      { at: ago(29), what: 'claimed', detail: 'costs 0.40 EUR', said: CLAIMED, checks: CHECKS },
      { at: ago(28), what: summary.state, detail: summary.reason, said: [], checks: [] },
    ],
    view: 'letter',
    content:
      summary.channel === 'email'
        ? ({
            subject: 'Still thinking about it?',
            text: 'The trail shoe Kea is waiting in your cart.\n\nYour Nordwind team',
          } as never)
        : ({
            say: 'The trail shoe Kea is here in 39. Would you like to try it?',
            offer: 'Socks at half price with the shoes',
          } as never),
    kept: ago(29),
    mail:
      summary.channel === 'email'
        ? {
            from: 'Nordwind Schuhe <post@nordwind-schuhe.example>',
            reply_to: null,
            to: 'leserin@example.com',
            subject: 'Still thinking about it?',
            text: 'The trail shoe Kea is waiting in your cart.\n\nYour Nordwind team\n\n-- \nNordwind, Hafenstr. 1, Kiel',
          }
        : null,
    money: records('activity:shoes-in-branch', null).slice(0, 2),
    orders: ['T-20418'],
  };
}

export const order: Schemas['OrderView'] = {
  id: 'T-20418',
  customer: ADA,
  label: 'Ada Beispiel',
  at: ago(6),
  touchpoint: 'till-berlin',
  revenue: eur(129.9),
  left: eur(129.9),
  cancelled: false,
  public: false,
  counts: true,
  margin: eur(41.2),
  properties: { products: [{ name: 'Trail shoe Kea', quantity: 1, price: 129.9 }], till: 'till-berlin-2' } as never,
  credits: [
    {
      activity: 'activity:shoes-in-branch',
      name: 'Shoes, in the branch',
      send_key: SEND_KEY,
      revenue: eur(129.9),
      margin: eur(41.2),
      rule: 'Last touch, 22 min before',
    },
  ],
  uncredited: null,
  steps: [
    {
      at: ago(7),
      source: 'shop',
      public: true,
      act: 'completed',
      outcome: 'began',
      refused: false,
      doubt: null,
      left: eur(12),
    },
    {
      at: ago(6),
      source: 'till-berlin',
      public: false,
      act: 'completed',
      outcome: 'replaced',
      refused: false,
      doubt: null,
      left: eur(129.9),
    },
    {
      at: ago(5),
      source: 'shop',
      public: true,
      act: 'cancelled',
      outcome: 'trusted_order',
      refused: true,
      left: eur(129.9),
    },
  ],
};
