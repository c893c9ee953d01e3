import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, read } from './client';

/** What the last look at everything on the disk found; asked again soon while one is under way. */
export function useStores() {
  return useQuery({
    queryKey: ['stores'],
    queryFn: () => read(client.GET('/v1/stores')),
    refetchInterval: query => (query.state.data?.running ? 1_000 : 30_000),
  });
}

export function useCheckStores() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => read(client.POST('/v1/stores/check')),
    onSuccess: view => queries.setQueryData(['stores'], view),
  });
}

export function useObligations() {
  return useQuery({
    queryKey: ['obligations'],
    queryFn: () => read(client.GET('/v1/obligations')),
    refetchInterval: 10_000,
  });
}

/** Work that failed again and again. */
export function useSetAside() {
  return useQuery({
    queryKey: ['set-aside'],
    queryFn: () => read(client.GET('/v1/set-aside')),
    refetchInterval: 30_000,
  });
}

/** Tries it once more: one piece of work, or all. */
export function useRetrySetAside() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (record?: string) => read(client.POST('/v1/set-aside/retry', { body: record ? { record } : {} })),
    onSettled: () => queries.invalidateQueries({ queryKey: ['set-aside'] }),
  });
}

/** How the last backup went. */
export function useBackup() {
  return useQuery({ queryKey: ['backup'], queryFn: () => read(client.GET('/v1/backup')) });
}
