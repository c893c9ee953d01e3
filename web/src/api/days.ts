/** Days of the reader's calendar, and the moments at which they begin: the API speaks of moments. */

/** The moment at which a day of the reader's calendar begins, or another so many days after it. */
function beginOf(day: string, after: number): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + after);
}

/** The moments between which some days of the reader's calendar lie. */
export function momentsOf({ from, until }: { from?: string; until?: string }): { from?: string; to?: string } {
  return {
    ...(from && { from: beginOf(from, 0).toISOString() }),
    ...(until && { to: beginOf(until, 1).toISOString() }),
  };
}

/** The first moment after a day. */
export function endOf(day: string): string {
  return beginOf(day, 1).toISOString();
}

/** A day of the reader's calendar, as it is written in a form. */
export function dayOf(moment: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** The day that ends at this moment; null if none does, because it lies within one. */
export function dayEndingAt(moment: string): string | null {
  const end = new Date(moment);
  const day = dayOf(new Date(end.getTime() - 1));
  return endOf(day) === end.toISOString() ? day : null;
}
