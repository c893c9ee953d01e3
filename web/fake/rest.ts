import type { components } from '../src/api/schema';
import words from '../src/i18n/en.json' with { type: 'json' };
import { ADA, deliveries } from './customers.ts';
import { ago, eur, SEND_KEY } from './plan.ts';

type Schemas = components['schemas'];

export const branches: Schemas['BranchView'][] = [
  { id: 'berlin-mitte', name: 'Berlin Mitte', brand: 'nordwind', open: 2, closed: false },
  { id: 'krakow-rynek', name: 'Kraków Rynek', brand: 'nordwind', open: 0, closed: false },
];

/** Prompts live by the real clock: they expire while one looks. */
export function board(): Schemas['PromptBoard'] {
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  const prompt = (key: string, label: string, came: number, expires: number, state: string): Schemas['Prompt'] => ({
    send_key: key,
    branch: 'berlin-mitte',
    customer: ADA,
    label,
    came_in: at(came),
    looked_for: ['Trail shoe Kea', 'Running socks'],
    say: 'The trail shoe Kea is here in 39. Would you like to try it?',
    offer: 'Socks at half price with the shoes',
    voucher: label === 'Ada' ? 'SHOE-7K3M-9QXA' : null,
    journey: 'trail-shoes',
    expires: at(expires),
    state,
  });
  return {
    branch: branches[0] as Schemas['BranchView'],
    open: [prompt(SEND_KEY, 'Ada', -2, 13, 'open'), prompt(`${SEND_KEY}2`, 'A customer', -11, 4, 'open')],
    ended: [
      prompt(`${SEND_KEY}3`, 'Giulia', -32, -17, 'done'),
      prompt(`${SEND_KEY}4`, 'A customer', -48, -33, 'not_interested'),
      prompt(`${SEND_KEY}5`, 'Jan', -70, -55, 'expired'),
    ],
  };
}

const CONDITIONS: Schemas['VoucherConditions'] = {
  branches: [],
  categories: ['trail shoes'],
  products: [],
  combinable: false,
  min_basket: eur(60),
  one_per_person: true,
  personal: true,
};

export const pools = [
  pool(
    'shoes-ten',
    'Ten off shoes',
    'shoes-in-branch',
    eur(10),
    null,
    4_002,
    1_281,
    eur(40_020),
    eur(12_810),
    eur(60_000),
    false,
  ),
  pool(
    'birthday',
    'Birthday, 15 %',
    'card-birthday',
    eur(20),
    15,
    12_004,
    3_317,
    eur(240_080),
    eur(39_210),
    null,
    true,
  ),
];

function pool(
  id: string,
  name: string,
  activity: string,
  amount: Schemas['Amount'],
  percent: number | null,
  issued: number,
  redeemed: number,
  promised: Schemas['Amount'],
  spent: Schemas['Amount'],
  cap: Schemas['Amount'] | null,
  imported: boolean,
) {
  return {
    id,
    name,
    brand: 'nordwind',
    activity,
    benefit: { amount, percent },
    cap,
    validity: { for: '14d', from: null, until: null },
    conditions: CONDITIONS,
    imported,
    stock: imported ? 1_996 : 0,
    closed: false,
    issued,
    redeemed,
    promised,
    spent,
  };
}

export const voucher: Schemas['VoucherView'] = {
  code: 'SHOE-7K3M-9QXA',
  pool: 'shoes-ten',
  state: 'redeemed',
  customer: ADA,
  activity: 'shoes-in-branch',
  send_key: SEND_KEY,
  value: eur(10),
  issued: ago(29),
  valid_until: ago(-20_000),
  redeemed: ago(6),
  order: 'T-20418',
};

export const brands: Schemas['BrandSummary'][] = [
  {
    id: 'nordwind',
    name: 'Nordwind',
    currency: 'EUR',
    zone: 'Europe/Berlin',
    purposes: ['offers', 'service'],
    channels: ['email', 'staff', 'receipt', 'web'].map(id => ({ id, kind: id })),
  },
];

const usual = (medium: string, reaches_out: boolean) => ({
  medium,
  double_opt_in: reaches_out,
  keeps_quiet_hours: reaches_out,
  says_how_to_object: reaches_out,
});

const kind = (id: string, of: object): Schemas['ChannelKind'] => ({
  id,
  usual: of as never,
  content: { type: 'object' } as never,
});

export const channels: Schemas['Channels'] = {
  kinds: [
    kind('email', usual('email', true)),
    kind('staff', usual('presence', false)),
    kind('receipt', usual('presence', false)),
    kind('web', usual('presence', false)),
  ],
  channels: ['email', 'staff', 'receipt', 'web'].map(id => ({ id, kind: id, brands: ['nordwind'] })),
};

export const brandSettings = {
  id: 'nordwind',
  name: 'Nordwind',
  sender: {
    name: 'Nordwind',
    email: 'hallo@nordwind.example',
    reply_to: 'service@nordwind.example',
    imprint: 'Nordwind GmbH, Beispielweg 1, 10115 Berlin',
  },
  zone: 'Europe/Berlin',
  country: 'DE',
  languages: ['de', 'pl', 'it'],
  currency: 'EUR',
  purposes: [
    {
      id: 'offers',
      kind: 'marketing',
      wordings: [
        { version: 1, language: 'de', text: 'Ja, Nordwind darf mir Angebote schicken.' },
        { version: 2, language: 'de', text: 'Ja, Nordwind darf mir persönliche Angebote machen.' },
        { version: 2, language: 'pl', text: 'Tak, Nordwind może składać mi osobiste oferty.' },
      ],
      expires_after: '730d',
    },
    { id: 'service', kind: 'service', wordings: [], expires_after: null },
  ],
  channels: [
    channel('email', 'email', 2, true, [{ max: 2, per: '7d' }]),
    channel('staff', 'presence', 15, false, []),
    channel('receipt', 'presence', 1, false, []),
    channel('web', 'presence', 0, false, []),
  ],
  caps: [{ max: 4, per: '7d' }],
  quiet: { from: '21:00:00', to: '08:00:00', days: ['sunday'], on_holidays: true },
  holidays: [{ country: 'DE', dates: ['2026-12-25', '2026-12-26'] }],
  hold_out: { percent: 5, key: 'nordwind-2026' },
  affinity: {
    half_life: '30d',
    weights: [
      { event: 'Product Viewed', weight: 1 },
      { event: 'Order Completed', weight: 5 },
    ],
  },
  soft_opt_in: [{ country: 'DE', channels: ['email'], law: '§ 7 Abs. 3 UWG' }],
  confirm_within: '3d',
};

function channel(id: string, medium: string, cost: number, reaches_out: boolean, caps: { max: number; per: string }[]) {
  return {
    id,
    medium,
    unit_cost: eur(cost / 100),
    caps,
    double_opt_in: reaches_out,
    keeps_quiet_hours: reaches_out,
    says_how_to_object: reaches_out,
  };
}

/** Takes settings, or says that the name is missing, as the server would. */
export function setBrand(id: string, settings: { name: string }) {
  if (settings.name.trim() !== '') return { id, settings, revision: '2' };
  const missing = { code: 'name_missing', severity: 'error', path: 'name', line: 0, column: 0 };
  return Response.json(
    {
      type: '/errors/invalid_document',
      title: 'The document has errors.',
      status: 422,
      code: 'invalid_document',
      detail: 'name: say how people know the brand',
      problems: [{ ...missing, message: 'say how people know the brand' }],
    },
    { status: 422, headers: { 'content-type': 'application/problem+json' } },
  );
}

export const sources: Schemas['SourceView'][] = [
  source('shop', 'Web shop', 'shop', 184_220, 1),
  source('till-berlin', 'Tills in Berlin', 'till', 9_120, 6),
  source('branch-berlin', 'Door counters Berlin', 'branch', 2_210, 29),
];

function source(id: string, name: string, touchpoint: string, events: number, minutes: number): Schemas['SourceView'] {
  const acts: Schemas['SourceActCode'][] = ['events', 'decide', 'request_consent', 'withdraw'];
  const trusted = touchpoint !== 'shop';
  return {
    revision: '5c1f',
    id,
    name,
    brand: 'nordwind',
    touchpoint,
    trust: trusted ? 'trusted' : 'public',
    acts: trusted ? [...acts, 'prove_consent', 'vouchers', 'look_up'] : acts,
    branches: [],
    origins: [],
    active: true,
    last_event: ago(minutes),
    events,
    orders_refused: trusted ? [] : [{ why: 'trusted_order', count: 3, last: ago(minutes) }],
    orders_doubted: trusted ? [{ why: 'other_price', count: 2, last: ago(minutes) }] : [],
    unread: trusted ? [] : [{ code: 'placeholder', count: 41 }],
    placements_refused: 0,
  };
}

export const mail: Schemas['MailSettings'] = {
  host: 'mail.example.com',
  port: 587,
  security: 'starttls',
  user: 'rapport',
  password: true,
  dkim_domain: 'example.com',
  dkim_keys: [
    {
      selector: 'ed25519-20270105101500',
      algorithm: 'ed25519',
      name: 'ed25519-20270105101500._domainkey.example.com',
      value: 'v=DKIM1; k=ed25519; p=6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=',
      zone_value: '"v=DKIM1; k=ed25519; p=6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw="',
    },
  ],
  return_path: 'bounces@example.com',
  connections: 4,
  confirmations_waiting: 0,
  revision: 'a07e',
};

export const printers: Schemas['PrinterView'][] = [
  { id: 'till-2', branch: 'berlin-mitte', address: '192.0.2.10:9100', columns: 42, revision: '91d2' },
];

/** Everything that can be allowed, by the words that the screens have for it. */
const PERMISSIONS = Object.entries(words.permission).flatMap(([noun, acts]) =>
  Object.keys(acts).map(act => `${noun}.${act}`),
);

export const session: Schemas['Session'] = {
  id: 'p1',
  name: 'Cora Director',
  permissions: PERMISSIONS,
  branch: null,
  has_profile: true,
  set_up: false,
  held: [],
};

const held = (id: string, role: string) => ({
  id,
  role,
  node: null,
  brand: null,
  branch: null,
  journey: null,
  until: null,
});

export const staff: Schemas['Person'][] = [
  {
    id: 'p1',
    name: 'Cora Director',
    email: 'cora@nordwind.example',
    state: 'active',
    roles: [held('g1', 'director'), held('g2', 'administrator')],
    second_factor: true,
    recovery_key: false,
    since: ago(200_000),
  },
  {
    id: 'p2',
    name: 'Mara Manager',
    email: 'mara@nordwind.example',
    state: 'invited',
    roles: [
      { ...held('g3', 'campaign_manager'), node: 'campaign:loyalty', until: new Date(2026, 11, 1).toISOString() },
      { ...held('g7', 'analyst'), until: new Date(2026, 5, 1).toISOString() },
    ],
    second_factor: false,
    recovery_key: false,
    since: ago(100_000),
  },
  {
    id: 'admin',
    name: 'admin',
    email: null,
    state: 'by_token',
    roles: [held('g4', 'administrator')],
    second_factor: false,
    recovery_key: true,
    since: ago(300_000),
  },
];

export const teams: Schemas['TeamView'][] = [
  { id: 't1', name: 'Campaigns', members: ['p2'], roles: [held('g5', 'campaign_manager')], from_directory: false },
  { id: 't2', name: 'Finance', members: ['p1'], roles: [held('g6', 'controller')], from_directory: true },
];

export const roles: Schemas['RoleView'][] = ['director', 'campaign_manager', 'analyst', 'branch', 'administrator'].map(
  id => ({ id, name: id, outside: false, permissions: ['plan.read'] }),
);

export const profile: Schemas['Profile'] = {
  name: 'Cora Director',
  email: 'cora@nordwind.example',
  language: 'de',
  zone: 'Europe/Berlin',
  second_factor: true,
  recovery_codes: 9,
  roles: [held('g1', 'director')],
};

export const factor: Schemas['FactorBegun'] = {
  secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
  url: 'otpauth://totp/Rapport:cora%40nordwind.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Rapport',
};
export const recoveryCodes = Array.from({ length: 10 }, (_, n) => `ABCD-EFGH-JKLM-NP${n}R`);

export const passkeys = [
  { id: 'k_1', name: 'Phone', created: '2026-03-02T09:00:00Z', used: '2026-11-20T07:45:00Z' },
  { id: 'k_2', name: 'Key on the desk', created: '2026-05-11T12:30:00Z', used: null },
];
export const sessions: Schemas['SignedIn'][] = [
  {
    id: 's1',
    label: 'Firefox, Linux',
    current: true,
    since: ago(600),
    seen: ago(1),
    expires: ago(-9_000),
    permissions: null,
  },
  {
    id: 's2',
    label: 'Safari, iPhone',
    current: false,
    since: ago(5_000),
    seen: ago(300),
    expires: ago(-5_000),
    permissions: null,
  },
];
export const tokens: Schemas['SignedIn'][] = [
  {
    id: 's3',
    label: 'Weekly report',
    current: false,
    since: ago(50_000),
    seen: ago(400),
    expires: ago(-80_000),
    permissions: ['plan.read', 'order.read'],
  },
];
export const passwordLink: Schemas['PasswordLinkView'] = {
  name: 'Mara Manager',
  email: 'mara@nordwind.example',
  invitation: true,
  second_factor: false,
};

export const hold: Schemas['HoldView'] = {
  on: true,
  reasons: [
    {
      why: 'moved',
      at: ago(20),
      detail: 'it lies at /srv/copy, it was at /var/lib/rapport',
      said: [{ code: 'lies_at', now: '/srv/copy', before: '/var/lib/rapport' }],
    },
  ],
  lifted: null,
  installation: '0f6c1b2a9d3e4f508172636455463728',
  epoch: 3,
  messages: 42,
  waiting: [{ journey: 'trail-shoes', channel: 'email', messages: 42, oldest: ago(90) }],
  first: deliveries.slice(0, 1),
  seen: '6c1f0a9be2d47730:42',
};

export const stores: Schemas['AtRestView'] = {
  running: false,
  looked: ago(40),
  failed: null,
  failed_said: null,
  findings: [
    {
      store: 'history',
      partition: 41,
      detail: 'does not read back at byte 70',
      said: { code: 'byte_unreadable', position: 70 },
    },
    {
      store: 'log',
      detail: 'segment 00000000000000731042 was cut off at position 731,900',
      said: { code: 'segment_cut', file: '00000000000000731042', position: 731_900 },
    },
    {
      store: 'snapshots',
      partition: 7,
      detail: 'p007-00000000000000731042.snap: not understood',
      said: { code: 'file_unreadable', file: 'p007-00000000000000731042.snap', text: 'not understood' },
    },
  ],
  mending: [41],
};

export const setAside: Schemas['SetAsideView'][] = [
  {
    record: '17-204118-0',
    place: 'postings',
    tries: 5,
    reason: 'damaged_row',
    since: ago(95),
    can_retry: true,
  },
];

export const obligations: Schemas['ObligationView'][] = [
  {
    kind: 'erasure',
    customer: '00ab00cd00ef00000000000000000003',
    since: ago(95),
    overdue: true,
    obstacle_code: 'log_damaged',
    obstacle: 'the log is damaged: a record is cut short (segment 00000000000000731042)',
  },
];

export const backup: Schemas['BackupView'] = {
  folder: '/backups',
  running: false,
  last: { dir: '/backups/2026-11-25', taken: ago(1_200), position: 731_042, bytes: 91_338_201 },
  failed: null,
  overdue: false,
};
