import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, read } from './client';

const key = ['session'];

/** Who is signed in; fails with status 401 if nobody is. */
export function useSession() {
  return useQuery({
    queryKey: key,
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
      queries.clear();
      queries.setQueryData(key, session);
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
