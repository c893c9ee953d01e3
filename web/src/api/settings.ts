import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, read } from './client';
import { useMay } from './session';
import type { BrandSummary, MailInput, Printer, SourceChange, SourceInput, SourceView } from './types';

/** Nothing is written over what was not read; a thing that is new was not read. */
export const ifMatch = (revision: string | undefined) =>
  revision === undefined ? {} : { 'If-Match': `"${revision}"` };

function useChange<I, O>(key: string, change: (input: I) => Promise<O>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSuccess: () => queries.invalidateQueries({ queryKey: [key] }) });
}

export function useBrands() {
  return useQuery({ queryKey: ['brands'], queryFn: () => read(client.GET('/v1/brands')) });
}
const NO_BRANDS: readonly BrandSummary[] = [];
/** The brands, for those who may see them; none for others. */
export function useBrandsSeen(): readonly BrandSummary[] {
  const enabled = useMay()('brand.read');
  return useQuery({ queryKey: ['brands'], enabled, queryFn: () => read(client.GET('/v1/brands')) }).data ?? NO_BRANDS;
}
export function useBrand(id: string | null) {
  return useQuery({
    queryKey: ['brands', id],
    enabled: id !== null,
    queryFn: () => read(client.GET('/v1/brands/{id}', { params: { path: { id: id ?? '' } } })),
  });
}
/** Sets a brand's settings; the whole document counts, if it was made from the revision that holds. */
export function useSetBrand() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, settings, revision }: { id: string; settings: object; revision: string }) =>
      // The schema knows the document only as an object.
      read(
        client.PUT('/v1/brands/{id}', {
          params: { path: { id }, header: { 'If-Match': `"${revision}"` } },
          body: { settings: settings as Record<string, never> },
        }),
      ),
    onSuccess: (fresh, { id }) => {
      queries.setQueryData(['brands', id], fresh);
      void queries.invalidateQueries({ queryKey: ['channels'] });
      return queries.invalidateQueries({ queryKey: ['brands'] });
    },
    onError: () => queries.invalidateQueries({ queryKey: ['brands'] }),
  });
}

export function useSources() {
  return useQuery({ queryKey: ['sources'], queryFn: () => read(client.GET('/v1/sources')), refetchInterval: 10_000 });
}
export function useCreateSource() {
  return useChange('sources', (body: SourceInput) => read(client.POST('/v1/sources', { body })));
}
export function useChangeSource() {
  return useChange('sources', ({ source, change }: { source: SourceView; change: SourceChange }) =>
    read(
      client.PATCH('/v1/sources/{id}', {
        params: { path: { id: source.id }, header: ifMatch(source.revision) },
        body: change,
      }),
    ),
  );
}
export function useNewKey() {
  return useChange('sources', (id: string) => read(client.POST('/v1/sources/{id}/key', { params: { path: { id } } })));
}

export function usePrinters() {
  return useQuery({ queryKey: ['printers'], queryFn: () => read(client.GET('/v1/printers')) });
}
export function useSetPrinter() {
  return useChange('printers', ({ printer, revision }: { printer: Printer; revision?: string | undefined }) =>
    read(
      client.PUT('/v1/printers/{id}', {
        params: { path: { id: printer.id }, header: ifMatch(revision) },
        body: printer,
      }),
    ),
  );
}
export function useRemovePrinter() {
  return useChange('printers', (id: string) => read(client.DELETE('/v1/printers/{id}', { params: { path: { id } } })));
}
export function useTryPrinter() {
  return useMutation({
    mutationFn: (id: string) => read(client.POST('/v1/printers/{id}/test', { params: { path: { id } } })),
  });
}

export function useMail() {
  return useQuery({ queryKey: ['mail'], queryFn: () => read(client.GET('/v1/mail')) });
}
export function useSetMail() {
  return useChange('mail', ({ mail, revision }: { mail: MailInput; revision: string }) =>
    read(client.PUT('/v1/mail', { params: { header: ifMatch(revision) }, body: mail })),
  );
}
export function useMakeDkimKeys() {
  return useChange('mail', () => read(client.POST('/v1/mail/dkim-keys')));
}
export function useRemoveDkimKey() {
  return useChange('mail', (selector: string) =>
    read(client.DELETE('/v1/mail/dkim-keys/{selector}', { params: { path: { selector } } })),
  );
}
export function useTryMail() {
  return useMutation({ mutationFn: () => read(client.POST('/v1/mail/test')) });
}
