import type { CheckView } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import styles from './Checks.module.css';
import { toneOf } from './tones';

/** Every question the gate asked about one message, in its order, with the answer: nothing is left out. */
export function Checks({ checks }: { checks: readonly CheckView[] }) {
  const { t } = useTranslation();
  const word = useCode();
  if (checks.length === 0) return null;
  return (
    <ol className={styles.checks} aria-label={t('checks.label')}>
      {checks.map(check => (
        <li key={check.name} data-tone={toneOf(check.outcome)}>
          <span className={styles.name}>{word('check', check.name)}</span>
          <span>
            <span className={styles.outcome}>{word('check_outcome', check.outcome)}</span>
            {check.code ? <span>: {word('refusal', check.code)}</span> : null}
            {check.detail ? <span className={styles.detail}>{check.detail}</span> : null}
          </span>
        </li>
      ))}
    </ol>
  );
}
