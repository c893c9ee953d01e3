import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, read } from './client';
import type { PoolInput } from './types';

/** All pools with what they promised and may still cost. */
export function usePools() {
  return useQuery({
    queryKey: ['pools'],
    queryFn: () => read(client.GET('/v1/vouchers/pools')),
    refetchInterval: 15_000,
  });
}

function usePoolChange<I, O>(change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => queries.invalidateQueries({ queryKey: ['pools'] }) });
}

/** Adds a pool. */
export function useCreatePool() {
  return usePoolChange((body: PoolInput) => read(client.POST('/v1/vouchers/pools', { body })));
}

/** Lets a pool give no more codes, or give them again. */
export function useClosePool() {
  return usePoolChange(({ pool, closed }: { pool: string; closed: boolean }) => {
    const params = { path: { pool } };
    if (closed) return read(client.POST('/v1/vouchers/pools/{pool}/close', { params }));
    return read(client.POST('/v1/vouchers/pools/{pool}/reopen', { params }));
  });
}

/** Adds codes to a pool that takes its codes from outside. */
export function useImportCodes() {
  return usePoolChange(({ pool, codes }: { pool: string; codes: string[] }) =>
    read(client.POST('/v1/vouchers/pools/{pool}/codes', { params: { path: { pool } }, body: { codes } })),
  );
}

/** One voucher by its code. */
export function useVoucher(code: string) {
  return useQuery({
    queryKey: ['voucher', code],
    enabled: code !== '',
    queryFn: () => read(client.GET('/v1/vouchers/{code}', { params: { path: { code } } })),
  });
}
