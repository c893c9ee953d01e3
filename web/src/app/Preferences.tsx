import { Button } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useSignOut } from '../api/session';
import type { Session } from '../api/types';
import { useTranslation } from '../i18n';
import { Confirm } from '../ui/Confirm';
import { LookAndLanguage } from '../ui/LookAndLanguage';
import styles from './Preferences.module.css';

/** Language, light or dark, and the way out; a branch's phone is asked first, for it does not come in again by itself. */
export function Preferences({ session, asks = false }: { session: Session; asks?: boolean }) {
  const { t } = useTranslation();
  const signOut = useSignOut();
  const [asking, setAsking] = useState(false);
  return (
    <div className={styles.preferences}>
      <p className={styles.who}>
        {session.has_profile ? (
          <Link to="/account">{t('nav.signed_in_as', { name: session.name })}</Link>
        ) : (
          t('nav.signed_in_as', { name: session.name })
        )}
      </p>
      <LookAndLanguage />
      <Button
        variant="subtle"
        size="xs"
        leftSection={<IconLogout size={16} aria-hidden />}
        onClick={() => (asks ? setAsking(true) : signOut.mutate())}
      >
        {t('nav.sign_out')}
      </Button>
      <Confirm
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('nav.sign_out_title')}
        verb={t('nav.sign_out')}
        busy={signOut.isPending}
        error={signOut.error}
        onConfirm={() => signOut.mutate()}
      >
        <p>{t('nav.sign_out_text')}</p>
      </Confirm>
    </div>
  );
}
