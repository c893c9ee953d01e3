import type { ChannelSettings } from '../api/types';

/** One setting of a driver, as its schema describes it. */
export interface Setting {
  name: string;
  /** What the schema calls it, in English. */
  title: string;
  sort: 'text' | 'secret' | 'number' | 'switch' | 'choice';
  choices: readonly string[];
  required: boolean;
}

interface Property {
  type?: string;
  title?: string;
  enum?: string[];
  writeOnly?: boolean;
}

/** The settings that a schema lists, in its order. */
export function settingsOf(schema: unknown): Setting[] {
  const { properties = {}, required = [] } = schema as {
    properties?: Record<string, Property>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, of]) => ({
    name,
    title: of.title ?? name.replaceAll('_', ' '),
    sort: sortOf(of),
    choices: of.enum ?? [],
    // A secret that is kept need not be said again.
    required: required.includes(name) && of.writeOnly !== true,
  }));
}

function sortOf(of: Property): Setting['sort'] {
  if (of.writeOnly) return 'secret';
  if (of.enum) return 'choice';
  if (of.type === 'boolean') return 'switch';
  return of.type === 'integer' || of.type === 'number' ? 'number' : 'text';
}

export type Typed = Record<string, string | boolean>;

/** What stands in the form before anybody types. */
export function toForm({ schema, values }: ChannelSettings): Typed {
  const kept = values as Record<string, unknown>;
  const start = ({ name, sort, choices }: Setting) =>
    sort === 'switch' ? kept[name] === true : String(kept[name] ?? (sort === 'choice' ? (choices[0] ?? '') : ''));
  return Object.fromEntries(settingsOf(schema).map(one => [one.name, start(one)]));
}

/** What is sent: numbers as numbers; what was left empty is not said. */
export function toValues(schema: unknown, typed: Typed): Record<string, unknown> {
  const said = settingsOf(schema).flatMap(({ name, sort }) => {
    const value = typed[name];
    if (value === undefined || value === '') return [];
    return [[name, sort === 'number' ? Number(value) : value] as const];
  });
  return Object.fromEntries(said);
}
