import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, read } from './client';
import type { ApprovalLinkAnswer, ApprovalsShown, LimitInput, TemplateInput, WorkingInput } from './types';

const LIVE = 8_000;
const ALL = ['approvals'];

/** What waits for me, what I wait for, and how much of it is late. */
export function useMyDay() {
  return useQuery({
    queryKey: [...ALL, 'my-day'],
    queryFn: () => read(client.GET('/v1/my-day')),
    refetchInterval: LIVE,
  });
}

/** Approvals under way, or those that have ended. */
export function useApprovals(show: ApprovalsShown) {
  return useQuery({
    queryKey: [...ALL, 'list', show],
    queryFn: () => read(client.GET('/v1/approvals', { params: { query: { show } } })),
  });
}

/** One approval, with the thing itself. */
export function useApproval(id: string) {
  return useQuery({
    queryKey: [...ALL, id],
    queryFn: () => read(client.GET('/v1/approvals/{id}', { params: { path: { id } } })),
    refetchInterval: LIVE,
  });
}

function useApprovalChange<I, O>(change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    // Also what was refused may have been because somebody else answered, or changed it.
    onSettled: () =>
      Promise.all([['journey'], ['journeys'], ['plan'], ALL].map(queryKey => queries.invalidateQueries({ queryKey }))),
  });
}

/** Says yes to the version that was seen. */
export function useApprove(id: string) {
  return useApprovalChange((body: { version: string; remarks: string | null }) =>
    read(client.POST('/v1/approvals/{id}/approve', { params: { path: { id } }, body })),
  );
}

/** Says no, with a reason. */
export function useReject(id: string) {
  return useApprovalChange((body: { version: string; reason: string }) =>
    read(client.POST('/v1/approvals/{id}/reject', { params: { path: { id } }, body })),
  );
}

/** Takes the request back. */
export function useWithdrawApproval(id: string) {
  return useApprovalChange((reason: string) =>
    read(client.POST('/v1/approvals/{id}/withdraw', { params: { path: { id } }, body: { reason } })),
  );
}

/** Reminds those for whom it waits. */
export function useRemind(id: string) {
  return useApprovalChange((_: undefined) =>
    read(client.POST('/v1/approvals/{id}/remind', { params: { path: { id } } })),
  );
}

/** What waits for the one to whom a mail's link was sent. Looking decides nothing. */
export function useReleaseLink(link: string) {
  return useQuery({
    queryKey: ['release-link', link],
    enabled: link !== '',
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => read(client.POST('/v1/approval-links/look', { body: { link } })),
  });
}

/** Answers by a mail's link, which is used up by it. */
export function useAnswerByLink() {
  return useMutation({
    mutationFn: (body: ApprovalLinkAnswer) => read(client.POST('/v1/approval-links/answer', { body })),
  });
}

/** Every limit. */
export function useLimits() {
  return useQuery({ queryKey: ['limits'], queryFn: () => read(client.GET('/v1/limits')) });
}

function useLimitChange<I, O>(change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => queries.invalidateQueries({ queryKey: ['limits'] }) });
}

/** Sets a limit, in place of the one for the same. */
export function useSetLimit() {
  return useLimitChange((body: LimitInput) => read(client.POST('/v1/limits', { body })));
}

/** Takes a limit back. */
export function useRemoveLimit() {
  return useLimitChange((id: string) => read(client.DELETE('/v1/limits/{id}', { params: { path: { id } } })));
}

/** Every template. */
export function useTemplates() {
  return useQuery({ queryKey: ['approval-templates'], queryFn: () => read(client.GET('/v1/approval-templates')) });
}

function useTemplateChange<I, O>(change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  const queryKey = ['approval-templates'];
  return useMutation({ mutationFn: change, onSuccess: () => queries.invalidateQueries({ queryKey }) });
}

/** Keeps a template, in place of the one of its id. */
export function usePutTemplate() {
  return useTemplateChange(({ id, body }: { id: string; body: TemplateInput }) =>
    read(client.PUT('/v1/approval-templates/{id}', { params: { path: { id } }, body })),
  );
}

/** Removes a template. */
export function useDropTemplate() {
  return useTemplateChange((id: string) =>
    read(client.DELETE('/v1/approval-templates/{id}', { params: { path: { id } } })),
  );
}

/** How one works: when one is away, and who answers meanwhile. */
export function useWorking() {
  return useQuery({ queryKey: ['working'], queryFn: () => read(client.GET('/v1/profile/working')) });
}

/** Says how one works. */
export function useSetWorking() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: WorkingInput) => read(client.PUT('/v1/profile/working', { body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['working'] }),
  });
}
