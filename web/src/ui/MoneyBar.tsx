import type { Figures } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import styles from './MoneyBar.module.css';
import { barParts } from './moneyBarParts';

/** The five kinds of money of one node in one small picture: a plan to fill, what is promised, and what came back in gold. */
export function MoneyBar({ figures, scale }: { figures: Figures; scale: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const parts = barParts(figures, scale);
  const said = (['planned', 'committed', 'actual', 'forecast', 'returned'] as const)
    .map(kind => `${t(`money.${kind}`)}: ${format.money(figures[kind], 'whole')}`)
    .join(', ');
  return (
    <svg className={styles.bar} viewBox="0 0 100 14" preserveAspectRatio="none" role="img" aria-label={said}>
      <rect className={styles.planned} x="0" y="0" width={parts.planned} height="8" />
      <rect className={styles.actual} x="0" y="0" width={parts.actual} height="8" />
      <rect className={styles.committed} x={parts.actual} y="0" width={parts.committed} height="8" />
      <rect className={styles.forecast} x={Math.max(0, parts.forecast - 0.4)} y="-1" width="0.8" height="10" />
      <rect className={styles.returned} x="0" y="10.5" width={parts.returned} height="3" />
    </svg>
  );
}
