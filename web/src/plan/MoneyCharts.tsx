import { useMemo } from 'react';
import type { DayFigures, PlanNode } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Chart } from '../ui/Chart';
import { daysChart, daysLabel, nodesChart } from './charts';
import { KINDS } from './kinds';
import styles from './MoneyCharts.module.css';

function useNames() {
  const { t } = useTranslation();
  return useMemo(
    () => ({
      planned: t('money.planned'),
      committed: t('money.committed'),
      actual: t('money.actual'),
      forecast: t('money.forecast'),
      returned: t('money.returned'),
    }),
    [t],
  );
}

/** What each colour means; also readable without colours, for the names stand beside them. */
export function MoneyLegend() {
  const names = useNames();
  return (
    <ul className={styles.legend}>
      {KINDS.map(kind => (
        <li key={kind} className={styles[kind]}>
          {names[kind]}
        </li>
      ))}
    </ul>
  );
}

export function NodesChart({ nodes }: { nodes: readonly PlanNode[] }) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const names = useNames();
  const option = useMemo(() => nodesChart(nodes, names, locale), [nodes, names, locale]);
  return <Chart option={option} height={Math.max(120, nodes.length * 52 + 36)} label={t('overview.chart_label')} />;
}

export function DaysChart({ days }: { days: readonly DayFigures[] }) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const names = useNames();
  const option = useMemo(() => daysChart(days, names, locale), [days, names, locale]);
  return <Chart option={option} height={220} label={t('overview.days_label', daysLabel(days, locale))} />;
}
