import { useCallback, useRef, useState } from 'react';

/** How many steps back are kept. */
const DEPTH = 200;
/** What is typed with shorter breaks than this is taken back at once, in milliseconds. */
const BREAK = 800;

/** Undo and redo of a text, on whichever side it was changed. A text that comes from elsewhere (the server) begins anew. */
export function useHistory(text: string, setText: ((text: string) => void) | undefined) {
  const [past, setPast] = useState<string[]>([]);
  const [future, setFuture] = useState<string[]>([]);
  const [known, setKnown] = useState(text);
  const typed = useRef(0);
  if (known !== text) {
    setKnown(text);
    setPast([]);
    setFuture([]);
  }
  const put = useCallback(
    (next: string) => {
      setKnown(next);
      setText?.(next);
    },
    [setText],
  );
  return {
    /** Takes over a change; `typing` joins what is typed in one go. */
    change: (next: string, typing = false) => {
      if (next === text) return;
      const now = Date.now();
      const joins = typing && now - typed.current < BREAK && past.length > 0;
      typed.current = typing ? now : 0;
      if (!joins) setPast([...past.slice(1 - DEPTH), text]);
      setFuture([]);
      put(next);
    },
    undo:
      past.length === 0
        ? undefined
        : () => {
            typed.current = 0;
            setPast(past.slice(0, -1));
            setFuture([text, ...future]);
            put(past.at(-1) ?? text);
          },
    redo:
      future.length === 0
        ? undefined
        : () => {
            setFuture(future.slice(1));
            setPast([...past, text]);
            put(future[0] ?? text);
          },
  };
}
