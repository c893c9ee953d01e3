import { useCallback, useDeferredValue, useState } from 'react';
import { read, type Source } from './document';

/** Reads texts, and remembers the last: a change on the graph was read already when it was made. */
function reader() {
  let last: { text: string; source: Source | null } | null = null;
  return {
    read: (text: string): Source | null => {
      if (last?.text !== text) last = { text, source: read(text) };
      return last.source;
    },
    keep: (source: Source) => {
      last = { text: source.text, source };
    },
  };
}

/**
 * A text as a document, for the picture: while one types, the picture follows when there is time. `now` is the document of the text as
 * it is at this moment, which changes are made to; `keep` remembers what a change has made.
 */
export function useSource(text: string, wanted: boolean) {
  const [reading] = useState(reader);
  const later = useDeferredValue(text);
  const now = useCallback(() => reading.read(text), [reading, text]);
  return { shown: wanted ? reading.read(later) : null, now, keep: reading.keep };
}
