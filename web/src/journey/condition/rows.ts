/** A literal of a condition. A number is kept as it is written: 3.0 is not turned into 3. */
export type Literal =
  | { type: 'text'; text: string }
  | { type: 'number'; text: string }
  | { type: 'truth'; truth: boolean };

/** What a condition may ask of the profile, and with what it is asked. */
export const QUESTIONS = {
  count: { window: true, answer: 'number' },
  sum: { window: true, answer: 'number' },
  affinity: { window: false, answer: 'number' },
  product_affinity: { window: false, answer: 'number' },
  bought: { window: true, answer: 'truth' },
  bought_in: { window: true, answer: 'truth' },
} as const;
export type Question = keyof typeof QUESTIONS;

/** Where names begin. */
export const ROOTS = ['properties', 'event', 'traits', 'profile', 'data'] as const;

/** What is looked at: a name such as `properties.category`, or a question such as how often something happened in a window. */
export type Field =
  | { of: 'name'; path: readonly string[] }
  | { of: 'question'; question: Question; about: string; window: string | null };

export const COMPARISONS = ['==', '!=', '<', '<=', '>', '>='] as const;
export const TEXT_TESTS = ['contains', 'startsWith', 'endsWith'] as const;
export type Comparison = (typeof COMPARISONS)[number];
export type TextTest = (typeof TEXT_TESTS)[number];

/** One condition of its own. */
export type Row =
  | { field: Field; test: Comparison; value: Literal }
  | { field: Field; test: 'in' | 'not_in'; values: readonly Literal[] }
  | { field: Field; test: TextTest; not: boolean; value: Literal }
  /** Whether a name is known at all, or a question is answered with yes. */
  | { field: Field; test: 'is' | 'is_not' };

/** Several conditions of which all, or any, must hold; a group in a group joins them the other way. */
export interface Group {
  join: 'all' | 'any';
  items: readonly (Row | Group)[];
}

export function isGroup(item: Row | Group): item is Group {
  return 'join' in item;
}
