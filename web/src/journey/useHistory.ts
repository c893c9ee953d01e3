import { useCallback, useLayoutEffect, useRef, useState } from 'react';

/** How many steps back are kept. */
const DEPTH = 200;
/** What is typed with shorter breaks than this is taken back at once, in milliseconds. */
const BREAK = 800;

interface Texts {
  past: readonly string[];
  now: string;
  future: readonly string[];
  /** Whether the last change was typed: more of it may come at once. */
  typing: boolean;
}

/** Undo and redo of a text, on whichever side it was changed. A text that comes from elsewhere (the server) begins anew. */
export function useHistory(text: string, setText: ((text: string) => void) | undefined) {
  const [shown, setShown] = useState<Texts>({ past: [], now: text, future: [], typing: false });
  const typed = useRef(0);
  const begun = shown.now === text ? shown : { past: [], now: text, future: [], typing: false };
  if (begun !== shown) setShown(begun);
  // What is asked for is done to the newest, also before it was drawn; so the functions stay the same.
  const latest = useRef({ texts: begun, setText });
  useLayoutEffect(() => {
    latest.current = { texts: begun, setText };
  });
  const put = useCallback((texts: Texts) => {
    latest.current.texts = texts;
    setShown(texts);
    latest.current.setText?.(texts.now);
  }, []);
  /** Takes over a change; `typing` joins what is typed in one go. */
  const change = useCallback(
    (next: string, typing = false) => {
      const { past, now } = latest.current.texts;
      if (next === now) return;
      const at = Date.now();
      const joins = typing && at - typed.current < BREAK && past.length > 0;
      typed.current = typing ? at : 0;
      put({ past: joins ? past : [...past.slice(1 - DEPTH), now], now: next, future: [], typing });
    },
    [put],
  );
  const undo = useCallback(() => {
    const { past, now, future } = latest.current.texts;
    const before = past.at(-1);
    if (before === undefined) return;
    typed.current = 0;
    put({ past: past.slice(0, -1), now: before, future: [now, ...future], typing: false });
  }, [put]);
  const redo = useCallback(() => {
    const { past, now, future } = latest.current.texts;
    const [after, ...more] = future;
    if (after !== undefined) put({ past: [...past, now], now: after, future: more, typing: false });
  }, [put]);
  return {
    change,
    undo: begun.past.length > 0 ? undo : undefined,
    redo: begun.future.length > 0 ? redo : undefined,
    typing: begun.typing,
  };
}
