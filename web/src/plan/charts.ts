import type { DayFigures, PlanNode } from '../api/types';
import { foreign } from '../i18n/foreign';
import { decimalText, formatMoney, formatTime } from '../i18n/format';
import type { Palette } from '../ui/Chart';
import type { ChartOption } from '../ui/echarts';

type Names = Record<'planned' | 'committed' | 'actual' | 'forecast' | 'returned', string>;

function major(money: { minor: number; currency: string }): number {
  return Number(decimalText(money));
}

function moneyAxis(palette: Palette, locale: string, currency: string) {
  return {
    type: 'value' as const,
    axisLabel: {
      color: palette.soft,
      fontSize: 11,
      hideOverlap: true,
      formatter: (value: number) =>
        new Intl.NumberFormat(locale, {
          style: 'currency',
          currency,
          notation: 'compact',
          maximumFractionDigits: 1,
        }).format(value),
    },
    splitLine: { lineStyle: { color: palette.rule } },
  };
}

function tooltip(palette: Palette, locale: string, currency: string) {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 0 });
  return {
    trigger: 'axis' as const,
    confine: true,
    axisPointer: { type: 'shadow' as const, shadowStyle: { color: palette.rule, opacity: 0.4 } },
    backgroundColor: palette.sheet,
    borderColor: palette.rule,
    textStyle: { color: palette.ink, fontFamily: palette.sans, fontSize: 12 },
    valueFormatter: (value: unknown) => (typeof value === 'number' ? format.format(value) : ''),
  };
}

/** Five kinds of money per node: what is promised and spent fills what is planned; what came back lies below in gold. */
export function nodesChart(nodes: readonly PlanNode[], names: Names, locale: string) {
  const currency = nodes[0]?.figures.planned.currency ?? 'EUR';
  const shown = [...nodes].reverse();
  return (palette: Palette): ChartOption => {
    const categories = {
      type: 'category' as const,
      data: shown.map(node => foreign(node.name)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: palette.rule } },
      axisLabel: {
        color: palette.ink,
        fontFamily: palette.sans,
        fontSize: 12,
        width: 120,
        overflow: 'truncate' as const,
      },
    };
    const bar = (name: string, color: string, kind: keyof Names, axis: 0 | 1, stack?: string) => ({
      type: 'bar' as const,
      name,
      yAxisIndex: axis,
      barWidth: 12,
      barGap: '25%',
      itemStyle: { color, borderRadius: 2 },
      ...(stack ? { stack } : {}),
      data: shown.map(node => major(node.figures[kind])),
    });
    return {
      textStyle: { fontFamily: palette.sans },
      grid: { left: 8, right: 20, top: 8, bottom: 4, containLabel: true },
      tooltip: tooltip(palette, locale, currency),
      xAxis: moneyAxis(palette, locale, currency),
      yAxis: [categories, { ...categories, show: false }],
      series: [
        bar(names.planned, palette.planned, 'planned', 0),
        bar(names.returned, palette.returned, 'returned', 0),
        bar(names.actual, palette.actual, 'actual', 1, 'spent'),
        bar(names.committed, palette.committed, 'committed', 1, 'spent'),
        {
          type: 'bar',
          yAxisIndex: 1,
          barWidth: 12,
          barGap: '25%',
          data: shown.map(() => 0),
          silent: true,
          tooltip: { show: false },
        },
        {
          type: 'scatter',
          name: names.forecast,
          symbol: 'diamond',
          symbolSize: 9,
          symbolOffset: [0, -8],
          itemStyle: { color: palette.forecast, borderColor: palette.sheet, borderWidth: 1 },
          data: shown.map(node => major(node.figures.forecast)),
        },
      ],
    };
  };
}

/** The last days of a node: what was spent and promised, and what came back. */
export function daysChart(days: readonly DayFigures[], names: Names, locale: string) {
  const currency = days[0]?.figures.actual.currency ?? 'EUR';
  return (palette: Palette): ChartOption => {
    const line = (name: string, color: string, kind: keyof Names, filled: boolean) => ({
      type: 'line' as const,
      name,
      showSymbol: false,
      lineStyle: { width: 2, color },
      itemStyle: { color },
      ...(filled ? { areaStyle: { color, opacity: 0.14 } } : {}),
      data: days.map(day => major(day.figures[kind])),
    });
    return {
      textStyle: { fontFamily: palette.sans },
      grid: { left: 4, right: 12, top: 12, bottom: 4, containLabel: true },
      tooltip: {
        ...tooltip(palette, locale, currency),
        axisPointer: { type: 'line', lineStyle: { color: palette.rule } },
      },
      xAxis: {
        type: 'category',
        boundaryGap: false,
        data: days.map(day => formatTime(day.day, locale, 'short')),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: palette.rule } },
        axisLabel: { color: palette.soft, fontSize: 11, hideOverlap: true },
      },
      yAxis: moneyAxis(palette, locale, currency),
      series: [
        line(names.returned, palette.returned, 'returned', true),
        line(names.actual, palette.actual, 'actual', false),
        line(names.committed, palette.committed, 'committed', false),
      ],
    };
  };
}

/** The days as a sentence for those who do not see the chart. */
export function daysLabel(
  days: readonly DayFigures[],
  locale: string,
): { first: string; last: string; returned: string; actual: string } {
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return { first: '', last: '', returned: '', actual: '' };
  return {
    first: formatTime(first.day, locale, 'day'),
    last: formatTime(last.day, locale, 'day'),
    returned: formatMoney(last.figures.returned, locale, 'whole'),
    actual: formatMoney(last.figures.actual, locale, 'whole'),
  };
}
