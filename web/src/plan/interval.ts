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
