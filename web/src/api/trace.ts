import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { client, read } from './client';

/** Which lines of the trace; what is left out is not asked. */
export interface TraceFilter {
  object?: string | undefined;
  person?: string | undefined;
  act?: string | undefined;
  from?: string | undefined;
  until?: string | undefined;
}

function said(filter: TraceFilter): Record<string, string> {
  const pairs = Object.entries(filter).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return Object.fromEntries(pairs);
}

/** What was changed, by whom and why, newest first, part by part. */
export function useTrace(filter: TraceFilter) {
  return useInfiniteQuery({
    queryKey: ['trace', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      read(
        client.GET('/v1/trace', { params: { query: { ...said(filter), ...(pageParam && { cursor: pageParam }) } } }),
      ),
    getNextPageParam: last => last.next ?? undefined,
  });
}

/** The whole story of one object, newest first. */
export function useStory(object: string) {
  return useQuery({
    queryKey: ['trace', 'story', object],
    queryFn: () => read(client.GET('/v1/trace/story', { params: { query: { object } } })),
  });
}

/** Takes lines out as a text. */
export function useTraceExport() {
  return useMutation({
    mutationFn: ({ filter, form }: { filter: TraceFilter; form: 'csv' | 'ndjson' }) =>
      read(client.GET('/v1/trace/export', { params: { query: { ...said(filter), form } }, parseAs: 'text' })),
  });
}
