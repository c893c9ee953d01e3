import { Button } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { useSignOut } from '../api/session';
import type { Session } from '../api/types';
import { useTranslation } from '../i18n';
import { LookAndLanguage } from '../ui/LookAndLanguage';
import styles from './Preferences.module.css';

/** Language, light or dark, and the way out. */
export function Preferences({ session, compact }: { session: Session; compact?: boolean }) {
  const { t } = useTranslation();
  const signOut = useSignOut();
  return (
    <div className={compact ? styles.compact : styles.preferences}>
      {compact ? null : <p className={styles.who}>{t('nav.signed_in_as', { name: session.name })}</p>}
      <LookAndLanguage />
      <Button
        variant="subtle"
        size="xs"
        leftSection={<IconLogout size={16} aria-hidden />}
        onClick={() => signOut.mutate()}
      >
        {t('nav.sign_out')}
      </Button>
    </div>
  );
}
