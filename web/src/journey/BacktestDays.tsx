import { useMemo } from 'react';
import type { BacktestDay } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Chart } from '../ui/Chart';
import { TableSheet } from '../ui/TableSheet';
import styles from './BacktestDays.module.css';
import { everyDay } from './backtest';
import { backtestDaysChart } from './backtestChart';

/** What would have become of messages day by day: as stacked bars, and the same in a table. */
export function BacktestDays({ days }: { days: readonly BacktestDay[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const all = useMemo(() => everyDay(days), [days]);
  const names = useMemo(() => ({ sent: t('backtest.would_send'), refused: t('backtest.would_refuse') }), [t]);
  const option = useMemo(() => backtestDaysChart(all, names, format.locale), [all, names, format.locale]);
  const first = all[0];
  const last = all.at(-1);
  if (!first || !last) return null;
  const sum = (kind: 'sent' | 'refused') => format.number(all.reduce((so, day) => so + day[kind], 0));
  const label = t('backtest.days_label', {
    first: format.time(first.day, 'day'),
    last: format.time(last.day, 'day'),
    sent: sum('sent'),
    refused: sum('refused'),
  });
  return (
    <div className="stack tight">
      <div className="between">
        <h3>{t('backtest.days')}</h3>
        <ul className={styles.legend}>
          <li className={styles.sent}>{names.sent}</li>
          <li className={styles.refused}>{names.refused}</li>
        </ul>
      </div>
      <Chart option={option} height={200} label={label} />
      <details>
        <summary>{t('backtest.days_table')}</summary>
        <TableSheet>
          <table className="table cards">
            <thead>
              <tr>
                <th scope="col">{t('backtest.day')}</th>
                <th scope="col" className="num">
                  {names.sent}
                </th>
                <th scope="col" className="num">
                  {names.refused}
                </th>
              </tr>
            </thead>
            <tbody>
              {days.map(day => (
                <tr key={day.day}>
                  <td className="lead-cell">{format.time(day.day, 'day')}</td>
                  <td className="num" data-label={names.sent}>
                    {format.number(day.sent)}
                  </td>
                  <td className="num" data-label={names.refused}>
                    {format.number(day.refused)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableSheet>
      </details>
    </div>
  );
}
