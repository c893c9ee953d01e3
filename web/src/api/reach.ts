import { notifyManager, type Query, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { Problem } from './problem';
import { SESSION } from './session';

const AGAIN_MS = 5_000;

/** Whether this was no answer of Rapport: no one there, or a proxy that found no one behind it. */
export function isAway(error: unknown): boolean {
  const { status, code } = Problem.from(error);
  return status === 0 || (code === '' && status >= 502 && status <= 504);
}

const lost = (query: Query) => query.isActive() && query.state.status === 'error' && isAway(query.state.error);

/** Who is signed in is asked all the time, but is not what the reader looks at. */
const isShown = (query: Query) => query.isActive() && query.queryKey[0] !== SESSION[0] && query.state.dataUpdatedAt > 0;

/** Since when what is on the screen is what it is, as the oldest of it; null while the server answers, 0 if nothing is there. */
function stand(queries: QueryClient): number | null {
  const all = queries.getQueryCache().getAll();
  if (!all.some(lost)) return null;
  const shown = all.filter(isShown);
  const stale = shown.filter(lost);
  const ages = (stale.length > 0 ? stale : shown).map(query => query.state.dataUpdatedAt);
  return ages.length > 0 ? Math.min(...ages) : 0;
}

/** Whether the server can be reached, as the last answers say; while it cannot, what is on the screen is asked for again and again. */
export function useReach(): { away: boolean; since: number; retry: () => void } {
  const queries = useQueryClient();
  const since = useSyncExternalStore(
    useCallback(changed => queries.getQueryCache().subscribe(notifyManager.batchCalls(changed)), [queries]),
    () => stand(queries),
  );
  const away = since !== null;
  const retry = useCallback(() => void queries.refetchQueries({ predicate: lost }), [queries]);
  useEffect(() => {
    if (!away) return;
    const timer = setInterval(retry, AGAIN_MS);
    return () => clearInterval(timer);
  }, [away, retry]);
  return { away, since: since ?? 0, retry };
}
