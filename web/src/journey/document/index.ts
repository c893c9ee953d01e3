import type { Json } from '../../ui/json';
import { edited } from './edit';
import { editsOf, type Operation } from './operations';
import type { Source } from './source';

export { edited } from './edit';
export type { Edit } from './edits';
export type { Operation, Place } from './operations';
export { read } from './pieces';
export type { Source } from './source';
export * from './steps';

/** The text after an operation; null if there is no such step or place, or the text is written so that it cannot be put in. */
export function operated(source: Source, operation: Operation): Source | null {
  const edits = editsOf(source.value as Json, operation);
  return edits && edited(source, edits);
}
