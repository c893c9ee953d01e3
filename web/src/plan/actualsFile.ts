import type { ActualsColumns } from '../api/plan';

/** Columns that may be left out; `invoice`, `activity` and `amount` have to be there. */
const OPTIONAL = ['line', 'date', 'currency', 'text'] as const;

/** Which of the optional columns a CSV file has, by its first row; capitals and quotes do not matter. */
export function columnsOf(csv: string): ActualsColumns {
  const header = (csv.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0] ?? '')
    .split(/[,;\t]/)
    .map(name => name.replace(/^"|"$/g, '').trim());
  const found: ActualsColumns = {};
  for (const name of OPTIONAL) {
    const here = header.find(column => column.toLowerCase() === name);
    if (here !== undefined) found[name] = here;
  }
  return found;
}
