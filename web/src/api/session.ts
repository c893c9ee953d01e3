import { type Query, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, read } from './client';
import type { Session } from './types';

export const SESSION = ['session'];

/** Whether two sessions are of the same person at the same place. */
export function isSame(one: Session | undefined, other: Session | undefined): boolean {
  return one?.name === other?.name && one?.role === other?.role && one?.branch === other?.branch;
}

/** Who is signed in; fails with status 401 if no one is. */
export function useSession() {
  return useQuery({
    queryKey: SESSION,
    queryFn: () => read(client.GET('/v1/session')),
    staleTime: 60_000,
    refetchInterval: 60_000,
  });
}

/** Signs in with a token: an admin's, a person's or a branch's. */
export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (token: string) => read(client.POST('/v1/session', { body: { token } })),
    onSuccess: session => {
      const others = { predicate: (query: Query) => query.queryKey[0] !== SESSION[0] };
      const before = queries.getQueryData<Session>(SESSION);
      // What someone else has read is gone; what waits for the session itself hears of it.
      if (!isSame(before, session)) queries.removeQueries(others);
      queries.setQueryData(SESSION, session);
      void queries.invalidateQueries(others);
    },
  });
}

/** Signs out and forgets everything that was read. */
export function useSignOut() {
  return useMutation({
    mutationFn: () => read(client.DELETE('/v1/session')),
    onSuccess: () => globalThis.location.assign('/sign-in'),
  });
}
