import type { BacktestDay } from '../api/types';
import { formatNumber, formatTime } from '../i18n/format';
import type { Palette } from '../ui/Chart';
import type { ChartOption } from '../ui/echarts';

/** Per day what would have been sent, and on top of it what would have been refused. */
export function backtestDaysChart(
  days: readonly BacktestDay[],
  names: Record<'sent' | 'refused', string>,
  locale: string,
) {
  return (palette: Palette): ChartOption => {
    const bar = (kind: 'sent' | 'refused', color: string) => ({
      type: 'bar' as const,
      name: names[kind],
      stack: 'day',
      barMaxWidth: 28,
      itemStyle: { color },
      data: days.map(day => day[kind]),
    });
    return {
      textStyle: { fontFamily: palette.sans },
      grid: { left: 4, right: 12, top: 12, bottom: 4, containLabel: true },
      tooltip: {
        trigger: 'axis',
        confine: true,
        axisPointer: { type: 'shadow', shadowStyle: { color: palette.rule, opacity: 0.4 } },
        backgroundColor: palette.sheet,
        borderColor: palette.rule,
        textStyle: { color: palette.ink, fontFamily: palette.sans, fontSize: 12 },
        valueFormatter: value => (typeof value === 'number' ? formatNumber(value, locale) : ''),
      },
      xAxis: {
        type: 'category',
        data: days.map(day => formatTime(day.day, locale, 'short')),
        axisTick: { show: false },
        axisLine: { lineStyle: { color: palette.rule } },
        axisLabel: { color: palette.soft, fontSize: 11, hideOverlap: true },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        axisLabel: {
          color: palette.soft,
          fontSize: 11,
          hideOverlap: true,
          formatter: (value: number) => formatNumber(value, locale),
        },
        splitLine: { lineStyle: { color: palette.rule } },
      },
      series: [bar('sent', palette.actual), bar('refused', palette.planned)],
    };
  };
}
