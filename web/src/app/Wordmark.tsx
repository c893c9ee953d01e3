import { Link } from '@tanstack/react-router';
import styles from './Wordmark.module.css';

/** The name, with the thread running out of it. */
export function Wordmark() {
  return (
    <Link to="/" className={styles.mark}>
      Rapport
      <svg viewBox="0 0 96 10" aria-hidden="true">
        <path
          d="M1 3c14 0 18 5 36 5s26-5 52-4"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.6"
          strokeLinecap="round"
        />
        <circle cx="91.5" cy="4" r="2.6" fill="currentColor" />
      </svg>
    </Link>
  );
}
