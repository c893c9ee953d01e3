import { Button, PasswordInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useSignIn } from '../api/session';
import { useTranslation } from '../i18n';
import { ProblemNotice } from '../ui/Await';
import { KEPT } from './Entrance';

/** Signing in with a token: the recovery key, a program's or a branch's. */
export function TokenForm({ note, onIn }: { note: ReactNode; onIn: () => void }) {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const [token, setToken] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ token: token.trim() }, { onSuccess: onIn });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <PasswordInput
        label={t('sign_in.token')}
        description={t('sign_in.token_hint')}
        value={token}
        onChange={event => setToken(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('sign_in.show_token'), tabIndex: 0 }}
        autoComplete="off"
        required
        autoFocus
        {...KEPT}
      />
      {note}
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
  );
}
