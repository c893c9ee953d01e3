import { useImports } from '../api/imports';
import { useMay } from '../api/session';
import { laterPart } from '../ui/later';

const ImportList = laterPart(async () => (await import('./ImportList')).ImportList, 3);

/** What was begun to be brought in from here, for those who bring in files; it weighs nothing while there is none. */
export function ImportsPanel() {
  const may = useMay();
  const { begun } = useImports();
  return may('file.prepare') && begun.length > 0 ? <ImportList /> : null;
}
