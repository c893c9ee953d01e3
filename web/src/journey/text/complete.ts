import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  type CompletionSource,
  snippet,
} from '@codemirror/autocomplete';
import type { Text } from '@codemirror/state';
import { scalar } from '../document/write';
import { conditionWords, fieldsFor, type Help, isCondition, listOfParts, takesValue, valuesFor } from './offers';
import type { Field } from './schema';
import { STEPS, TRIGGERS } from './snippets';
import { type Spot, spotAt } from './spot';

/** What completion says in the reader's language. */
export interface Words {
  /** What a field means. */
  field: (field: Field) => string;
  /** A kind of step. */
  step: (kind: string) => string;
  required: string;
  template: string;
}

/** Offers what may be written at the cursor: fields and values of the schema, what the installation has, whole steps and triggers. */
export function completions(help: () => Help | undefined, words: () => Words): CompletionSource {
  return (context: CompletionContext): CompletionResult | null => {
    const known = help();
    const doc = context.state.doc;
    const spot = known && spotAt(doc, context.pos);
    if (!known || !spot) return null;
    if (spot.writes === 'value' && isCondition(spot.path)) return inCondition(context);
    if (!context.explicit && spot.word === '' && !/[\s:[{,-]$/.test(lineBefore(doc, context.pos))) return null;
    if (!context.explicit && spot.word === '' && spot.writes === 'either') return null;
    const options = optionsAt(known, doc, spot, words());
    return options.length === 0 ? null : { from: spot.from, options, validFor: /^[\p{L}\p{N} _.:-]*$/u };
  };
}

function lineBefore(doc: Text, pos: number): string {
  return doc.sliceString(doc.lineAt(pos).from, pos);
}

/** Everything that may stand at a place, the most likely first. */
export function optionsAt(help: Help, doc: Text, spot: Spot, words: Words): Completion[] {
  const values = takesValue(help, spot)
    ? valuesFor(help, doc, spot).map(({ value, description, word }): Completion => {
        const apply = word || spot.quoted ? value : scalar(value, spot.flow);
        return { label: value, detail: description, apply, type: 'constant' };
      })
    : [];
  if (spot.writes === 'value') return values;
  const fields = fieldsFor(help, doc, spot).map(field => fieldOption(field, spot, doc, words));
  return [...values, ...partOptions(spot, doc, words), ...fields];
}

function fieldOption(field: Field, spot: Spot, doc: Text, words: Words): Completion {
  const { name, below, required } = field;
  return {
    label: name,
    detail: required ? words.required : '',
    type: 'property',
    boost: required ? 2 : 0,
    info: () => told(words.field(field)),
    apply: snippet(`${name}:${below === null || spot.flow ? ' ' : lineBelow(spot, doc, below === 'list')}\${}`),
  };
}

/** Whole steps, or triggers, where one begins. */
function partOptions(spot: Spot, doc: Text, words: Words): Completion[] {
  const list = listOfParts(spot.path);
  if (list === null || spot.flow || spot.present.length > 0) return [];
  const parts =
    list === 'steps'
      ? STEPS.map(({ kind, field, lines }) => ({ label: field, name: words.step(kind), lines }))
      : TRIGGERS.map(({ field, lines }) => ({ label: field, name: '', lines }));
  return parts.map(({ label, name, lines }) => ({
    label,
    displayLabel: `${label} …`,
    detail: name || words.template,
    type: 'text',
    boost: 5,
    info: () => code(lines),
    apply: snippet(indented(lines, spot, doc)),
  }));
}

/** Lines for a template: it puts each as far in as the line it stands on, and this adds what is missing to the column. */
function indented(lines: readonly string[], spot: Spot, doc: Text): string {
  const more = ' '.repeat(spot.column - indentOf(doc, spot.from));
  return lines.map((line, at) => (at === 0 ? line : more + line)).join('\n');
}

/** The beginning of what goes on below a field. */
function lineBelow(spot: Spot, doc: Text, list: boolean): string {
  return `\n${' '.repeat(spot.column - indentOf(doc, spot.from))}${list ? '  - ' : '  '}`;
}

function indentOf(doc: Text, pos: number): number {
  return doc.lineAt(pos).text.search(/\S|$/);
}

/** Names and questions within a condition. */
function inCondition(context: CompletionContext): CompletionResult | null {
  const before = context.matchBefore(/[\w.]*$/);
  if (!before || (before.from === before.to && !context.explicit)) return null;
  return {
    from: before.from,
    options: conditionWords().map(({ label, template }) => ({ label, type: 'function', apply: snippet(template) })),
    validFor: /^[\w.]*$/,
  };
}

function told(text: string): Node {
  const node = document.createElement('p');
  node.textContent = text;
  return node;
}

function code(lines: readonly string[]): Node {
  const node = document.createElement('pre');
  node.textContent = lines.join('\n').replace(/#\{([^}]*)\}/g, '$1');
  return node;
}
