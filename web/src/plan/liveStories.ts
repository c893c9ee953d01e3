import type { LiveEntry, TimelineEntry } from '../api/types';
import { digitsOf, type Money } from '../i18n/format';

/** How long a person may be silent within one story. */
const SPAN_MS = 30 * 60_000;
/** What lies further back is history that was brought in, not what happens now. */
const PAST_MS = 24 * 3_600_000;
/** How many stories are kept, and how much of each is told: the last. */
const STORIES = 12;
const BEATS = 6;
/** How many names a beat keeps; the rest is counted. */
const NAMES = 6;

/** What happened, in the words of `live.beat` of the language files. */
export type BeatCode =
  | 'looked'
  | 'searched'
  | 'carted'
  | 'visited'
  | 'came'
  | 'left'
  | 'bought'
  | 'returned'
  | 'cancelled'
  | 'cut_off'
  | 'told'
  | 'greeted'
  | 'not_interested'
  | 'not_now'
  | 'mailed'
  | 'messaged'
  | 'opened'
  | 'clicked'
  | 'printed'
  | 'shown'
  | 'not_reached'
  | 'held_back'
  | 'voucher'
  | 'redeemed'
  | 'agreed'
  | 'withdrew'
  | 'event';

/** One thing of a story; things of the same sort in a row become one. */
export interface Beat {
  code: BeatCode;
  at: string;
  /** How often, where it is one thing several times. */
  times: number;
  /** What it is about, as others wrote it: products, words searched for, an event. */
  names: readonly string[];
  /** How many names more there were. */
  more: number;
  /** Ids whose names the screen knows. */
  branch?: string | undefined;
  touchpoint?: string | undefined;
  journey?: string | undefined;
  order?: string | undefined;
  sendKey?: string | undefined;
  refusal?: string | undefined;
  amount?: Money | undefined;
}

/** What one customer does within a span: one line that grows. */
export interface Story {
  key: string;
  customer: string;
  label: string;
  began: string;
  at: string;
  beats: readonly Beat[];
  /** Whether anything of it hangs on the plan. */
  threaded: boolean;
  /** The entries told so far, so that a repetition tells nothing twice. */
  seen: readonly string[];
}

type Data = Record<string, unknown>;

const text = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined);
const id = (value: unknown) => (typeof value === 'number' ? String(value) : text(value));

/** An amount as a source said it, in major units, if it can be read as one. */
function amountOf(data: Data): Money | undefined {
  const said = data.revenue ?? data.total ?? data.value;
  const currency = text(data.currency);
  const major = typeof said === 'number' ? said : Number(text(said) ?? Number.NaN);
  if (!Number.isFinite(major) || !currency || !/^[A-Za-z]{3}$/.test(currency)) return undefined;
  return { minor: Math.round(major * 10 ** digitsOf(currency)), currency: currency.toUpperCase() };
}

function productsOf(data: Data): string[] {
  const lines = Array.isArray(data.products) ? (data.products as unknown[]) : [data];
  const name = (line: unknown) => {
    const one = (typeof line === 'object' && line !== null ? line : {}) as Data;
    return text(one.name) ?? text(one.product_name) ?? id(one.product_id);
  };
  return [...new Set(lines.flatMap(line => name(line) ?? []))];
}

type Told = Omit<Beat, 'at' | 'times' | 'names' | 'more'> & { names?: readonly string[] };

/** What an event tells. Who someone is, and what no person does, tells nothing. */
function ofEvent(entry: TimelineEntry): Told | null {
  const said = entry.said[0];
  if (!said || !['event_track', 'event_page', 'event_screen'].includes(said.code)) return null;
  const name = 'name' in said ? String(said.name) : entry.title;
  const data = (entry.data ?? {}) as Data;
  const branch = text(data.branch);
  const order = id(data.order_id);
  if (said.code !== 'event_track') return { code: 'visited', touchpoint: entry.touchpoint ?? undefined };
  switch (name) {
    case 'Product Viewed':
      return { code: 'looked', names: productsOf(data) };
    case 'Products Searched':
      return { code: 'searched', names: [text(data.query) ?? ''].filter(Boolean) };
    case 'Product Added':
      return { code: 'carted', names: productsOf(data) };
    case 'Order Completed':
      return { code: 'bought', names: productsOf(data), amount: amountOf(data), order };
    case 'Order Refunded':
      return { code: 'returned', order };
    case 'Order Cancelled':
      return { code: 'cancelled', order };
    case 'Call Dropped':
      return { code: 'cut_off' };
    default:
  }
  if (branch && /\b(entered|arrived|visited)$/i.test(name)) return { code: 'came', branch };
  if (branch && /\bleft$/i.test(name)) return { code: 'left', branch };
  return { code: 'event', names: [name] };
}

const DELIVERY: Record<string, BeatCode> = {
  done: 'greeted',
  not_interested: 'not_interested',
  not_now: 'not_now',
  opened: 'opened',
  clicked: 'clicked',
  printed: 'printed',
  refused: 'not_reached',
  bounced: 'not_reached',
};

/** By channel, what it means that a message was taken. */
const TAKEN: Record<string, BeatCode> = { email: 'mailed', staff: 'told', receipt: 'printed', web: 'shown' };

function ofDelivery(entry: TimelineEntry): Told | null {
  const { code, channel } = entry;
  const common = { journey: entry.journey ?? undefined, sendKey: entry.send_key ?? undefined };
  if (code === 'placed') return entry.send_key ? { code: 'shown', ...common } : null;
  if (code === 'accepted') return { code: TAKEN[channel ?? ''] ?? 'messaged', ...common };
  const known = DELIVERY[code ?? ''];
  return known ? { code: known, ...common } : null;
}

function ofVoucher(entry: TimelineEntry): Told | null {
  const said = entry.said[0];
  const common = { sendKey: entry.send_key ?? undefined };
  if (said?.code === 'voucher_issued') {
    const { worth } = said;
    if (typeof worth === 'string') return { code: 'voucher', names: [worth], ...common };
    if ('percent' in worth) return { code: 'voucher', names: [`${worth.percent} %`], ...common };
    return { code: 'voucher', names: [], amount: worth, ...common };
  }
  if (said?.code === 'voucher_redeemed') return { code: 'redeemed', amount: said.cost, order: said.order, ...common };
  return null;
}

/** What an entry adds to a story; nothing for what only the engine does. */
function told(entry: TimelineEntry): Told | null {
  switch (entry.kind) {
    case 'event':
      return ofEvent(entry);
    case 'delivery':
      return ofDelivery(entry);
    case 'voucher':
      return ofVoucher(entry);
    case 'decision':
      return entry.code === 'refused'
        ? { code: 'held_back', refusal: entry.why ?? undefined, sendKey: entry.send_key ?? undefined }
        : null;
    case 'consent':
      if (entry.code === 'grant' || entry.code === 'confirm') return { code: 'agreed' };
      return entry.code === 'withdraw' || entry.code === 'object' ? { code: 'withdrew' } : null;
    default:
      return null;
  }
}

/** Whether one more of this sort belongs to the beat before it. */
function joins(before: Beat | undefined, next: Told): before is Beat {
  if (before?.code !== next.code) return false;
  if (next.code === 'held_back') return before.refusal === next.refusal;
  return ['looked', 'searched', 'carted', 'visited', 'cut_off', 'opened', 'clicked', 'event'].includes(next.code)
    ? before.code !== 'visited' || before.touchpoint === next.touchpoint
    : before.sendKey !== undefined && before.sendKey === next.sendKey;
}

/** The first names, and how many there are beside them. */
function kept(all: readonly string[], more: number): Pick<Beat, 'names' | 'more'> {
  const names = [...new Set(all)];
  return { names: names.slice(0, NAMES), more: more + Math.max(0, names.length - NAMES) };
}

/** The beats with one more, in the order of time. */
function withBeat(beats: readonly Beat[], next: Told, at: string): readonly Beat[] {
  // A prompt that was answered is no longer one that waits; a page that showed a product is told by the product.
  const replaced = (beat: Beat) =>
    (['greeted', 'not_interested', 'not_now'].includes(next.code) &&
      ['told', 'not_now'].includes(beat.code) &&
      beat.sendKey === next.sendKey) ||
    (next.code !== 'visited' && beat.code === 'visited');
  if (next.code === 'visited' && beats.length > 0) return beats;
  const rest = beats.filter(beat => !replaced(beat));
  const last = rest.at(-1);
  if (joins(last, next)) {
    return [
      ...rest.slice(0, -1),
      { ...last, ...kept([...last.names, ...(next.names ?? [])], last.more), at, times: last.times + 1 },
    ];
  }
  const beat: Beat = { ...next, ...kept(next.names ?? [], 0), at, times: 1 };
  return [...rest, beat].sort((a, b) => a.at.localeCompare(b.at)).slice(-BEATS);
}

/** The stories with one more entry: the newest first, each thing once however often the stream repeats it. */
export function withEntry(stories: readonly Story[], live: LiveEntry, now: number): readonly Story[] {
  const { customer, label, entry } = live;
  const moment = Date.parse(entry.at);
  if (!(now - moment < PAST_MS)) return stories;
  const next = told(entry);
  if (!next) return stories;
  const own = stories.filter(story => story.customer === customer);
  if (own.some(story => story.seen.includes(entry.id))) return stories;
  const near = own.find(story => moment - Date.parse(story.at) < SPAN_MS && Date.parse(story.began) - moment < SPAN_MS);
  const threaded = Boolean(entry.activity || entry.journey || entry.send_key);
  const grown: Story = near
    ? {
        ...near,
        label: label || near.label,
        began: entry.at < near.began ? entry.at : near.began,
        at: entry.at > near.at ? entry.at : near.at,
        beats: withBeat(near.beats, next, entry.at),
        threaded: near.threaded || threaded,
        seen: [...near.seen, entry.id].slice(-100),
      }
    : {
        key: `${customer} ${entry.id}`,
        customer,
        label,
        began: entry.at,
        at: entry.at,
        beats: withBeat([], next, entry.at),
        threaded,
        seen: [entry.id],
      };
  const others = stories.filter(story => story !== near);
  return [grown, ...others].sort((a, b) => b.at.localeCompare(a.at)).slice(0, STORIES);
}

/** Whether a moment is of the reader's present day: of another one the day has to be told too. */
export function isToday(at: string, now: number): boolean {
  return new Date(at).toDateString() === new Date(now).toDateString();
}
