import { useState } from 'react';
import type { PoolView } from '../api/types';
import { useImportCodes } from '../api/vouchers';
import { useTranslation } from '../i18n';
import { FormDialog } from '../ui/Dialog';
import { FilePick } from '../ui/FilePick';
import { useSay } from '../ui/notices';
import { readCodes } from './codes';

/** Adds codes that were made elsewhere, one a line. */
export function CodesDialog({ pool, onClose }: { pool: PoolView; onClose: () => void }) {
  const { t } = useTranslation();
  const say = useSay();
  const importCodes = useImportCodes();
  const [codes, setCodes] = useState<string[]>([]);
  const submit = () =>
    importCodes.mutate(
      { pool: pool.id, codes },
      {
        onSuccess: answer => {
          say(t('vouchers.import_done', { count: answer.added }));
          onClose();
        },
      },
    );
  return (
    <FormDialog
      title={t('vouchers.import_title', { name: pool.name })}
      onClose={onClose}
      verb={t('vouchers.import_verb', { count: codes.length })}
      onSubmit={submit}
      busy={importCodes.isPending}
      error={importCodes.error}
      disabled={codes.length === 0}
    >
      <p className="soft">{t('vouchers.import_text')}</p>
      <FilePick
        accept=".txt,.csv,text/plain,text/csv"
        label={t('vouchers.pick')}
        onPick={file => void file.text().then(text => setCodes(readCodes(text)))}
      />
    </FormDialog>
  );
}
