import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, read } from './client';
import { useLive } from './live';
import type { BranchInput, PromptBoard, StaffAnswer } from './types';

/** All branches, also those that are closed; for staff, their own. */
export function useBranches() {
  return useQuery({
    queryKey: ['branches'],
    queryFn: () => read(client.GET('/v1/branches', { params: { query: { closed: true } } })),
    refetchInterval: 15_000,
  });
}

function useBranchChange<I, O>(change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => queries.invalidateQueries({ queryKey: ['branches'] }) });
}

/** Adds a branch. */
export function useCreateBranch() {
  return useBranchChange((body: BranchInput) => read(client.POST('/v1/branches', { body })));
}

/** Closes a branch, or opens it again. */
export function useCloseBranch() {
  return useBranchChange(({ id, closed }: { id: string; closed: boolean }) => {
    const params = { path: { id } };
    if (closed) return read(client.POST('/v1/branches/{id}/close', { params }));
    return read(client.POST('/v1/branches/{id}/reopen', { params }));
  });
}

/** A new sign-in for a branch's phone; the one before ends. */
export function useBranchLink() {
  return useMutation({
    mutationFn: (id: string) => read(client.POST('/v1/branches/{id}/link', { params: { path: { id } } })),
  });
}

/** A branch's prompts, kept fresh by the server while the page is open. */
export function useBoard(id: string) {
  const queries = useQueryClient();
  const board = useQuery({
    queryKey: ['board', id],
    queryFn: () => read(client.GET('/v1/branches/{id}/prompts', { params: { path: { id } } })),
    refetchInterval: 30_000,
  });
  const connected = useLive<PromptBoard>(`/v1/branches/${encodeURIComponent(id)}/live`, 'board', fresh =>
    queries.setQueryData(['board', id], fresh),
  );
  return { board, connected };
}

/** The staff's answer to a prompt. */
export function useAnswer(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ sendKey, answer }: { sendKey: string; answer: StaffAnswer }) =>
      read(
        client.POST('/v1/branches/{id}/prompts/{send_key}/answer', {
          params: { path: { id, send_key: sendKey } },
          body: { answer },
        }),
      ),
    onSuccess: fresh => queries.setQueryData(['board', id], fresh),
  });
}
