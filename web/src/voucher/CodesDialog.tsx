import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import type { PoolView } from '../api/types';
import { useImportCodes } from '../api/vouchers';
import { useTranslation } from '../i18n';
import { ProblemNotice } from '../ui/Await';
import { FilePick } from '../ui/FilePick';
import { useSay } from '../ui/notices';
import { readCodes } from './codes';

/** Adds codes that were made elsewhere, one a line. */
export function CodesDialog({ pool, onClose }: { pool: PoolView; onClose: () => void }) {
  const { t } = useTranslation();
  const say = useSay();
  const importCodes = useImportCodes();
  const [codes, setCodes] = useState<string[]>([]);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('vouchers.import_title', { name: pool.name })}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      <div className="stack">
        <p className="soft">{t('vouchers.import_text')}</p>
        <FilePick
          accept=".txt,.csv,text/plain,text/csv"
          label={t('vouchers.pick')}
          onPick={file => void file.text().then(text => setCodes(readCodes(text)))}
        />
        {importCodes.isError ? <ProblemNotice error={importCodes.error} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button
            variant="filled"
            disabled={codes.length === 0}
            loading={importCodes.isPending}
            onClick={() =>
              importCodes.mutate(
                { pool: pool.id, codes },
                {
                  onSuccess: answer => {
                    say(t('vouchers.import_done', { count: answer.added }));
                    onClose();
                  },
                },
              )
            }
          >
            {t('vouchers.import_verb', { count: codes.length })}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
