import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useState } from 'react';
import { useSaveDraft } from '../api/journeys';
import { Problem } from '../api/problem';
import { isAway } from '../api/reach';
import { useSession } from '../api/session';
import type { JourneyView } from '../api/types';

/** How long someone must have stopped writing before the draft is kept, in milliseconds. */
const REST = 1_500;
/** After how long it is tried again once the server is there and someone is signed in, in milliseconds. */
const AGAIN = 2_000;

/**
 * A journey's document being written: kept as a draft by itself whenever the writer rests. What someone else kept meanwhile
 * takes its place if nothing was written here; else nothing is kept until the writer has chosen (`theirs` is set).
 */
export function useDraft(view: JourneyView) {
  const there = { text: view.draft ?? view.document, revision: view.revision };
  const [text, setText] = useState(there.text);
  // What is kept, as it was last read or written here.
  const [kept, setKept] = useState(there);
  const [refused, setRefused] = useState<Problem | null>(null);
  const [rested] = useDebouncedValue(text, REST);
  const save = useSaveDraft(view.summary.id);
  const unsaved = text !== kept.text;
  const isNew = there.revision !== kept.revision;
  if (isNew && !save.isPending && (text === there.text || (!unsaved && refused === null))) {
    setKept(there);
    setText(there.text);
    setRefused(null);
  }
  const outdated = (error: unknown) => {
    const problem = Problem.from(error);
    if (problem.status === 412) setRefused(problem);
    return problem.status === 412;
  };
  const keep = () =>
    save.mutate(
      { document: text, revision: kept.revision },
      { onSuccess: answer => setKept({ text, revision: answer.revision }), onError: outdated },
    );
  const waits = save.isError && (isAway(save.error) || Problem.from(save.error).status === 401);
  const session = useSession();
  const may = session.isSuccess && !session.isFetching;
  // What could not be kept while the server was away, or no one was signed in, is tried again by itself.
  useEffect(() => {
    if (!waits || !may) return;
    const again = setTimeout(save.reset, AGAIN);
    return () => clearTimeout(again);
  }, [waits, may, save.reset]);
  const due = unsaved && rested === text && refused === null && !save.isPending && !save.isError;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each text that is due is kept once
  useEffect(() => {
    if (due) keep();
  }, [due, rested]);
  return {
    text,
    setText: (next: string) => {
      setText(next);
      if (refused === null) save.reset();
    },
    unsaved,
    revision: kept.revision,
    save: { now: keep, isPending: save.isPending, error: refused === null ? save.error : null },
    /** Whether something was refused because someone else was faster; then the writer has to choose. */
    outdated,
    /** What someone else has kept, with what the server said of it, while this writer has to choose. */
    theirs: refused === null ? null : { text: there.text, problem: refused },
    takeTheirs: () => {
      setText(there.text);
      setKept(there);
      setRefused(null);
      save.reset();
    },
    keepMine: () => {
      setKept(there);
      setRefused(null);
      save.reset();
    },
  };
}
