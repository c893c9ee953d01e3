import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { refusedRows } from '../api/files';
import type { FileOutcome, FileRow, FileView } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { InEnglish, ProblemNotice } from '../ui/Await';
import { saveText } from '../ui/download';
import { Panel } from '../ui/Page';
import { useSaid } from '../ui/said';

/** Where the words for what is wrong with a row are: its own, else those of reports about orders and of what cannot be read. */
const ROW_WORDS = ['file_row', 'order_word', 'illegible'] as const;

/** What became of the rows, or would: counts, then what is wrong with which of them. */
export function Outcome({ file, outcome }: { file: FileView; outcome: FileOutcome }) {
  const { t } = useTranslation();
  const format = useFormat();
  const say = useSaid();
  const done = file.state === 'imported';
  const facts: [string, number][] = [
    [t('files.rows_read'), outcome.rows],
    [done ? t('files.accepted') : t('files.would_accept'), outcome.accepted],
    [t('files.changed'), outcome.changed],
    [t('files.repeated'), outcome.repeated],
    [t('files.lost'), outcome.lost],
    [t('files.refused'), outcome.refused],
    [t(done ? 'files.unbooked' : 'files.would_unbooked'), outcome.unbooked],
    [t(done ? 'files.warned' : 'files.would_warn'), outcome.warned],
    [t('files.left_out'), outcome.left_out],
    [t('files.empty'), outcome.empty],
  ];
  const sums = outcome.sums.map(sum => format.money(sum)).join(', ');
  return (
    <Panel title={done ? t('files.imported') : t('files.tried')}>
      <div className="stack">
        {done ? null : <p className="soft">{t('files.nothing_kept')}</p>}
        <dl className="facts">
          {facts
            .filter(([, count], at) => at < 2 || count > 0)
            .map(([label, count]) => (
              <FactRow key={label} label={label} text={format.number(count)} />
            ))}
          {sums ? <FactRow label={t('files.sums')} text={sums} /> : null}
        </dl>
        <Rows title={t('files.refused_rows')} rows={outcome.refusals} />
        <Rows title={t(done ? 'files.warned_rows' : 'files.would_warn_rows')} rows={outcome.warnings} />
        {done && outcome.refused + outcome.unbooked + outcome.warned > 0 ? <Download file={file} /> : null}
        {outcome.assumed.length > 0 ? (
          <details>
            <summary>{t('files.read_like')}</summary>
            <ul className="small soft">
              {outcome.assumed.map((one, at) => (
                <li key={JSON.stringify(one)}>{say('assumption', one) ?? outcome.guesses[at]}</li>
              ))}
            </ul>
          </details>
        ) : null}
      </div>
    </Panel>
  );
}

function FactRow({ label, text }: { label: string; text: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd className="num">{text}</dd>
    </>
  );
}

function Rows({ title, rows }: { title: string; rows: readonly FileRow[] }) {
  const { t } = useTranslation();
  const code = useCode();
  if (rows.length === 0) return null;
  return (
    <section className="stack tight" aria-label={title}>
      <h3>{title}</h3>
      <ul className="log small">
        {rows.map(row => (
          <li key={`${row.row} ${row.code}`}>
            {t('files.row', { line: row.line, reason: code(ROW_WORDS, row.code) })}
            <Why row={row} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What exactly is wrong with a row: in the reader's language, where the server says it as a code with values. */
function Why({ row }: { row: FileRow }) {
  const say = useSaid();
  const ofInvoice = row.said ? say('actuals_fault', row.said) : null;
  const said = row.row_said ? say('row_fault', row.row_said) : ofInvoice;
  return <div className="soft">{said ?? <InEnglish text={row.reason} />}</div>;
}

function Download({ file }: { file: FileView }) {
  const { t } = useTranslation();
  const list = useMutation({
    mutationFn: () => refusedRows(file.id),
    onSuccess: text => saveText(`${file.name}.refused.csv`, text, 'text/csv'),
  });
  return (
    <div className="stack tight">
      <div>
        <Button
          leftSection={<IconDownload size={16} aria-hidden />}
          loading={list.isPending}
          onClick={() => list.mutate()}
        >
          {t('files.download')}
        </Button>
      </div>
      {list.isError ? <ProblemNotice error={list.error} /> : null}
    </div>
  );
}
