import type { Effect, Figures } from '../api/types';
import { digitsOf, type Money } from '../i18n/format';

/** Where zero, the interval and its middle lie on a scale, in per cent. */
export interface IntervalParts {
  zero: number;
  low: number;
  point: number;
  high: number;
}

/** A scale that holds zero and the whole interval with some air; null if there is no interval yet. */
export function intervalParts(low: number, point: number, high: number): IntervalParts | null {
  if (![low, point, high].every(Number.isFinite) || high <= low) return null;
  const air = (Math.max(high, 0) - Math.min(low, 0)) * 0.1;
  const from = Math.min(low, 0) - air;
  const size = Math.max(high, 0) + air - from;
  const at = (value: number) => ((value - from) / size) * 100;
  return { zero: at(0), low: at(low), point: at(point), high: at(high) };
}

/** Whether an effect can be told from chance: only then does it stand in large type. */
export function isTold({ verdict }: Pick<Effect, 'verdict'>): boolean {
  return verdict === 'more' || verdict === 'less';
}

/** An amount in the major unit of its currency as money, to the nearest of the smallest. */
export function inMinor(value: number, currency: string): Money {
  return { minor: Math.round(value * 10 ** digitsOf(currency)), currency };
}

/** What came back for each whole unit of money that was spent; null while nothing was. */
export function backPerUnit({ actual, returned }: Pick<Figures, 'actual' | 'returned'>): Money | null {
  if (actual.minor <= 0 || actual.currency !== returned.currency) return null;
  const unit = 10 ** digitsOf(actual.currency);
  return { minor: Math.round((returned.minor / actual.minor) * unit), currency: actual.currency };
}
