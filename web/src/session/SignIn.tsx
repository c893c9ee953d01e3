import { Button, PasswordInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { useSignIn } from '../api/session';
import { useTranslation } from '../i18n';
import { ProblemNotice } from '../ui/Await';
import { LookAndLanguage } from '../ui/LookAndLanguage';
import styles from './SignIn.module.css';

/** A dialog below that waits for its reader does not hear the keys that are pressed here. */
const KEPT = { 'data-mantine-stop-propagation': 'true' };

/**
 * The way in: a token, and nothing else to remember. Where it stands in place of another screen (`here`), or above one that stays
 * as it was left (`over`), that one comes back.
 */
export function SignIn({ stay }: { stay?: 'here' | 'over' }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const signIn = useSignIn();
  const [token, setToken] = useState('');
  useEffect(() => {
    const before = document.title;
    document.title = `${t('sign_in.title')} · Rapport`;
    return () => {
      if (stay === 'over') document.title = before;
    };
  }, [t, stay]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate(token.trim(), stay ? undefined : { onSuccess: () => void navigate({ to: '/' }) });
  };
  return (
    <main className={styles.page} {...KEPT}>
      <svg className={styles.thread} viewBox="0 0 1200 260" preserveAspectRatio="none" aria-hidden="true">
        <path d="M0 200C180 200 220 60 420 60S700 220 860 190 1080 40 1200 70" />
      </svg>
      <div className={styles.box}>
        <h1 className={styles.name}>Rapport</h1>
        <p className={styles.promise}>{t('sign_in.promise')}</p>
        <form className="stack" onSubmit={submit}>
          <PasswordInput
            label={t('sign_in.token')}
            description={t('sign_in.token_hint')}
            value={token}
            onChange={event => setToken(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': t('sign_in.show_token'), tabIndex: 0 }}
            autoComplete="current-password"
            required
            autoFocus
            {...KEPT}
          />
          {stay === 'over' ? <p>{t('sign_in.over')}</p> : null}
          {signIn.isError ? <ProblemNotice error={signIn.error} /> : null}
          <Button
            type="submit"
            variant="filled"
            size="md"
            loading={signIn.isPending}
            disabled={token.trim() === ''}
            {...KEPT}
          >
            {t('sign_in.verb')}
          </Button>
        </form>
        <LookAndLanguage />
      </div>
    </main>
  );
}
