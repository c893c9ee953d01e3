import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, read } from './client';
import { useMay } from './session';
import { ifMatch } from './settings';

/** The kinds of channels there are, and the channels of all brands. */
export function useChannels() {
  const enabled = useMay()('settings.read');
  return useQuery({ queryKey: ['channels'], enabled, queryFn: () => read(client.GET('/v1/channels')) });
}

/** A brand's channel, and how messages on it travel; nothing if this program has no such kind. */
interface BrandChannel {
  id: string;
  kind?: string | null;
}

/** The channels of all brands; for those who may not read the settings, as the list of brands has them. */
export function useBrandChannels(): readonly BrandChannel[] | undefined {
  const may = useMay();
  const settings = useChannels().data?.channels;
  const fromBrands = may('brand.read') && !may('settings.read');
  const brands = useQuery({
    queryKey: ['brands'],
    enabled: fromBrands,
    queryFn: () => read(client.GET('/v1/brands')),
  }).data;
  return fromBrands ? brands?.flatMap(({ channels }) => channels) : settings;
}

/** Sets how messages of a kind leave the house. */
export function useSetChannel() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ kind, values, revision }: { kind: string; values: Record<string, unknown>; revision: string }) =>
      // The schema knows the values only as an object.
      read(
        client.PUT('/v1/channels/{kind}/settings', {
          params: { path: { kind }, header: ifMatch(revision) },
          body: { values: values as Record<string, never> },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['channels'] }),
  });
}

/** Tries whether messages of a kind could be sent; none is. */
export function useTryChannel() {
  return useMutation({
    mutationFn: (kind: string) => read(client.POST('/v1/channels/{kind}/test', { params: { path: { kind } } })),
  });
}
