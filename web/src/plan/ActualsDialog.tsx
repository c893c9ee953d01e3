import { Button } from '@mantine/core';
import { useState } from 'react';
import { type ActualsForm, useActuals } from '../api/plan';
import type { ActualsAnswer } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { ProblemNotice } from '../ui/Await';
import { Dialog } from '../ui/Dialog';
import { FilePick } from '../ui/FilePick';
import { useSay } from '../ui/notices';
import { useSaid } from '../ui/said';
import { FileForm } from './FileForm';

/** How many refused rows are listed. */
const SHOWN = 200;

/** Books what was spent from a file: first a look at what it would do, then the booking. A line is never booked twice. */
export function ActualsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const say = useSay();
  const look = useActuals();
  const book = useActuals();
  const [file, setFile] = useState<File | null>(null);
  const [form, setForm] = useState<ActualsForm>({});
  const check = (picked: File | null, form: ActualsForm) => {
    setFile(picked);
    setForm(form);
    if (picked !== null) look.mutate({ file: picked, dry_run: true, ...form });
  };
  const found = look.data;
  // What was refused stays to be read and put right; there is nothing more to do with this file.
  if (book.data && book.data.refused.length > 0)
    return (
      <Dialog onClose={onClose} size="lg" title={t('actuals.title')}>
        <p role="status">{t('actuals.done', { count: book.data.booked })}</p>
        <Found answer={book.data} done />
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button variant="filled" onClick={onClose}>
            {t('actuals.close')}
          </Button>
        </div>
      </Dialog>
    );
  return (
    <Dialog onClose={onClose} size="lg" title={t('actuals.title')}>
      <div className="stack">
        <p className="soft">{t('actuals.lead')}</p>
        <code>invoice, activity, amount (line, date, side, currency, text)</code>
        <FilePick
          accept=".csv,.txt,.tsv,.xlsx,.xlsm"
          label={t('actuals.pick')}
          onPick={picked => check(picked, form)}
        />
        <details>
          <summary>{t('actuals.form')}</summary>
          <FileForm form={form} onChange={form => check(file, form)} />
        </details>
        {look.isPending ? <p role="status">{t('actuals.checking')}</p> : null}
        {look.isError ? <ProblemNotice error={look.error} /> : null}
        {found ? <Found answer={found} /> : null}
        {book.isError ? <ProblemNotice error={book.error} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button
            variant="filled"
            disabled={!found || found.would_book === 0}
            loading={book.isPending}
            onClick={() =>
              file !== null &&
              book.mutate(
                { file, dry_run: false, ...form },
                {
                  onSuccess: answer => {
                    if (answer.refused.length > 0) return;
                    say(t('actuals.done', { count: answer.booked }));
                    onClose();
                  },
                },
              )
            }
          >
            {t('actuals.verb', { count: found?.would_book ?? 0 })}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

/** What the file would do, or did. */
function Found({ answer, done = false }: { answer: ActualsAnswer; done?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const say = useSaid();
  return (
    <div className="stack tight">
      <dl className="facts">
        <dt>{t(done ? 'actuals.booked' : 'actuals.would_book')}</dt>
        <dd>
          {format.number(done ? answer.booked : answer.would_book)}
          {answer.sums.length > 0 ? ` (${answer.sums.map(sum => format.money(sum)).join(', ')})` : ''}
        </dd>
        <dt>{t('actuals.known')}</dt>
        <dd>{format.number(answer.known)}</dd>
        <dt>{t(done ? 'actuals.was_refused' : 'actuals.refused')}</dt>
        <dd>{format.number(answer.refused.length)}</dd>
        {answer.empty > 0 ? (
          <>
            <dt>{t('actuals.empty')}</dt>
            <dd>{format.number(answer.empty)}</dd>
          </>
        ) : null}
      </dl>
      {answer.assumed.length > 0 ? (
        <ul className="small soft">
          {answer.assumed.map(one => (
            <li key={JSON.stringify(one)}>{say('assumption', one)}</li>
          ))}
        </ul>
      ) : null}
      {answer.refused.length > 0 ? (
        <ul className="log small">
          {answer.refused.slice(0, SHOWN).map(row => (
            <li key={row.line}>{t('actuals.row', { line: row.line, reason: say('actuals_fault', row.said) })}</li>
          ))}
          {answer.refused.length > SHOWN ? (
            <li className="soft">{t('actuals.more', { count: answer.refused.length - SHOWN })}</li>
          ) : null}
        </ul>
      ) : null}
    </div>
  );
}
