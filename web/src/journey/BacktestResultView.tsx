import { useMemo } from 'react';
import type { BacktestResult, Graph } from '../api/types';
import { useTranslation } from '../i18n';
import { formatTime } from '../i18n/format';
import { useFormat } from '../i18n/useFormat';
import { Chart, type Palette } from '../ui/Chart';
import type { ChartOption } from '../ui/echarts';
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
  const option = useMemo(() => daysOption(result, t('backtest.messages'), format.locale), [result, t, format.locale]);
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
      {result.days.length > 1 ? <Chart option={option} height={180} label={t('backtest.chart_label')} /> : null}
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
        </div>
      </div>
      <p className="small soft">
        {t('backtest.events', { events: format.number(result.events) })} {same ? t('backtest.same') : null}{' '}
        <span className="mono">{result.digest}</span>
      </p>
    </div>
  );
}

function daysOption(result: BacktestResult, name: string, locale: string) {
  return (palette: Palette): ChartOption => ({
    textStyle: { fontFamily: palette.sans },
    grid: { left: 4, right: 8, top: 8, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: palette.sheet,
      borderColor: palette.rule,
      textStyle: { color: palette.ink, fontSize: 12 },
    },
    xAxis: {
      type: 'category',
      data: result.days.map(day => formatTime(day.day, locale, 'short')),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.rule } },
      axisLabel: { color: palette.soft, fontSize: 11, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      axisLabel: { color: palette.soft, fontSize: 11 },
      splitLine: { lineStyle: { color: palette.rule } },
    },
    series: [
      {
        type: 'bar',
        name,
        barMaxWidth: 18,
        itemStyle: { color: palette.committed, borderRadius: [3, 3, 0, 0] },
        data: result.days.map(day => day.count),
      },
    ],
  });
}
