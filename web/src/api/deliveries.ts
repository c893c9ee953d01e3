import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, read } from './client';
import { momentsOf } from './days';
import { everything, LARGE } from './everything';
import type { ResolveInput } from './types';

export interface DeliveryFilter {
  state?: string;
  reason?: string;
  channel?: string;
  journey?: string;
  step?: string;
  activity?: string;
  /** The first day, as the reader's calendar has it. */
  from?: string;
  /** The last day. */
  until?: string;
  sort?: 'oldest';
}

function fetchDeliveries({ from, until, ...filter }: DeliveryFilter, cursor: string | undefined, limit: number) {
  const moments = momentsOf({ ...(from && { from }), ...(until && { until }) });
  return read(
    client.GET('/v1/deliveries', { params: { query: { ...filter, ...moments, ...(cursor && { cursor }), limit } } }),
  );
}

/** Every delivery that fits. */
export function allDeliveries(filter: DeliveryFilter) {
  return everything(cursor => fetchDeliveries(filter, cursor, LARGE));
}

/** Deliveries by where they stand, part by part. */
export function useDeliveries(filter: DeliveryFilter) {
  return useInfiniteQuery({
    queryKey: ['deliveries', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => fetchDeliveries(filter, pageParam, 50),
    getNextPageParam: part => part.next ?? undefined,
    refetchInterval: 10_000,
  });
}

/** One message to one person. */
export function useDelivery(sendKey: string) {
  return useQuery({
    queryKey: ['delivery', sendKey],
    queryFn: () => read(client.GET('/v1/deliveries/{send_key}', { params: { path: { send_key: sendKey } } })),
  });
}

/** Says what was found out about an unknown delivery; it is never sent again by this. */
export function useResolve(sendKey: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: ResolveInput) =>
      read(client.POST('/v1/deliveries/{send_key}/resolve', { params: { path: { send_key: sendKey } }, body })),
    onSuccess: fresh => {
      queries.setQueryData(['delivery', sendKey], fresh);
      return queries.invalidateQueries({ queryKey: ['deliveries'] });
    },
  });
}
