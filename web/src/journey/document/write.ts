import { isFields, type Json } from '../../ui/json';

/** How long a line may become before a value goes onto lines of its own. */
const LINE = 72;
/** What reads better on lines of its own, however short it is. */
const TALL = new Set(['steps', 'message', 'content', 'branch', 'cases', 'split', 'arms', 'events']);
/** Plain words that YAML, in one of its versions, takes for something else than a text. */
const OTHER = /^(?:y|n|yes|no|on|off|true|false|null|~|[-+]?\.(?:inf|nan))$/i;
/** Figures that are texts here: spans and amounts of money. */
const MEASURE = /^\d+(?:ms|[smhdw])(?:\d+(?:ms|[smhdw]))*$|^\d+(?:\.\d+)? [A-Z]{3}$|^\d+%$/;

/** A value on one line. */
export function inline(value: Json, flow: boolean): string {
  if (typeof value === 'string') return scalar(value, flow);
  if (Array.isArray(value)) return `[${value.map(one => inline(one, true)).join(', ')}]`;
  if (isFields(value))
    return `{${Object.entries(value)
      .map(([key, one]) => `${scalar(key, true)}: ${inline(one, true)}`)
      .join(', ')}}`;
  return JSON.stringify(value);
}

/** A text on one line: as it is where that is safe, else in quotes. */
export function scalar(text: string, flow: boolean): string {
  if (MEASURE.test(text)) return text;
  const plain =
    /^[\p{L}_][^\p{C}\u2028\u2029]*$/u.test(text) &&
    !OTHER.test(text) &&
    !/: | #|[:\s]$/.test(text) &&
    !(flow && /[,[\]{}]|:(?=["'])/.test(text));
  if (plain) return text;
  const single = text.includes('"') && !text.includes("'") && /^[^\p{C}\u2028\u2029]+$/u.test(text);
  return single ? `'${text}'` : quoted(text);
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Whether a value is put onto one line in a block. */
function fitsLine(value: Json): boolean {
  if (typeof value === 'string') return !literal(value);
  if (typeof value !== 'object' || value === null) return true;
  if (Object.keys(value).length === 0) return true;
  return flat(value, 2) && inline(value, true).length <= LINE;
}

function flat(value: Json, depth: number): boolean {
  if (typeof value === 'string') return !value.includes('\n');
  if (Array.isArray(value)) return depth > 0 && value.every(one => flat(one, depth - 1));
  if (!isFields(value)) return true;
  return depth > 0 && Object.entries(value).every(([key, one]) => !TALL.has(key) && flat(one, depth - 1));
}

/** Whether a text can stand line by line below a `|`. */
function literal(text: string): boolean {
  const lines = text.split('\n');
  return (
    lines.length > 1 &&
    !/^[ \t\n]|\n\n$|[\u007f-\u009f\u2028\u2029\ufeff]|[^\P{C}\n\t]/u.test(text) &&
    lines.every(line => line === '' || /\S/.test(line)) &&
    /\S/.test(text)
  );
}

/** What stands behind a `key:`: the rest of its line, and the lines below, which stand two further in. */
export function behindKey(key: string, value: Json): string[] {
  if (typeof value === 'string' && literal(value))
    return [' |'.concat(value.endsWith('\n') ? '' : '-'), ...below(value)];
  if (fitsLine(value) && !(TALL.has(key) && isFilled(value))) return [` ${inline(value, false)}`];
  return ['', ...linesOf(value).map(indented)];
}

/** The lines of an element of a list, its dash with them. */
export function element(value: Json): string[] {
  if (typeof value === 'string' && literal(value))
    return ['- |'.concat(value.endsWith('\n') ? '' : '-'), ...below(value)];
  const lines = fitsLine(value) && !isStep(value) ? [inline(value, false)] : linesOf(value);
  return lines.map((line, at) => (at === 0 ? `- ${line}` : indented(line)));
}

function isStep(value: Json): boolean {
  return isFields(value) && 'id' in value;
}

function isFilled(value: Json): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

function linesOf(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(element);
  if (!isFields(value)) return [inline(value, false)];
  return Object.entries(value).flatMap(([key, one]) => {
    const [first = '', ...more] = behindKey(key, one);
    return [`${scalar(key, false)}:${first}`, ...more];
  });
}

function below(text: string): string[] {
  return text.replace(/\n$/, '').split('\n').map(indented);
}

function indented(line: string): string {
  return line === '' ? '' : `  ${line}`;
}
