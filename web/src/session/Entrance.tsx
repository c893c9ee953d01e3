import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useTranslation } from '../i18n';
import { LookAndLanguage } from '../ui/LookAndLanguage';
import styles from './Entrance.module.css';

/** A dialog below that waits for its reader does not hear the keys that are pressed here. */
export const KEPT = { 'data-mantine-stop-propagation': 'true' };

interface EntranceProps {
  title: string;
  /** What one comes here for, under the name. */
  lead?: ReactNode;
  children: ReactNode;
  /** Whether it stands above a screen that stays as it was left, title and all. */
  over?: boolean;
}

/** The frame of every screen outside: signing in, setting a password, setting up. */
export function Entrance({ title, lead, children, over = false }: EntranceProps) {
  const { t } = useTranslation();
  useEffect(() => {
    const before = document.title;
    document.title = `${title} · Rapport`;
    return () => {
      if (over) document.title = before;
    };
  }, [title, over]);
  return (
    <main className={styles.page} {...KEPT}>
      <svg className={styles.thread} viewBox="0 0 1200 260" preserveAspectRatio="none" aria-hidden="true">
        <path d="M0 200C180 200 220 60 420 60S700 220 860 190 1080 40 1200 70" />
      </svg>
      <div className={styles.box}>
        <h1 className={styles.name}>Rapport</h1>
        <p className={styles.promise}>{lead ?? t('sign_in.promise')}</p>
        {children}
        <LookAndLanguage />
      </div>
    </main>
  );
}
