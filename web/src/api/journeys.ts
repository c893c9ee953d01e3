import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, read } from './client';
import { momentsOf } from './days';
import type { AtStep, BacktestInput } from './types';

const LIVE = 4_000;

/** All journeys with their state and live figures. */
export function useJourneys() {
  return useQuery({
    queryKey: ['journeys'],
    queryFn: () => read(client.GET('/v1/journeys')),
    refetchInterval: LIVE * 2,
  });
}

/** One journey: document, graph, versions. */
export function useJourney(id: string) {
  return useQuery({
    queryKey: ['journey', id],
    queryFn: () => read(client.GET('/v1/journeys/{id}', { params: { path: { id } } })),
  });
}

/** Live figures per step; of no journey, nothing is asked. */
export function useCounts(id: string) {
  return useQuery({
    queryKey: ['journey', id, 'counts'],
    enabled: id !== '',
    queryFn: () => read(client.GET('/v1/journeys/{id}/counts', { params: { path: { id } } })),
    refetchInterval: LIVE,
  });
}

/** Who waits at a step now, or came by, newest first, part by part. */
export function useStepPeople(id: string, step: string, who: AtStep, days: { from?: string; until?: string }) {
  return useInfiniteQuery({
    queryKey: ['journey', id, 'people', step, who, days],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      read(
        client.GET('/v1/journeys/{id}/steps/{step}/people', {
          params: {
            path: { id, step },
            query: { who, ...momentsOf(days), ...(pageParam && { cursor: pageParam }), limit: 50 },
          },
        }),
      ),
    getNextPageParam: part => part.next ?? undefined,
    refetchInterval: LIVE * 2,
  });
}

/** A published version with its document. */
export function useVersion(id: string, version: number | null) {
  return useQuery({
    queryKey: ['journey', id, 'version', version],
    enabled: version !== null,
    queryFn: () =>
      read(client.GET('/v1/journeys/{id}/versions/{version}', { params: { path: { id, version: version ?? 0 } } })),
  });
}

/** What is wrong or doubtful in a document; the answer of the last text asked wins. */
export function useCheck(document: string) {
  return useQuery({
    queryKey: ['journeys', 'check', document],
    queryFn: () => read(client.POST('/v1/journeys/check', { body: { document } })),
    enabled: document.trim() !== '',
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    placeholderData: before => before,
  });
}

/** The JSON Schema of journey documents; it changes with the program alone. */
export function useJourneySchema() {
  return useQuery({
    queryKey: ['journeys', 'schema'],
    queryFn: () => read(client.GET('/v1/journeys/schema')),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** The messages of a document with sample words, as they would be sent. */
export function usePreview(document: string) {
  return useQuery({
    queryKey: ['journeys', 'preview', document],
    queryFn: () => read(client.POST('/v1/journeys/preview', { body: { document } })),
    enabled: document.trim() !== '',
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    placeholderData: before => before,
  });
}

function useJourneyChange<I, O>(id: string, change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    // Also what was refused may have been because someone else changed it.
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['journey', id] }),
        queries.invalidateQueries({ queryKey: ['journeys'], exact: true }),
      ]),
  });
}

/** A document, and the revision it was written from: over another one it is not kept (412). */
interface Written {
  document: string;
  revision: string;
}

const from = (id: string, revision: string) => ({ path: { id }, header: { 'If-Match': `"${revision}"` } });

/** Keeps a draft. */
export function useSaveDraft(id: string) {
  return useJourneyChange(id, ({ document, revision }: Written) =>
    read(client.PUT('/v1/journeys/{id}/draft', { params: from(id, revision), body: { document } })),
  );
}

/** Keeps the first draft of a journey; one that exists already is not touched. */
export function useCreateDraft() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, document }: { id: string; document: string }) =>
      read(client.PUT('/v1/journeys/{id}/draft', { params: from(id, '0-0'), body: { document } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['journeys'] }),
  });
}

/** Throws the draft away, if it is still the one that was read. */
export function useDropDraft(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (revision: string) => read(client.DELETE('/v1/journeys/{id}/draft', { params: from(id, revision) })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['journeys'], exact: true }),
  });
}

/** Makes a document the version that new customers enter. */
export function usePublish(id: string) {
  return useJourneyChange(id, ({ document, revision }: Written) =>
    read(client.POST('/v1/journeys/{id}/publish', { params: from(id, revision), body: { document } })),
  );
}

/** What publishing a document would cost, and whom it would ask. */
export function useOutlook(id: string, document: string) {
  return useQuery({
    queryKey: ['journey', id, 'outlook', document],
    queryFn: () =>
      read(client.POST('/v1/journeys/{id}/publish/outlook', { params: { path: { id } }, body: { document } })),
    gcTime: 0,
  });
}

export type JourneyAct = 'pause' | 'resume' | 'stop';

/** Pauses, resumes or stops; acts at once, also on what is queued. */
export function useJourneyAct(id: string) {
  const params = { path: { id } };
  return useJourneyChange(id, (act: JourneyAct) => {
    if (act === 'pause') return read(client.POST('/v1/journeys/{id}/pause', { params }));
    if (act === 'resume') return read(client.POST('/v1/journeys/{id}/resume', { params }));
    return read(client.POST('/v1/journeys/{id}/stop', { params }));
  });
}

/** The back-tests of a journey, newest first; asked again while one is at work. */
export function useBacktests(id: string) {
  return useQuery({
    queryKey: ['journey', id, 'backtests'],
    queryFn: () => read(client.GET('/v1/journeys/{id}/backtests', { params: { path: { id } } })),
    refetchInterval: query => (query.state.data?.some(test => test.state === 'running') ? 700 : false),
  });
}

/** Tries a document on the past. */
export function useStartBacktest(id: string) {
  return useJourneyChange(id, (body: BacktestInput) =>
    read(client.POST('/v1/journeys/{id}/backtests', { params: { path: { id } }, body })),
  );
}

/** Ends a back-test at work. */
export function useCancelBacktest(id: string) {
  return useJourneyChange(id, (test: string) =>
    read(client.DELETE('/v1/backtests/{id}', { params: { path: { id: test } } })),
  );
}
