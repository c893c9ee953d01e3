import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, read } from './client';

const key = ['hold'];

/** Whether nothing is sent, why, and what would go out. */
export function useHold() {
  return useQuery({ queryKey: key, queryFn: () => read(client.GET('/v1/hold')) });
}

/** Lifts the hold for someone who has seen what would go out. */
export function useReleaseHold() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (seen: string) => read(client.POST('/v1/hold/release', { body: { seen } })),
    onSuccess: fresh => {
      queries.setQueryData(key, fresh);
      return queries.invalidateQueries({ queryKey: ['session'] });
    },
    // Something else would go out by now: show that.
    onError: () => queries.invalidateQueries({ queryKey: key }),
  });
}
