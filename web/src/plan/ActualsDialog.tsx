import { Button, Switch } from '@mantine/core';
import { useState } from 'react';
import { useActuals } from '../api/plan';
import type { ActualsAnswer } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { ProblemNotice } from '../ui/Await';
import { Dialog } from '../ui/Dialog';
import { FilePick } from '../ui/FilePick';
import { useSay } from '../ui/notices';

/** How the amounts are written, if the switch says it; else the server finds it out. */
const said = (comma: boolean) => (comma ? { decimal_comma: true as const } : {});

/** Books what was spent from a file: first a look at what it would do, then the booking. A row is never booked twice. */
export function ActualsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const say = useSay();
  const look = useActuals();
  const book = useActuals();
  const [file, setFile] = useState<File | null>(null);
  const [comma, setComma] = useState(false);
  const check = (picked: File, comma: boolean) => {
    setFile(picked);
    setComma(comma);
    look.mutate({ file: picked, dry_run: true, ...said(comma) });
  };
  const found = look.data;
  return (
    <Dialog onClose={onClose} size="lg" title={t('actuals.title')}>
      <div className="stack">
        <p className="soft">{t('actuals.lead')}</p>
        <code>invoice, activity, amount (line, date, currency, text)</code>
        <FilePick
          accept=".csv,.txt,.tsv,.xlsx,.xlsm"
          label={t('actuals.pick')}
          onPick={picked => check(picked, comma)}
        />
        <Switch
          label={t('actuals.decimal_comma')}
          checked={comma}
          onChange={event =>
            file === null ? setComma(event.currentTarget.checked) : check(file, event.currentTarget.checked)
          }
        />
        {look.isPending ? <p role="status">{t('actuals.checking')}</p> : null}
        {look.isError ? <ProblemNotice error={look.error} /> : null}
        {found ? <Found answer={found} /> : null}
        {book.isError ? <ProblemNotice error={book.error} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button
            variant="filled"
            disabled={!found || found.booked === 0}
            loading={book.isPending}
            onClick={() =>
              file !== null &&
              book.mutate(
                { file, dry_run: false, ...said(comma) },
                {
                  onSuccess: answer => {
                    say(t('actuals.done', { count: answer.booked }));
                    onClose();
                  },
                },
              )
            }
          >
            {t('actuals.verb', { count: found?.booked ?? 0 })}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function Found({ answer }: { answer: ActualsAnswer }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="stack tight">
      <dl className="facts">
        <dt>{t('actuals.booked')}</dt>
        <dd>
          {format.number(answer.booked)}
          {answer.sums.length > 0 ? ` (${answer.sums.map(sum => format.money(sum)).join(', ')})` : ''}
        </dd>
        <dt>{t('actuals.repeated')}</dt>
        <dd>{format.number(answer.repeated)}</dd>
        <dt>{t('actuals.refused')}</dt>
        <dd>{format.number(answer.refused.length)}</dd>
      </dl>
      {answer.guesses.length > 0 ? (
        <ul className="small soft" lang="en">
          {answer.guesses.map(guess => (
            <li key={guess}>{guess}</li>
          ))}
        </ul>
      ) : null}
      {answer.refused.length > 0 ? (
        <ul className="log small">
          {answer.refused.slice(0, 50).map(row => (
            <li key={row.line}>{t('actuals.row', { line: row.line, reason: row.reason })}</li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
