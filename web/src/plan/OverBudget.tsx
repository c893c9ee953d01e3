import type { Figures } from '../api/types';
import { useTranslation } from '../i18n';
import { State } from '../ui/State';
import { isForecastOver, isOverBudget } from './kinds';

/** That more is committed and spent than was planned, or that the end is expected to cost more. */
export function OverBudget({ figures }: { figures: Figures }) {
  const { t } = useTranslation();
  if (isOverBudget(figures)) return <State tone="bad">{t('plan.over')}</State>;
  return isForecastOver(figures) ? <State tone="wait">{t('plan.forecast_over')}</State> : null;
}
