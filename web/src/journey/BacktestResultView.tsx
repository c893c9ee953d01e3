import { Link } from '@tanstack/react-router';
import type { BacktestResult, BacktestSample, Graph } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { BacktestDays } from './BacktestDays';
import { Refusals } from './FlowTab';
import { StepTable } from './StepTable';

interface ResultProps {
  result: BacktestResult;
  graph: Graph;
  /** Whether another run gave the same answer. */
  same: boolean;
}

/** What the journey would have done. */
export function BacktestResultView({ result, graph, same }: ResultProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const facts = [
    { name: t('backtest.matches'), value: format.number(result.matches) },
    { name: t('backtest.entered'), value: format.number(result.entered) },
    { name: t('backtest.held_out'), value: format.number(result.held_out) },
    { name: t('backtest.messages'), value: format.number(result.sent) },
    { name: t('backtest.customers'), value: format.number(result.customers) },
    { name: t('backtest.cost'), value: result.cost.map(sum => format.money(sum)).join(', ') || '–' },
  ];
  return (
    <div className="stack">
      <dl className="columns" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(8rem, 1fr))' }}>
        {facts.map(fact => (
          <div key={fact.name}>
            <dt className="small soft">{fact.name}</dt>
            <dd className="figure">{fact.value}</dd>
          </div>
        ))}
      </dl>
      <BacktestDays days={result.days} />
      <div className="main-side">
        <div className="stack tight">
          <h3>{t('steps.title')}</h3>
          <StepTable
            graph={result.steps.every(step => graph.nodes.some(node => node.id === step.step)) ? graph : null}
            counts={result.steps}
          />
        </div>
        <div className="stack tight">
          <h3>{t('journey.refusals')}</h3>
          <Refusals reasons={result.refusals} />
          {result.not_entered.length > 0 ? (
            <>
              <h3>{t('journey.not_entered')}</h3>
              <Refusals reasons={result.not_entered} />
            </>
          ) : null}
        </div>
      </div>
      <Samples samples={result.samples} />
      <p className="small soft">
        {t('backtest.events', { count: result.events, n: format.number(result.events) })}{' '}
        {same ? t('backtest.same') : null} <span className="mono long">{result.digest}</span>
      </p>
    </div>
  );
}

/** A few of the messages it would have sent, each with the person it would have gone to. */
function Samples({ samples }: { samples: readonly BacktestSample[] }) {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  if (samples.length === 0) return null;
  return (
    <details>
      <summary>{t('backtest.samples')}</summary>
      <ul className="log">
        {samples.map(sample => (
          <li key={`${sample.customer} ${sample.step} ${sample.at}`} className="between">
            <Link to="/customers/$customer" params={{ customer: sample.customer }} className="mono">
              {sample.customer.slice(0, 8)}
            </Link>
            <span>
              {sample.step} · {word('channel', sample.channel)}
            </span>
            <span className="small soft">{format.time(sample.at)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
