import { fieldAt, idOf, idsAt, isFields, type Json, nameAt, type Path, same } from './document';

/** One place where two documents differ. */
export interface Change {
  /** The place as the server names it. */
  name: string;
  /** What the language files call it. */
  field: string;
  /** Whose it is, where there are several: the ids of a purpose or channel. */
  of: string[];
  before: Json | undefined;
  after: Json | undefined;
}

/** Where two documents differ, in the order of the new one; elements with ids are compared by id, other lists as a whole. */
export function changesOf(before: Json, after: Json): Change[] {
  return [...differences(before, after, [])].map(({ path, was, is }) => {
    // What was taken away has its name in the old document only.
    const named = is === undefined ? before : after;
    return { name: nameAt(named, path), field: fieldAt(path), of: idsAt(named, path), before: was, after: is };
  });
}

interface Difference {
  path: Path;
  was: Json | undefined;
  is: Json | undefined;
}

function* differences(was: Json | undefined, is: Json | undefined, path: Path): Generator<Difference> {
  if (same(was, is)) return;
  if (haveIds(was) && haveIds(is)) yield* inElements(was, is, path);
  else if (mayOpen(was) && mayOpen(is)) yield* inFields(was ?? {}, is ?? {}, path);
  else yield { path, was, is };
}

function* inFields(was: Json, is: Json, path: Path): Generator<Difference> {
  const before = isFields(was) ? was : {};
  const after = isFields(is) ? is : {};
  for (const name of new Set([...Object.keys(after), ...Object.keys(before)])) {
    yield* differences(before[name], after[name], [...path, name]);
  }
}

function* inElements(was: readonly Json[], is: readonly Json[], path: Path): Generator<Difference> {
  const find = (list: readonly Json[], one: Json) => list.find(other => idOf(other) === idOf(one));
  for (const [at, one] of is.entries()) {
    const old = find(was, one);
    if (old === undefined) yield { path: [...path, at], was: undefined, is: one };
    else yield* differences(old, one, [...path, at]);
  }
  for (const [at, one] of was.entries()) {
    if (find(is, one) === undefined) yield { path: [...path, at], was: one, is: undefined };
  }
  const stayed = (list: readonly Json[], other: readonly Json[]) => list.filter(one => find(other, one)).map(idOf);
  if (!same(stayed(was, is), stayed(is, was))) yield { path, was: was.map(idOf), is: is.map(idOf) };
}

function haveIds(list: Json | undefined): list is Json[] {
  if (!Array.isArray(list) || list.length === 0) return false;
  const ids = new Set(list.map(idOf));
  return !ids.has(null) && ids.size === list.length;
}

/** What is looked into: objects, and what is absent; an amount of money is one value. */
function mayOpen(value: Json | undefined): boolean {
  return value === undefined || value === null || (isFields(value) && !('minor' in value));
}
