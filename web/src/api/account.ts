import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, read } from './client';
import { makePasskey } from './passkey';
import { SESSION } from './session';
import type { PasskeyMade, PasswordChange, ProfileChange, TokenInput } from './types';

function useChange<I, O>(key: string, change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => queries.invalidateQueries({ queryKey: [key] }) });
}

export function useProfile() {
  return useQuery({ queryKey: ['profile'], queryFn: () => read(client.GET('/v1/profile')) });
}
export function useChangeProfile() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: ProfileChange) => read(client.PATCH('/v1/profile', { body })),
    onSuccess: fresh => {
      queries.setQueryData(['profile'], fresh);
      return queries.invalidateQueries({ queryKey: SESSION });
    },
  });
}
export function useChangePassword() {
  return useChange('sessions', (body: PasswordChange) => read(client.POST('/v1/profile/password', { body })));
}

export function useBeginFactor() {
  return useMutation({
    mutationFn: (password: string) => read(client.POST('/v1/profile/second-factor', { body: { password } })),
  });
}
export function useConfirmFactor() {
  return useChange('profile', (code: string) =>
    read(client.POST('/v1/profile/second-factor/confirm', { body: { code } })),
  );
}
export function useRemoveFactor() {
  return useChange('profile', (password: string) =>
    read(client.POST('/v1/profile/second-factor/remove', { body: { password } })),
  );
}

export function usePasskeys() {
  return useQuery({ queryKey: ['passkeys'], queryFn: () => read(client.GET('/v1/profile/passkeys')) });
}
/** Says the password and has the device make a passkey, which is not kept yet. */
export function useBeginPasskey() {
  return useMutation({
    mutationFn: async (password: string) => {
      const begun = await read(client.POST('/v1/profile/passkeys/begin', { body: { password } }));
      return { ceremony: begun.ceremony, credential: await makePasskey(begun.options) };
    },
  });
}
export function useAddPasskey() {
  return useChange('passkeys', (body: PasskeyMade) => read(client.POST('/v1/profile/passkeys', { body })));
}
export function useRemovePasskey() {
  return useChange('passkeys', (id: string) =>
    read(client.DELETE('/v1/profile/passkeys/{id}', { params: { path: { id } } })),
  );
}

export function useSessions() {
  return useQuery({ queryKey: ['sessions'], queryFn: () => read(client.GET('/v1/sessions')) });
}
export function useEndSession() {
  return useChange('sessions', (id: string) => read(client.DELETE('/v1/sessions/{id}', { params: { path: { id } } })));
}

export function useTokens() {
  return useQuery({ queryKey: ['tokens'], queryFn: () => read(client.GET('/v1/tokens')) });
}
export function useCreateToken() {
  return useChange('tokens', (body: TokenInput) => read(client.POST('/v1/tokens', { body })));
}
export function useRemoveToken() {
  return useChange('tokens', (id: string) => read(client.DELETE('/v1/tokens/{id}', { params: { path: { id } } })));
}
