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

/** How the last backup went. */
export function useBackup() {
  return useQuery({ queryKey: ['backup'], queryFn: () => read(client.GET('/v1/backup')) });
}
