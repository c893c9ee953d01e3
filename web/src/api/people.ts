import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, read } from './client';
import type { PersonInput, RoleInput, TeamInput } from './types';

function useChange<I, O>(change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => queries.invalidateQueries({ queryKey: ['people'] }) });
}

/** Everybody who has an account; asked for only where they may be seen. */
export function usePeople(allowed = true) {
  return useQuery({ queryKey: ['people'], queryFn: () => read(client.GET('/v1/people')), enabled: allowed });
}
export function useRoles() {
  return useQuery({
    queryKey: ['roles'],
    queryFn: () => read(client.GET('/v1/roles')),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
export function useCreatePerson() {
  return useChange((body: PersonInput) => read(client.POST('/v1/people', { body })));
}
export function useClosePerson() {
  return useChange((id: string) => read(client.DELETE('/v1/people/{id}', { params: { path: { id } } })));
}
export function useReopenPerson() {
  return useChange((id: string) => read(client.POST('/v1/people/{id}/reopen', { params: { path: { id } } })));
}
export function useErasePerson() {
  return useChange(({ id, reason }: { id: string; reason: string }) =>
    read(client.POST('/v1/people/{id}/erase', { params: { path: { id } }, body: { reason } })),
  );
}
export function usePersonLink() {
  return useChange((id: string) => read(client.POST('/v1/people/{id}/link', { params: { path: { id } } })));
}
export function useGiveEmail() {
  return useChange(({ id, email }: { id: string; email: string }) =>
    read(client.PUT('/v1/people/{id}/email', { params: { path: { id } }, body: { email } })),
  );
}
export function useRemovePersonFactor() {
  return useChange((id: string) => read(client.DELETE('/v1/people/{id}/second-factor', { params: { path: { id } } })));
}
export function useGiveRole() {
  return useChange(({ id, role }: { id: string; role: RoleInput }) =>
    read(client.POST('/v1/people/{id}/roles', { params: { path: { id } }, body: role })),
  );
}
export function useWithdrawRole() {
  return useChange(({ id, grant }: { id: string; grant: string }) =>
    read(client.DELETE('/v1/people/{id}/roles/{grant}', { params: { path: { id, grant } } })),
  );
}
export function useTeams() {
  return useQuery({ queryKey: ['people', 'teams'], queryFn: () => read(client.GET('/v1/teams')) });
}
export function useCreateTeam() {
  return useChange((body: TeamInput) => read(client.POST('/v1/teams', { body })));
}
export function useChangeTeam() {
  return useChange(({ id, team }: { id: string; team: TeamInput }) =>
    read(client.PUT('/v1/teams/{id}', { params: { path: { id } }, body: team })),
  );
}
export function useRemoveTeam() {
  return useChange((id: string) => read(client.DELETE('/v1/teams/{id}', { params: { path: { id } } })));
}
export function useGiveTeamRole() {
  return useChange(({ id, role }: { id: string; role: RoleInput }) =>
    read(client.POST('/v1/teams/{id}/roles', { params: { path: { id } }, body: role })),
  );
}
export function useWithdrawTeamRole() {
  return useChange(({ id, grant }: { id: string; grant: string }) =>
    read(client.DELETE('/v1/teams/{id}/roles/{grant}', { params: { path: { id, grant } } })),
  );
}
