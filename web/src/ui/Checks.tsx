import type { CheckView } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import styles from './Checks.module.css';
import { useSaid } from './said';
import { toneOf } from './tones';

/** Every question the gate asked about one message, in its order, with the answer: nothing is left out. */
export function Checks({ checks }: { checks: readonly CheckView[] }) {
  const { t } = useTranslation();
  const word = useCode();
  const say = useSaid();
  const fact = (check: CheckView) => (check.fact ? (say('fact', check.fact) ?? foreign(check.detail)) : check.detail);
  if (checks.length === 0) return null;
  return (
    <ol className={styles.checks} aria-label={t('checks.label')}>
      {checks.map(check => (
        <li key={check.name} data-tone={toneOf(check.outcome)}>
          <span className={styles.name}>{word('check', check.name)}</span>
          <span>
            <span className={styles.outcome}>{word('check_outcome', check.outcome)}</span>
            {check.code ? <span>: {word('refusal', check.code)}</span> : null}
            {check.detail ? <span className={styles.detail}>{fact(check)}</span> : null}
          </span>
        </li>
      ))}
    </ol>
  );
}
