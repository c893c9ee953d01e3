import type { Text } from '@codemirror/state';

/** A step as lines of the text, the first and the last. */
export interface StepLines {
  id: string;
  first: number;
  last: number;
}

/** The steps of a text with the lines they stand on, also where it cannot be read as a whole yet. */
export function outline(doc: Text): StepLines[] {
  const found: StepLines[] = [];
  let column = -1;
  let inside = false;
  let number = 0;
  for (const text of doc.iterLines()) {
    number += 1;
    const indent = text.search(/\S/);
    if (indent < 0 || text[indent] === '#') continue;
    if (indent === 0 && text[0] !== '-') inside = /^steps[ \t]*:[ \t]*(?:#.*)?$/.test(text);
    else if (inside) {
      if (column < 0) column = indent;
      take(found, text, number, column);
    }
  }
  return found;
}

/** A line of the steps: it begins one, or belongs to the last. */
function take(found: StepLines[], text: string, number: number, column: number): void {
  if (text.search(/\S/) === column && text[column] === '-') found.push({ id: '', first: number, last: number });
  const step = found.at(-1);
  if (!step) return;
  step.last = number;
  if (step.id === '') step.id = idIn(text, column);
}

function idIn(text: string, column: number): string {
  const found = /^(?:-\s+|\s\s+)(?:\{\s*)?id[ \t]*:[ \t]+["']?([\w.-]+)/.exec(text.slice(column));
  return found?.[1] ?? '';
}

/** The step at a line. */
export function stepAt(steps: readonly StepLines[], line: number): StepLines | undefined {
  return steps.find(({ first, last }) => first <= line && line <= last);
}
