const two = (number: number) => String(number).padStart(2, '0');

/** The day of a moment here, such as 2026-11-28; moved by so many milliseconds first. */
export function dayOf(moment: string, by = 0): string {
  const at = new Date(new Date(moment).getTime() + by);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The moment at which a day begins here. */
export function beginOf(day: string): string {
  return new Date(`${day}T00:00:00`).toISOString();
}

/** The moment at which a day has ended here. */
export function endOf(day: string): string {
  const begin = new Date(`${day}T00:00:00`);
  begin.setDate(begin.getDate() + 1);
  return begin.toISOString();
}
