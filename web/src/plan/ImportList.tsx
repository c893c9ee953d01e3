import { Button, Progress } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { isRead, useFile } from '../api/files';
import { type Begun, useImports } from '../api/imports';
import { Problem } from '../api/problem';
import type { FileView } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Foreign } from '../ui/Foreign';
import { Panel } from '../ui/Page';

/** The files that are being brought in, and how those ended that nobody has looked at since. */
export function ImportList() {
  const { t } = useTranslation();
  const { begun, forget } = useImports();
  return (
    <Panel title={t('imports.title')}>
      <ul className="log">
        {begun.map(one => (
          <Import key={one.file} begun={one} onGone={() => forget(one.file)} />
        ))}
      </ul>
    </Panel>
  );
}

function Import({ begun, onGone }: { begun: Begun; onGone: () => void }) {
  const { t } = useTranslation();
  const { data: file, error } = useFile(begun.file);
  // The server keeps a file for an hour: what is not there any more is told no longer.
  const gone = error !== null && Problem.from(error).status === 404;
  useEffect(() => {
    if (gone) onGone();
  }, [gone, onGone]);
  if (!file) return null;
  return (
    <li className="stack tight">
      <div className="between">
        <Link to="/files" search={{ kind: file.kind, file: file.id }}>
          <Foreign>{file.name}</Foreign>
        </Link>
        {isRead(file) ? null : (
          <Button size="xs" onClick={onGone}>
            {t('imports.seen')}
          </Button>
        )}
      </div>
      <Reached file={file} rows={begun.rows} />
    </li>
  );
}

/** How far it is, or how it ended. */
function Reached({ file, rows }: { file: FileView; rows: number | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const reached = format.number(file.reached);
  if (isRead(file)) {
    const share = rows ? Math.min(100, (file.reached / rows) * 100) : 100;
    return (
      <>
        <Progress value={share} animated={!rows} color="var(--gold)" aria-label={t('imports.progress')} />
        <p className="small soft" role="status">
          {rows
            ? t('imports.of', { rows: reached, all: format.number(rows) })
            : t('files.importing', { rows: reached })}
        </p>
      </>
    );
  }
  const { accepted = 0, refused = 0 } = file.outcome ?? {};
  return (
    <p className="small" role="status">
      {file.state === 'failed'
        ? t('files.failed')
        : t('imports.ended', { accepted: format.number(accepted), refused: format.number(refused) })}
    </p>
  );
}
