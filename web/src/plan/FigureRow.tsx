import type { Figures, MoneyKind } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import styles from './FigureRow.module.css';
import { changeOf, KINDS } from './kinds';

interface FigureRowProps {
  figures: Figures;
  before: Figures;
  /** Absent where the figures are of several plans: then each plan opens its own. */
  onOpen?: ((kind: MoneyKind) => void) | undefined;
}

/** The five kinds of money as of today, each with what changed since yesterday, each open to its records. */
export function FigureRow({ figures, before, onOpen }: FigureRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <ul className={styles.figures}>
      {KINDS.map(kind => {
        const change = changeOf(kind, figures, before);
        return (
          <li key={kind} className={styles[kind]}>
            <button type="button" className={styles.figure} disabled={!onOpen} onClick={() => onOpen?.(kind)}>
              <span className={styles.name}>{t(`money.${kind}`)}</span>
              <span className={styles.amount}>{format.money(figures[kind], 'whole')}</span>
              {kind === 'returned' && figures.margin.minor !== 0 ? (
                <span className={styles.margin}>
                  {t('overview.margin', { amount: format.money(figures.margin, 'whole') })}
                </span>
              ) : null}
              <span className={styles.change}>
                {change.minor === 0
                  ? t('overview.unchanged')
                  : t('overview.since_yesterday', { amount: format.money(change, 'whole', true) })}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
