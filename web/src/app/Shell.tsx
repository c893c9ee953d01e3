import { ActionIcon, Drawer } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { Link, useLocation } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Session } from '../api/types';
import { HeldBanner } from '../hold/HeldBanner';
import { useTranslation } from '../i18n';
import { AwayBanner } from '../ui/AwayBanner';
import { Preferences } from './Preferences';
import { type Place, placesOf } from './places';
import { SetUpBanner } from './SetUpBanner';
import styles from './Shell.module.css';
import { Wordmark } from './Wordmark';

const ON_PHONE = 4;

function isHere(pathname: string, to: string): boolean {
  return to === '/' ? pathname === '/' : pathname === to || pathname.startsWith(`${to}/`);
}

/** The frame of every screen: a rail on a desk, a bar under the thumb on a phone. Unseen while no one is signed in (`away`). */
export function Shell({ session, away, children }: { session: Session; away: boolean; children: ReactNode }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const [more, setMore] = useState(false);
  const staff = session.branch !== null;
  const places = placesOf(session);
  const place = ({ to, key, icon: Icon }: Place) => (
    <li key={to}>
      <Link
        to={to}
        className={styles.place}
        aria-current={isHere(pathname, to) ? 'page' : undefined}
        onClick={() => setMore(false)}
      >
        <Icon size={19} stroke={1.6} aria-hidden />
        <span>{t(`nav.${key}`)}</span>
      </Link>
    </li>
  );
  return (
    <div className={staff ? styles.plain : styles.shell} style={away ? { display: 'none' } : undefined}>
      <a className={styles.skip} href="#content">
        {t('nav.skip')}
      </a>
      <header className={styles.top}>
        <Wordmark />
        {staff ? (
          <ActionIcon variant="subtle" size="lg" aria-label={t('nav.more')} onClick={() => setMore(true)}>
            <IconDots size={22} stroke={1.6} aria-hidden />
          </ActionIcon>
        ) : null}
      </header>
      {staff ? null : (
        <>
          <aside className={styles.rail}>
            <Wordmark />
            <nav aria-label={t('nav.label')}>
              <ul>{places.map(place)}</ul>
            </nav>
            <Preferences session={session} />
          </aside>
          <nav className={styles.bar} aria-label={t('nav.label')}>
            <ul>
              {places.slice(0, ON_PHONE).map(place)}
              <li>
                <button type="button" className={styles.place} onClick={() => setMore(true)} aria-expanded={more}>
                  <IconDots size={19} stroke={1.6} aria-hidden />
                  <span>{t('nav.more')}</span>
                </button>
              </li>
            </ul>
          </nav>
        </>
      )}
      <Drawer
        opened={more}
        onClose={() => setMore(false)}
        position="bottom"
        size="auto"
        title={t('nav.more')}
        closeButtonProps={{ 'aria-label': t('action.close_window') }}
      >
        {staff ? null : (
          <nav className={styles.more} aria-label={t('nav.more')}>
            <ul>{places.slice(ON_PHONE).map(place)}</ul>
          </nav>
        )}
        <Preferences session={session} asks={staff} />
      </Drawer>
      <main id="content" className={styles.main} tabIndex={-1}>
        <AwayBanner />
        <HeldBanner session={session} />
        <SetUpBanner session={session} />
        {children}
      </main>
    </div>
  );
}
