import { Button, NativeSelect, Progress, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useBacktests, useCancelBacktest, useStartBacktest } from '../api/journeys';
import type { Backtest, JourneyView } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Allowed } from '../ui/Allowed';
import { Await, Empty, ProblemNotice } from '../ui/Await';
import { Panel } from '../ui/Page';
import { State } from '../ui/State';
import { useSaid } from '../ui/said';
import { toneOf } from '../ui/tones';
import { BacktestResultView } from './BacktestResultView';
import { lastDays, repeated } from './backtest';

/** Tries the journey on what really happened: whom it would have reached, and whom the gate would have kept from it. */
export function BacktestTab({ view }: { view: JourneyView }) {
  const { t } = useTranslation();
  const start = useStartBacktest(view.summary.id);
  const tests = useBacktests(view.summary.id);
  const [range, setRange] = useState(() => lastDays(30, new Date()));
  const [which, setWhich] = useState(view.draft ? 'draft' : 'live');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate({
      // Plain days: the server takes them as whole days of the brand's zone.
      ...range,
      document: which === 'draft' && view.draft ? view.draft : view.document,
    });
  };
  return (
    <div className="stack">
      <Allowed to="journey.backtest">
        <Panel title={t('backtest.title')}>
          <form className="stack" onSubmit={submit}>
            <p className="soft">{t('backtest.lead')}</p>
            <div className="row" style={{ alignItems: 'flex-end' }}>
              <TextInput
                type="date"
                label={t('backtest.from')}
                value={range.from}
                max={range.to}
                required
                onChange={event => setRange({ ...range, from: event.currentTarget.value })}
              />
              <TextInput
                type="date"
                label={t('backtest.to')}
                value={range.to}
                min={range.from}
                required
                onChange={event => setRange({ ...range, to: event.currentTarget.value })}
              />
              <NativeSelect
                label={t('backtest.which')}
                value={which}
                onChange={event => setWhich(event.currentTarget.value)}
                data={[
                  { value: 'live', label: t('backtest.live') },
                  ...(view.draft ? [{ value: 'draft', label: t('backtest.draft') }] : []),
                ]}
              />
              <Button type="submit" variant="filled" loading={start.isPending}>
                {t('backtest.start')}
              </Button>
            </div>
            {start.isError ? <ProblemNotice error={start.error} /> : null}
          </form>
        </Panel>
      </Allowed>
      <Await
        query={tests}
        isEmpty={list => list.length === 0}
        empty={
          <Panel>
            <Empty title={t('backtest.empty_title')}>{t('backtest.empty')}</Empty>
          </Panel>
        }
      >
        {list => (
          <div className="stack">
            {list.map(test => (
              <One key={test.id} test={test} view={view} same={repeated(test, list)} />
            ))}
          </div>
        )}
      </Await>
    </div>
  );
}

function One({ test, view, same }: { test: Backtest; view: JourneyView; same: ReturnType<typeof repeated> }) {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const say = useSaid();
  const cancel = useCancelBacktest(view.summary.id);
  return (
    <Panel
      title={t('backtest.span', { from: format.time(test.first_day, 'day'), to: format.time(test.last_day, 'day') })}
      aside={<State tone={toneOf(test.state)}>{word('job', test.state)}</State>}
    >
      {test.state === 'running' ? (
        <div className="stack tight">
          <Progress value={test.progress * 100} color="var(--gold)" aria-label={t('backtest.progress')} />
          <div className="between">
            <span className="small soft" role="status">
              {t('backtest.at', { share: format.share(test.progress), records: format.number(test.records) })}
            </span>
            <Allowed to="journey.backtest">
              <Button size="xs" loading={cancel.isPending} onClick={() => cancel.mutate(test.id)}>
                {t('backtest.cancel')}
              </Button>
            </Allowed>
          </div>
        </div>
      ) : null}
      {test.error_said ? (
        <div className="notice bad">
          <strong>{t('problem.title')}</strong>
          <p>{say('failure', test.error_said)}</p>
        </div>
      ) : null}
      {same === 'above' ? <p className="soft">{t('backtest.same_above')}</p> : null}
      {test.result && same !== 'above' ? (
        <BacktestResultView result={test.result} graph={view.graph} same={same !== null} />
      ) : null}
    </Panel>
  );
}
