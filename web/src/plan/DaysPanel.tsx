import { NativeSelect } from '@mantine/core';
import { useMemo } from 'react';
import type { Compared, DayFigures, MonthFigures } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Panel } from '../ui/Page';
import { TableSheet } from '../ui/TableSheet';
import { useNow } from '../ui/useNow';
import { LINES } from './daysPicture';
import { DaysChart } from './MoneyCharts';
import styles from './MoneyCharts.module.css';
import { comparedMonths, type Gained, type GainedMonth, less } from './months';
import { SPANS, type Span } from './period';

interface DaysPanelProps {
  days: readonly DayFigures[];
  months: readonly MonthFigures[];
  compared: Compared;
  /** How far the address asks to look back. */
  shown: Span | undefined;
  onShow: (span: Span) => void;
}

/** Money over time: the months of the plan so far or the last days, each compared with the time before; and the same in a table. */
export function DaysPanel({ days, months, compared, shown, onShow }: DaysPanelProps) {
  const { t } = useTranslation();
  // A month is drawn at its end and named by its first day, which is the same month for every reader.
  const ends = useMemo(() => months.map(({ month, figures }) => ({ day: `${month}-01`, figures })), [months]);
  const spans = SPANS.filter(span => span !== 'months' || ends.length > 1);
  const span = spans.find(one => one === (shown ?? 'months')) ?? 30;
  if (days.length < 2) return null;
  const [points, style] = span === 'months' ? ([ends, 'month'] as const) : ([days, 'day'] as const);
  return (
    <Panel
      title={t(span === 'months' ? 'overview.months' : 'overview.days')}
      aside={
        <NativeSelect
          size="xs"
          aria-label={t('overview.span')}
          value={String(span)}
          onChange={event => onShow(SPANS.find(one => String(one) === event.currentTarget.value) ?? 30)}
          data={spans.map(value => ({
            value: String(value),
            label: value === 'months' ? t('overview.by_months') : t('overview.last_days', { count: value }),
          }))}
        />
      }
    >
      <div className="stack">
        <Legend />
        <DaysChart days={points} style={style} />
        {span === 'months' ? (
          <MonthsCompared months={months} />
        ) : (
          <DaysCompared compared={compared} days={days.length} />
        )}
        <details>
          <summary>{t('overview.days_table')}</summary>
          <PointTable points={points} style={style} />
        </details>
      </div>
    </Panel>
  );
}

/** What each line means. */
function Legend() {
  const { t } = useTranslation();
  return (
    <ul className={styles.legend}>
      {LINES.map(kind => (
        <li key={kind} className={styles[kind]}>
          {t(`money.${kind}`)}
        </li>
      ))}
    </ul>
  );
}

function PointTable({ points, style }: { points: readonly DayFigures[]; style: 'day' | 'month' }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <TableSheet>
      <table className="table cards">
        <thead>
          <tr>
            <th scope="col">{t(style === 'day' ? 'backtest.day' : 'overview.by_months')}</th>
            {LINES.map(kind => (
              <th key={kind} scope="col" className="num">
                {t(`money.${kind}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map(({ day, figures }) => (
            <tr key={day}>
              <td className="lead-cell">{format.time(day, style)}</td>
              {LINES.map(kind => (
                <td key={kind} className="num" data-label={t(`money.${kind}`)}>
                  {format.money(figures[kind])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableSheet>
  );
}

const COMPARED = ['actual', 'returned'] as const;

interface ComparisonProps {
  /** What is compared: the days, or the month. */
  head: string;
  now: { name: string; gained: Gained };
  before: { name: string; gained: Gained };
}

/** What came about in some time beside what came about in a time before. */
function Comparison({ head, now, before }: ComparisonProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <TableSheet>
      <table className="table cards">
        <caption className="sr">{t('overview.compared')}</caption>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            <th scope="col" className="num">
              {now.name}
            </th>
            <th scope="col" className="num">
              {before.name}
            </th>
            <th scope="col" className="num">
              {t('overview.change')}
            </th>
          </tr>
        </thead>
        <tbody>
          {COMPARED.map(kind => (
            <tr key={kind}>
              <td className="lead-cell">{t(`money.${kind}`)}</td>
              <td className="num" data-label={now.name}>
                {format.money(now.gained[kind])}
              </td>
              <td className="num" data-label={before.name}>
                {format.money(before.gained[kind])}
              </td>
              <td className="num" data-label={t('overview.change')}>
                {format.money(less(now.gained[kind], before.gained[kind]), 'exact', true)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableSheet>
  );
}

/** The days that are shown beside as many before them. */
function DaysCompared({ compared, days }: { compared: Compared; days: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [first, last] = [format.time(compared.first, 'short'), format.time(compared.last, 'short')];
  return (
    <Comparison
      head={t('overview.in_these', { count: days })}
      now={{ name: `${first} – ${last}`, gained: compared.gained }}
      before={{ name: t('overview.days_before', { count: days }), gained: compared.before }}
    />
  );
}

/** The last month that is over beside the same month of the year before, or the month before it. */
function MonthsCompared({ months }: { months: readonly MonthFigures[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const found = comparedMonths(months, new Date(useNow()).toISOString().slice(0, 7));
  if (!found) return null;
  const named = ({ month, gained }: GainedMonth) => ({ name: format.time(`${month}-01`, 'month'), gained });
  return <Comparison head={t('overview.by_months')} now={named(found.now)} before={named(found.before)} />;
}
