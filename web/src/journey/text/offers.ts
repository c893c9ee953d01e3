import type { Text } from '@codemirror/state';
import { QUESTIONS, ROOTS } from '../condition/rows';
import { outline, stepAt } from './outline';
import { type Field, fieldsAt, type Shape, shapesAt, type Value, valuesAt } from './schema';
import { ELEMENT, type Spot } from './spot';

/** Something that has an id, and what people call it. */
export interface Known {
  id: string;
  name: string;
}

/** What the installation has: the words that a document may name. */
export interface Names {
  brands: readonly Known[];
  activities: readonly Known[];
  purposes: readonly Known[];
  channels: readonly Known[];
  pools: readonly Known[];
  journeys: readonly Known[];
  /** By kind of channel, what a message on it may say. */
  contents: ReadonlyMap<string, Shape>;
  kindOf: (channel: string) => string;
}

/** What the editor knows of what may be written. */
export interface Help {
  schema: Shape;
  names: Names;
}

const SPANS = ['15m', '1h', '6h', '1d', '3d', '7d', '14d', '30d'];
const TIMES = new Set(['within', 'for', 'timeout', 'valid_for', 'freshness', 'bought_within', 'at_most_once_per']);
const CONDITIONS = new Set(['where', 'when', 'sum']);
const LEADS = new Set(['then', 'otherwise', 'next']);

/** Whether a condition is written at a place; the trigger `when` is none. */
export function isCondition(path: readonly string[]): boolean {
  return CONDITIONS.has(path.at(-1) ?? '');
}

/** The fields that may be written at a place and are not there yet. */
export function fieldsFor(help: Help, doc: Text, spot: Spot): Field[] {
  const [root, path] = rootOf(help, doc, spot);
  return fieldsAt(root, path).filter(({ name }) => !spot.present.includes(name));
}

/** What is said of a field at a place. */
export function fieldNamed(help: Help, doc: Text, spot: Spot, name: string): Field | undefined {
  const [root, path] = rootOf(help, doc, spot);
  return fieldsAt(root, path).find(field => field.name === name);
}

/** The values that may be written at a place: what the schema names, and what the installation has. */
export function valuesFor({ schema, names }: Help, doc: Text, spot: Spot): Value[] {
  const { path } = spot;
  const field = (path.at(-1) === ELEMENT ? path.at(-2) : path.at(-1)) ?? '';
  if (path.includes('content')) return [];
  const known = Object.hasOwn(HAD, field) ? HAD[field as keyof typeof HAD](names, path) : null;
  if (known) return known.map(({ id, name }) => ({ value: id, description: name === id ? '' : name, word: false }));
  if (field === 'event') return eventsIn(doc, spot).map(bare);
  if (path[0] === 'steps' && LEADS.has(field)) return stepsBut(doc, spot);
  if (TIMES.has(field) || (field === 'after' && path.includes('re_entry'))) return SPANS.map(bare);
  return valuesAt(schema, path);
}

type Had = (names: Names, path: readonly string[]) => readonly Known[] | null;

/** What the installation has for a field of a name. */
const HAD = {
  brand: ({ brands }, { length }) => (length === 1 ? brands : null),
  activity: ({ activities }, { length }) => (length === 1 ? activities : null),
  purpose: ({ purposes }) => purposes,
  channel: ({ channels }) => channels,
  pool: ({ pools }) => pools,
  not_while_in: ({ journeys }) => journeys,
} satisfies Record<string, Had>;

const bare = (value: string): Value => ({ value, description: '', word: false });

/** A message's content has a schema of its own, by its channel. */
function rootOf({ schema, names }: Help, doc: Text, spot: Spot): [Shape, readonly string[]] {
  const at = spot.path.indexOf('content');
  if (at < 0 || spot.path[at - 1] !== 'message') return [schema, spot.path];
  const channel = channelAt(doc, spot.from);
  const content = names.contents.get(names.kindOf(channel));
  return content ? [content, spot.path.slice(at + 1)] : [schema, spot.path];
}

/** The channel of the message at a position. */
function channelAt(doc: Text, pos: number): string {
  const line = doc.lineAt(pos).number;
  // Also on a line that is still empty, below the last of the step.
  const step = outline(doc).findLast(({ first }) => first <= line);
  if (!step) return '';
  const text = doc.sliceString(doc.line(step.first).from, doc.line(Math.max(line, step.last)).to);
  return /(?:^|[\s{,])channel:[ \t]*["']?([\w.-]+)/.exec(text)?.[1] ?? '';
}

function stepsBut(doc: Text, { from }: Spot): Value[] {
  const steps = outline(doc);
  const here = stepAt(steps, doc.lineAt(from).number);
  return steps.filter(one => one.id !== '' && one !== here).map(({ id }) => bare(id));
}

/** What shops usually say, and what this document speaks of already. */
const USUAL = [
  'Product Viewed',
  'Product Added',
  'Product List Viewed',
  'Products Searched',
  'Cart Viewed',
  'Checkout Started',
  'Order Completed',
  'Order Refunded',
  'Store Entered',
  'Email Link Clicked',
];

function eventsIn(doc: Text, { from, word }: Spot): string[] {
  const found = new Set<string>();
  for (const match of doc.toString().matchAll(/\bevent:[ \t]*["']?([^"'\n,}#]+)/g)) {
    const begins = (match.index ?? 0) + match[0].length - (match[1] ?? '').length;
    // What is being written is not known yet.
    if (begins !== from || word === '') found.add((match[1] ?? '').trim());
  }
  return [...found, ...USUAL.filter(name => !found.has(name))].filter(Boolean);
}

/** What a condition may begin with, as the guide lists it. */
export function conditionWords(): { label: string; template: string }[] {
  const roots = ROOTS.map(root => ({ label: `${root}.`, template: `${root}.#{name}` }));
  const questions = Object.entries(QUESTIONS).map(([name, { window }]) => ({
    label: `customer.${name}`,
    template: window ? `customer.${name}("#{name}", "#{30d}")` : `customer.${name}("#{name}")`,
  }));
  return [...roots, ...questions, { label: 'has()', template: 'has(#{traits.name})' }];
}

/** Whether a list at a place holds the steps, or the triggers. */
export function listOfParts(path: readonly string[]): 'steps' | 'triggers' | null {
  const [list, element, ...more] = path;
  if (element !== ELEMENT || more.length > 0) return null;
  return list === 'steps' || list === 'triggers' ? list : null;
}

/** Whether something may be an element or a value of its own here, not a field. */
export function takesValue({ schema }: Help, { path, writes }: Spot): boolean {
  if (writes === 'value') return true;
  if (writes === 'key') return false;
  return path.at(-1) === ELEMENT && shapesAt(schema, path).some(({ shape }) => shape.properties === undefined);
}
