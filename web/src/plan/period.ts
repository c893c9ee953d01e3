/** How far charts look back: the months of the plan so far, or some days. */
export const SPANS = ['months', 7, 30, 90] as const;

/** How far is looked back. */
export type Span = (typeof SPANS)[number];

/** How far an address asks to look back; nothing where it does not say. */
export function spanOf(asked: unknown): { span?: Span } {
  const span = SPANS.find(one => String(one) === String(asked));
  return span ? { span } : {};
}

/** How many days are fetched for it. */
export function daysIn(span: Span | undefined): number {
  return typeof span === 'number' ? span : 30;
}
