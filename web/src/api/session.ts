import { type Query, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, read } from './client';
import { signByPasskey } from './passkey';
import type { PasswordByLink, Session, SessionInput, SetupInput } from './types';

export const SESSION = ['session'];
const LINK = 'password-link';
/** What tells nothing of anybody's data; a link, once used, is not looked at again. */
const KEPT: unknown[] = [SESSION[0], LINK];

/** Whether two sessions are of the same account. */
export function isSame(one: Session | undefined, other: Session | undefined): boolean {
  return one?.id === other?.id;
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

/** Whether who is signed in may do this everywhere; what it hides is refused by the server, too. */
export function useMay(): (permission: string) => boolean {
  const session = useSession().data;
  return permission => session?.permissions.includes(permission) ?? false;
}

/** Comes in by one of the ways in: whoever was signed in before has read nothing that is still shown. */
function useComeIn<I>(way: (input: I) => Promise<Session>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: way,
    onSuccess: session => {
      const others = { predicate: (query: Query) => !KEPT.includes(query.queryKey[0]) };
      const before = queries.getQueryData<Session>(SESSION);
      // What someone else has read is gone; what waits for the session itself hears of it.
      if (!isSame(before, session)) queries.removeQueries(others);
      queries.setQueryData(SESSION, session);
      void queries.invalidateQueries(others);
    },
  });
}

/** Signs in by address and password, or with a token: the recovery key, a program's or a branch's. */
export function useSignIn() {
  return useComeIn((body: SessionInput) => read(client.POST('/v1/session', { body })));
}

/** Signs in by a passkey of this device: nothing is typed. */
export function usePasskeySignIn() {
  return useComeIn(async () => {
    const begun = await read(client.POST('/v1/session/passkey/begin'));
    const body = { ceremony: begun.ceremony, credential: await signByPasskey(begun.options) };
    return read(client.POST('/v1/session/passkey', { body }));
  });
}

/** Makes the first administrator and signs them in. */
export function useSetUp() {
  return useComeIn((body: SetupInput) => read(client.POST('/v1/setup', { body })));
}

/** Sets a password by a link and signs in. */
export function useLinkPassword() {
  return useComeIn((body: PasswordByLink) => read(client.POST('/v1/password-links/use', { body })));
}

/** What a link to set a password is for. */
export function useLink(link: string) {
  return useQuery({
    queryKey: [LINK, link],
    enabled: link !== '',
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => read(client.POST('/v1/password-links/look', { body: { link } })),
  });
}

/** Asks for a link to set a password; the answer is the same for every address. */
export function useRequestLink() {
  return useMutation({
    mutationFn: (email: string) => read(client.POST('/v1/password-links', { body: { email } })),
  });
}

/** Signs out and forgets everything that was read. */
export function useSignOut() {
  return useMutation({
    mutationFn: () => read(client.DELETE('/v1/session')),
    onSuccess: () => globalThis.location.assign('/sign-in'),
  });
}
