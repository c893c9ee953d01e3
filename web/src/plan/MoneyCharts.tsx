import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { DayFigures, PlanNode } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Foreign } from '../ui/Foreign';
import { MoneyBar } from '../ui/MoneyBar';
import { scaleOf } from '../ui/moneyBarParts';
import { nodePath } from '../ui/usePlanThread';
import { daysLabel, daysPicture, LINES, tickText } from './daysPicture';
import { KINDS } from './kinds';
import styles from './MoneyCharts.module.css';

/** What each colour means; also readable without colours, for the names stand beside them. */
export function MoneyLegend() {
  const { t } = useTranslation();
  return (
    <ul className={styles.legend}>
      {KINDS.map(kind => (
        <li key={kind} className={styles[kind]}>
          {t(`money.${kind}`)}
        </li>
      ))}
    </ul>
  );
}

/** Five kinds of money per node, side by side; the figures themselves stand in the table below. */
export function NodesChart({ nodes }: { nodes: readonly PlanNode[] }) {
  const { t } = useTranslation();
  const scale = scaleOf(nodes.map(node => node.figures));
  return (
    <ul className={styles.nodes} aria-label={t('overview.chart_label')}>
      {nodes.map(node => (
        <li key={node.id}>
          <Link to={nodePath(node.id)} tabIndex={-1}>
            <Foreign>{node.name}</Foreign>
          </Link>
          <MoneyBar figures={node.figures} scale={scale} />
        </li>
      ))}
    </ul>
  );
}

interface DaysChartProps {
  days: readonly DayFigures[];
  style: 'day' | 'month';
}

/** What was planned, spent and promised, and what came back. Each day or month tells its amounts to a mouse. */
export function DaysChart({ days, style }: DaysChartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const picture = useMemo(() => daysPicture(days), [days]);
  const currency = days[0]?.figures.actual.currency ?? 'EUR';
  const wide = 100 / Math.max(1, days.length - 1);
  const told = ({ day, figures }: DayFigures) =>
    [
      format.time(day, style),
      ...LINES.map(kind => `${t(`money.${kind}`)}: ${format.money(figures[kind], 'whole')}`),
    ].join('\n');
  const dates = [days[0], days[Math.floor((days.length - 1) / 2)], days.at(-1)].flatMap(one => (one ? [one.day] : []));
  return (
    <figure className={styles.days}>
      <div className={styles.plot}>
        {picture.ticks.map(({ value, y }) => (
          <span key={value} className={styles.tick} style={{ top: `${y}%` }} aria-hidden="true">
            {tickText(value, currency, format.locale)}
          </span>
        ))}
        <svg
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          role="img"
          aria-label={t('overview.days_label', daysLabel(days, format.locale, style))}
        >
          {picture.ticks.map(({ value, y }) => (
            <path key={value} className={styles.grid} d={`M0,${y} L100,${y}`} />
          ))}
          <path className={styles.filled} d={`${picture.lines.returned} L100,${picture.zero} L0,${picture.zero} Z`} />
          {LINES.map(kind => (
            <path key={kind} className={styles.line} data-kind={kind} d={picture.lines[kind]} />
          ))}
          {days.map((one, at) => (
            <rect key={one.day} className={styles.day} x={(at - 0.5) * wide} y="0" width={wide} height="100">
              <title>{told(one)}</title>
            </rect>
          ))}
        </svg>
      </div>
      <figcaption className={styles.dates} aria-hidden="true">
        {[...new Set(dates)].map(day => (
          <span key={day}>{format.time(day, style === 'day' ? 'short' : 'month')}</span>
        ))}
      </figcaption>
    </figure>
  );
}
