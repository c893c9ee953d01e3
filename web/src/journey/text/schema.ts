import { ELEMENT } from './spot';

/** What of JSON Schema the schema of journeys uses. */
export interface Shape {
  $ref?: string;
  $defs?: Record<string, Shape>;
  type?: string | readonly string[];
  description?: string;
  properties?: Record<string, Shape>;
  required?: readonly string[];
  items?: Shape;
  oneOf?: readonly Shape[];
  anyOf?: readonly Shape[];
  const?: unknown;
  enum?: readonly unknown[];
}

/** A field that may stand somewhere. */
export interface Field {
  name: string;
  description: string;
  /** The definition it stands in, which gives its name a meaning of its own. */
  of: string;
  required: boolean;
  /** What goes on below it rather than behind it. */
  below: 'map' | 'list' | null;
}

/** One of the values that a field may have. */
export interface Value {
  value: string;
  description: string;
  /** Whether it is a word of the language, which is written without quotation marks. */
  word: boolean;
}

interface Named {
  shape: Shape;
  of: string;
}

/** What may stand at a place: every form that the schema allows there. */
export function shapesAt(root: Shape, path: readonly string[]): Named[] {
  let here: Named[] = flat(root, { shape: root, of: 'Journey' });
  for (const name of path) {
    here = here.flatMap(({ shape, of }) => {
      const next = name === ELEMENT ? shape.items : shape.properties?.[name];
      return next ? flat(root, { shape: next, of }) : [];
    });
  }
  return here;
}

/** A form without references and choices; each with the description that stands nearest. */
function flat(root: Shape, { shape, of }: Named): Named[] {
  const description = shape.description;
  const said = (one: Shape): Shape => (description && !one.description ? { ...one, description } : one);
  if (shape.$ref) {
    const name = shape.$ref.replace('#/$defs/', '');
    const target = root.$defs?.[name];
    return target ? flat(root, { shape: said(target), of: name }) : [];
  }
  const choices = shape.oneOf ?? shape.anyOf;
  if (choices) return choices.flatMap(one => flat(root, { shape: one, of }));
  return [{ shape, of }];
}

/** The fields that may stand in a map at a place. */
export function fieldsAt(root: Shape, path: readonly string[]): Field[] {
  const found = new Map<string, Field>();
  for (const { shape, of } of shapesAt(root, path)) {
    for (const [name, one] of Object.entries(shape.properties ?? {})) {
      if (found.has(name)) continue;
      const forms = flat(root, { shape: one, of });
      found.set(name, {
        name,
        // A choice says what each of its forms does, at the form.
        description: one.description ?? shape.description ?? forms[0]?.shape.description ?? '',
        of,
        required: (shape.required?.includes(name) ?? false) && (shape.properties ? !isChoice(shape) : true),
        below: belowOf(forms),
      });
    }
  }
  return [...found.values()];
}

/** A form with a single field that must be there is one of several: none of them is asked for. */
function isChoice(shape: Shape): boolean {
  return Object.keys(shape.properties ?? {}).length === 1 && shape.required?.length === 1;
}

function belowOf(forms: readonly Named[]): Field['below'] {
  const is = (type: string) => forms.some(({ shape }) => [shape.type].flat().includes(type));
  if (is('array')) return 'list';
  return is('object') && !is('string') && !forms.some(({ shape }) => 'const' in shape) ? 'map' : null;
}

/** The values that a place may have, where the schema names them. */
export function valuesAt(root: Shape, path: readonly string[]): Value[] {
  return shapesAt(root, path).flatMap(({ shape }): Value[] => {
    const description = shape.description ?? '';
    if (shape.const !== undefined) return [{ value: String(shape.const), description, word: true }];
    if (shape.enum) return shape.enum.map(one => ({ value: String(one), description: '', word: true }));
    if ([shape.type].flat().includes('boolean'))
      return ['true', 'false'].map(value => ({ value, description: '', word: true }));
    return [];
  });
}
