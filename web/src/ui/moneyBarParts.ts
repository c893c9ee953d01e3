import type { Figures } from '../api/types';

/** Lengths in per cent of the widest thing shown beside it. */
export interface BarParts {
  planned: number;
  committed: number;
  actual: number;
  forecast: number;
  returned: number;
}

/** The largest amount among these figures: what a full bar means. */
export function scaleOf(all: readonly Figures[]): number {
  const sizes = all.flatMap(f => [
    f.planned.minor,
    f.committed.minor + f.actual.minor,
    f.forecast.minor,
    f.returned.minor,
  ]);
  return Math.max(1, ...sizes);
}

/** Figures as lengths; nothing is drawn below zero or beyond the end. */
export function barParts(figures: Figures, scale: number): BarParts {
  const part = (minor: number, room = 100) => Math.min(room, Math.max(0, (minor / scale) * 100));
  const actual = part(figures.actual.minor);
  return {
    planned: part(figures.planned.minor),
    actual,
    committed: part(figures.committed.minor, 100 - actual),
    forecast: part(figures.forecast.minor),
    returned: part(figures.returned.minor),
  };
}
