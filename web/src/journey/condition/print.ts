import { type Field, type Group, isGroup, type Literal, type Row } from './rows';
import { isName } from './words';

/** The condition in CEL that a group of rows means; empty without rows. */
export function print({ join, items }: Group): string {
  return items.map(item => (isGroup(item) ? `(${print(item)})` : row(item))).join(join === 'all' ? ' && ' : ' || ');
}

function row(one: Row): string {
  const left = field(one.field);
  switch (one.test) {
    case 'is':
      return known(one.field);
    case 'is_not':
      return one.field.of === 'name' && !has(one.field.path) ? `!(${known(one.field)})` : `!${known(one.field)}`;
    case 'in':
      return `${left} in [${one.values.map(literal).join(', ')}]`;
    case 'not_in':
      return `!(${left} in [${one.values.map(literal).join(', ')}])`;
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return `${one.not ? '!' : ''}${left}.${one.test}(${literal(one.value)})`;
    default:
      return `${left} ${one.test} ${literal(one.value)}`;
  }
}

/** `has` asks only for names that need no quotes; others are looked for in what holds them. */
function known(of: Field): string {
  if (of.of === 'question') return field(of);
  const last = of.path.at(-1) ?? '';
  return has(of.path) ? `has(${field(of)})` : `${text(last)} in ${name(of.path.slice(0, -1))}`;
}

function has(path: readonly string[]): boolean {
  return isName(path.at(-1) ?? '');
}

function field(of: Field): string {
  if (of.of === 'name') return name(of.path);
  return `customer.${of.question}(${[of.about, ...(of.window === null ? [] : [of.window])].map(text).join(', ')})`;
}

function name([root = '', ...rest]: readonly string[]): string {
  return root + rest.map(part => (isName(part) ? `.${part}` : `[${text(part)}]`)).join('');
}

function literal(value: Literal): string {
  return value.type === 'text' ? text(value.text) : value.type === 'number' ? value.text : String(value.truth);
}

function text(of: string): string {
  // JSON's short escapes for these two are none that the editor reads back.
  return JSON.stringify(of).replace(/\\(.)/g, (all, letter) =>
    letter === 'b' ? '\\u0008' : letter === 'f' ? '\\u000c' : all,
  );
}
