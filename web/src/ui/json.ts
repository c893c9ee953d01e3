/** Documents as the API keeps them: plain JSON, which a form changes in places and never rebuilds. */
export type Json = null | boolean | number | string | Json[] | Fields;
export interface Fields {
  [key: string]: Json;
}

/** The way to a place in a document: names of fields and positions in lists. */
export type Path = readonly (string | number)[];

export function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What stands at a place, or undefined if the way there breaks off. */
export function valueAt(document: Json, path: Path): Json | undefined {
  let here: Json | undefined = document;
  for (const step of path) {
    if (Array.isArray(here)) here = typeof step === 'number' ? here[step] : undefined;
    else here = isFields(here) ? here[step] : undefined;
  }
  return here;
}

/** The document with another value at one place; everything else stays the same object. Undefined takes the place away. */
export function withValue(document: Json, path: Path, value: Json | undefined): Json {
  const [step, ...rest] = path;
  if (step === undefined) return value ?? null;
  if (Array.isArray(document) && typeof step === 'number') {
    const fresh = rest.length > 0 ? withValue(document[step] ?? {}, rest, value) : value;
    return fresh === undefined ? document.toSpliced(step, 1) : document.toSpliced(step, 1, fresh);
  }
  const fields = isFields(document) ? document : {};
  const fresh = rest.length > 0 ? withValue(fields[step] ?? {}, rest, value) : value;
  const { [step]: _, ...others } = fields;
  // A name that is there keeps its place, so that the document reads as before.
  return fresh === undefined ? others : step in fields ? { ...fields, [step]: fresh } : { ...others, [step]: fresh };
}

/** The text at a place; empty where there is none. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The list at a place; empty where there is none. */
export function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

/** The texts in a list. */
export function textsOf(value: Json | undefined): string[] {
  return listOf(value).filter(one => typeof one === 'string');
}

/** Whether two values are the same, whatever the order of their fields. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, at) => same(one, b[at]));
  if (!isFields(a) || !isFields(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every(name => name in b && same(a[name], b[name]));
}
