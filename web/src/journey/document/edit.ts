import { same } from '../../ui/json';
import { applied, type Edit } from './edits';
import { read } from './pieces';
import { placed } from './place';
import type { Source } from './source';
import { spliced } from './splice';

/**
 * The text after these changes: only what they concern is written anew, everything else stays byte for byte. Null if the text is
 * written in a way that they cannot be put into it without changing more (an alias, a merge key): then it is changed as text.
 */
export function edited(source: Source, edits: readonly Edit[]): Source | null {
  let here = source;
  let waiting: Edit[] = [];
  for (const edit of edits) {
    waiting.push(edit);
    // What shifts positions in a list ends what can be placed on one tree.
    if (edit.do === 'set' || (edit.do === 'drop' && typeof edit.path.at(-1) === 'string')) continue;
    const next = together(here, waiting);
    if (!next) return null;
    here = next;
    waiting = [];
  }
  const last = waiting.length === 0 ? here : together(here, waiting);
  return last && same(last.value, applied(source.value, edits)) ? last : null;
}

/** Several changes on one tree; one after the other where they touch. */
function together(source: Source, edits: readonly Edit[]): Source | null {
  const splices = edits.map(edit => placed(source, edit)).filter(splice => splice !== null);
  if (splices.length === edits.length) {
    const text = spliced(source.text, splices);
    const next = text === null ? null : read(text, source);
    if (next && same(next.value, applied(source.value, edits))) return next;
  }
  const [first, ...rest] = edits;
  if (!first || (rest.length === 0 && splices.length > 0)) return null;
  const next = rest.length === 0 ? alone(source, first) : together(source, [first]);
  return next && (rest.length === 0 ? next : together(next, rest));
}

/** A change that the text already says, such as dropping what is not there. */
function alone(source: Source, edit: Edit): Source | null {
  return same(source.value, applied(source.value, [edit])) ? source : null;
}
