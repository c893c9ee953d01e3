import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { client, read } from './client';
import type { FileForm, FileKind, FileMapping, FileView } from './types';

const OFTEN = 700;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A file from this device, what it holds, and as whose word its rows count. */
export interface Upload {
  file: File;
  kind: FileKind;
  source: string | undefined;
}

/** Whether the server is reading the file now. */
export function isRead(file: FileView | undefined): boolean {
  return file?.state === 'trying' || file?.state === 'importing';
}

/** A file on its way in; looked after while it is read. */
export function useFile(id: string | undefined) {
  return useQuery({
    queryKey: ['files', id],
    enabled: id !== undefined,
    queryFn: () => read(client.GET('/v1/files/{id}', { params: { path: { id: id ?? '' } } })),
    refetchInterval: query => (isRead(query.state.data) ? OFTEN : false),
  });
}

function useFileChange<I>(change: (input: I) => Promise<FileView>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: file => {
      queries.setQueryData(['files', file.id], file);
    },
  });
}

/** Sends a file as it lies on the disk: the server finds out how it is written. */
export function useUpload() {
  return useFileChange(({ file, kind, source }: Upload) =>
    read(
      client.POST('/v1/files', {
        params: { query: { name: file.name, kind, ...(source && kind !== 'actuals' && { source }) } },
        body: '',
        bodySerializer: () => file,
        headers: { 'content-type': /\.xls[xm]$/i.test(file.name) ? XLSX : 'application/octet-stream' },
      }),
    ),
  );
}

/** Has a file looked at again, written as is said. */
export function useLookAgain() {
  return useFileChange(({ id, form }: { id: string; form: FileForm }) =>
    read(client.POST('/v1/files/{id}/look', { params: { path: { id } }, body: form })),
  );
}

/** Has a file tried out, or brought in. */
export function useBegin() {
  return useFileChange(({ id, mapping, real }: { id: string; mapping: FileMapping; real: boolean }) => {
    const options = { params: { path: { id } }, body: mapping };
    return read(real ? client.POST('/v1/files/{id}/import', options) : client.POST('/v1/files/{id}/try', options));
  });
}

/** All rows with which something is wrong, as CSV. */
export function refusedRows(id: string): Promise<string> {
  return read(client.GET('/v1/files/{id}/refused', { params: { path: { id } }, parseAs: 'text' }));
}
