import { Link } from '@tanstack/react-router';
import { useTranslation } from '../i18n';
import styles from './Thread.module.css';

/** One knot on the golden thread: a place between the company and one message or sale. */
export interface Knot {
  label: string;
  /** What kind of place it is, in the reader's words. */
  kind?: string | undefined;
  /** Where it leads; without it, it is where the reader stands. */
  to?: string | undefined;
}

/**
 * The golden thread: from the company down to where the reader stands. It is the breadcrumb of every screen that belongs
 * to the plan, and the promise of the product drawn once: everything hangs on it.
 */
export function Thread({ knots }: { knots: readonly Knot[] }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('thread.label')} className={styles.thread}>
      <ol>
        {knots.map(knot => {
          const last = knot === knots.at(-1);
          return (
            <li key={`${knot.kind} ${knot.to ?? knot.label}`} className={last ? styles.here : styles.knot}>
              {knot.kind ? <span className={styles.kind}>{knot.kind}</span> : null}
              {knot.to && !last ? (
                <Link to={knot.to}>{knot.label}</Link>
              ) : (
                <span aria-current={last ? 'page' : undefined}>{knot.label}</span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
