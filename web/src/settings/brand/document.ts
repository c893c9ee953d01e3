import { type Fields, isFields, type Json, type Path, valueAt } from '../../ui/json';

export * from '../../ui/json';

/** A settings document as typed: an object, or why it is none. */
export type Parsed = { ok: true; value: Fields } | { ok: false; why: string };

/** Reads a JSON object; what it must contain is the server's to say. */
export function parseDocument(text: string): Parsed {
  try {
    const value: Json = JSON.parse(text);
    return isFields(value) ? { ok: true, value } : { ok: false, why: '{ … }' };
  } catch (error) {
    return { ok: false, why: (error as Error).message };
  }
}

/** The id of an element of a list, if its elements have ids. */
export function idOf(element: Json | undefined): string | null {
  return isFields(element) && typeof element.id === 'string' ? element.id : null;
}

/** A place as the server names it: elements by their ids (`channels.email.caps`), those without an id by their list. */
export function nameAt(document: Json, path: Path): string {
  return path.flatMap((step, at) => (typeof step === 'string' ? [step] : (idAt(document, path, at) ?? []))).join('.');
}

/** The ids of the elements on the way to a place: `email` for the caps of that channel. */
export function idsAt(document: Json, path: Path): string[] {
  return path.flatMap((step, at) => (typeof step === 'number' ? (idAt(document, path, at) ?? []) : []));
}

function idAt(document: Json, path: Path, at: number): string | null {
  return idOf(valueAt(document, path.slice(0, at + 1)));
}

/** What a place is called in the language files: `channels_caps` for the caps of whichever channel. */
export function fieldAt(path: Path): string {
  return path.filter(step => typeof step === 'string').join('_');
}
