import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, read } from './client';
import { everything, LARGE } from './everything';
import type {
  CloseBooksInput,
  MoneyKind,
  MoveInput,
  NodeInput,
  NodePatch,
  TransferInput,
  UnbookedDismissInput,
  UnbookedRetryInput,
} from './types';

const OFTEN = 15_000;

/** The first screen: tree with figures, what changed, what needs a look; of one plan or of all. */
export function useOverview(days: number, plan?: string) {
  return useQuery({
    queryKey: ['plan', 'overview', days, plan ?? ''],
    queryFn: () => read(client.GET('/v1/overview', { params: { query: { days, ...(plan && { plan }) } } })),
    placeholderData: before => before,
    refetchInterval: OFTEN,
  });
}

/** The whole tree, also what is archived: who lists or offers nodes leaves that out. */
export function usePlan() {
  return useQuery({
    queryKey: ['plan', 'tree'],
    queryFn: () => read(client.GET('/v1/plan', { params: { query: { archived: true } } })),
    refetchInterval: OFTEN,
  });
}

/** One node with the nodes below it and its last days. */
export function useNode(id: string, days: number) {
  return useQuery({
    queryKey: ['plan', 'node', id, days],
    queryFn: () => read(client.GET('/v1/plan/nodes/{id}', { params: { path: { id }, query: { days } } })),
    placeholderData: before => (before?.node.id === id ? before : undefined),
    refetchInterval: OFTEN,
  });
}

function fetchRecords(id: string, kind: MoneyKind | null, cursor: string | undefined, limit: number) {
  const query = { ...(kind && { kind }), ...(cursor && { cursor }), limit };
  return read(client.GET('/v1/plan/nodes/{id}/records', { params: { path: { id }, query } }));
}

/** Every ledger record under a node. */
export function allRecords(id: string, kind: MoneyKind | null) {
  return everything(cursor => fetchRecords(id, kind, cursor, LARGE));
}

/** The ledger records under a node, newest first, part by part. */
export function useRecords(id: string, kind: MoneyKind | null) {
  return useInfiniteQuery({
    queryKey: ['plan', 'records', id, kind],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => fetchRecords(id, kind, pageParam, 50),
    getNextPageParam: part => part.next ?? undefined,
  });
}

/** What contact brought, against the hold-out. */
export function useEffectOf(id: string) {
  return useQuery({
    queryKey: ['plan', 'effect', id],
    queryFn: () => read(client.GET('/v1/plan/nodes/{id}/effect', { params: { path: { id } } })),
  });
}

/** One sale and where its credit went. */
export function useOrder(id: string) {
  return useQuery({
    queryKey: ['order', id],
    queryFn: () => read(client.GET('/v1/orders/{id}', { params: { path: { id } } })),
  });
}

function usePlanChange<I, O>(change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => queries.invalidateQueries({ queryKey: ['plan'] }) });
}

/** Adds a node. */
export function useCreateNode() {
  return usePlanChange((body: NodeInput) => read(client.POST('/v1/plan/nodes', { body })));
}

/** What happened and is not in the books: what waits for someone, or what someone left so. */
export function useUnbooked(dismissed: boolean) {
  return useQuery({
    queryKey: ['plan', 'unbooked', dismissed],
    queryFn: () => read(client.GET('/v1/plan/unbooked', { params: { query: { dismissed } } })),
  });
}

/** Tries to book one of them, or all that wait, once more. */
export function useRetryUnbooked() {
  return usePlanChange((body: UnbookedRetryInput) => read(client.POST('/v1/plan/unbooked/retry', { body })));
}

/** Leaves one of them unbooked for good. */
export function useDismissUnbooked() {
  return usePlanChange((body: UnbookedDismissInput) => read(client.POST('/v1/plan/unbooked/dismiss', { body })));
}

/** How a node became what it is. */
export function useNodeChanges(id: string) {
  return useQuery({
    queryKey: ['plan', 'changes', id],
    queryFn: () => read(client.GET('/v1/plan/nodes/{id}/changes', { params: { path: { id } } })),
  });
}

const from = (id: string, revision: string) => ({ path: { id }, header: { 'If-Match': `"${revision}"` } });

/** Changes name, owner or dates, if no one else did meanwhile. */
export function useChangeNode(id: string, revision: string) {
  return usePlanChange((body: NodePatch) =>
    read(client.PATCH('/v1/plan/nodes/{id}', { params: from(id, revision), body })),
  );
}

/** Hangs a node under another parent. */
export function useMoveNode(id: string, revision: string) {
  return usePlanChange((body: MoveInput) =>
    read(client.POST('/v1/plan/nodes/{id}/move', { params: from(id, revision), body })),
  );
}

export type NodeAct = 'close' | 'reopen' | 'archive' | 'restore';

/** Closes, reopens, archives or brings back. */
export function useNodeAct(id: string, revision: string) {
  const params = from(id, revision);
  return usePlanChange(({ act, reason }: { act: NodeAct; reason: string }) => {
    const body = { reason };
    if (act === 'close') return read(client.POST('/v1/plan/nodes/{id}/close', { params, body }));
    if (act === 'reopen') return read(client.POST('/v1/plan/nodes/{id}/reopen', { params, body }));
    if (act === 'archive') return read(client.POST('/v1/plan/nodes/{id}/archive', { params, body }));
    return read(client.POST('/v1/plan/nodes/{id}/restore', { params, body }));
  });
}

/** Closes the books of a plan up to and with a day. */
export function useCloseBooks(id: string, revision: string) {
  return usePlanChange((body: CloseBooksInput) =>
    read(client.POST('/v1/plan/nodes/{id}/close_books', { params: from(id, revision), body })),
  );
}

/** Moves planned money, with a reason. */
export function useTransfer() {
  return usePlanChange(({ key, input }: { key: string; input: TransferInput }) =>
    read(client.POST('/v1/plan/transfers', { body: input, headers: { 'idempotency-key': key } })),
  );
}
