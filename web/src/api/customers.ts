import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, read } from './client';
import type { ClaimInput, ConsentInput, EraseInput } from './types';

/** How many customers are listed at first, and then: at most so many at once. */
const LISTED = [20, 100, 500];

/** Who is found by part of a name or by an identifier; without a text, who was seen last. There are more if the list is full. */
export function useCustomers(search: string, parts: number) {
  const limit = LISTED[Math.min(parts, LISTED.length) - 1] ?? 20;
  const found = useQuery({
    queryKey: ['customers', search, limit],
    queryFn: () => read(client.GET('/v1/customers', { params: { query: { ...(search && { search }), limit } } })),
    placeholderData: (before, query) => (query?.queryKey[1] === search ? before : undefined),
  });
  const full = (found.data?.length ?? 0) >= limit;
  return { found, full, last: full && parts >= LISTED.length };
}

/** One customer as known now. */
export function useCustomer(id: string) {
  return useQuery({
    queryKey: ['customer', id],
    queryFn: () => read(client.GET('/v1/customers/{id}', { params: { path: { id } } })),
  });
}

/** Everything that happened, newest first, part by part. */
export function useTimeline(id: string) {
  return useInfiniteQuery({
    queryKey: ['customer', id, 'timeline'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      read(
        client.GET('/v1/customers/{id}/timeline', {
          params: { path: { id }, query: { ...(pageParam && { cursor: pageParam }), limit: 50 } },
        }),
      ),
    getNextPageParam: part => part.next ?? undefined,
    refetchInterval: 15_000,
  });
}

/** What this person agreed to, with wording and proof. */
export function useConsents(id: string) {
  return useQuery({
    queryKey: ['customer', id, 'consents'],
    queryFn: () => read(client.GET('/v1/customers/{id}/consents', { params: { path: { id } } })),
  });
}

/** Records what this person said about being contacted. */
export function useDeclare(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Omit<ConsentInput, 'who'>) =>
      read(client.POST('/v1/consents', { body: { ...body, who: { customer: id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['customer', id] }),
  });
}

/** Why someone did or did not get a journey's messages. */
export function useWhy(id: string, journey: string) {
  return useQuery({
    queryKey: ['customer', id, 'why', journey],
    enabled: journey !== '',
    queryFn: () => read(client.GET('/v1/customers/{id}/why', { params: { path: { id }, query: { journey } } })),
  });
}

/** Decides about something a public source said of this person. */
export function useDecideClaim(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: ClaimInput) =>
      read(client.POST('/v1/customers/{id}/claims', { params: { path: { id } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['customer', id] }),
  });
}

/** The links by which this person reaches their own pages. */
export function useLinks(id: string, wanted: boolean) {
  return useQuery({
    queryKey: ['customer', id, 'links'],
    enabled: wanted,
    queryFn: () => read(client.GET('/v1/customers/{id}/links', { params: { path: { id } } })),
  });
}

/** Everything held about this person, as one document. */
export function useExport(id: string) {
  return useMutation({
    mutationFn: () => read(client.GET('/v1/customers/{id}/export', { params: { path: { id } } })),
  });
}

/** Erases a person. */
export function useErase(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: EraseInput) => read(client.POST('/v1/customers/{id}/erase', { params: { path: { id } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['customer', id] }),
  });
}
