import { useDebouncedValue } from '@mantine/hooks';
import { useCallback, useMemo, useState } from 'react';
import { read, type Source } from './document';

/** How long someone must have stopped typing before the picture follows, in milliseconds. */
const REST = 150;

/** Reads texts, each with what is known of the one before; a change on the graph was read already when it was made. */
function reader() {
  let last: { text: string; source: Source | null } | null = null;
  let readable: Source | null = null;
  const keep = (text: string, source: Source | null) => {
    last = { text, source };
    readable = source ?? readable;
    return source;
  };
  return {
    read: (text: string): Source | null => (last?.text === text ? last.source : keep(text, read(text, readable))),
    readable: () => readable,
    knows: (text: string) => last?.text === text,
    keep: (source: Source) => void keep(source.text, source),
  };
}

/**
 * A text as a document, for the picture: while one types as text, the picture follows when one rests, and stays as it was while the
 * text cannot be read. `now` is the document of the text as it is at this moment, which changes are made to; `keep` remembers what a
 * change has made.
 */
export function useSource(text: string, typing: boolean) {
  const [reading] = useState(reader);
  const [rested] = useDebouncedValue(text, REST);
  const drawn = typing && !reading.knows(text) ? rested : text;
  const found = useMemo(() => reading.read(drawn), [reading, drawn]);
  const now = useCallback(() => reading.read(text), [reading, text]);
  return { shown: found ?? reading.readable(), stale: found === null, now, keep: reading.keep };
}
