import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { passkeysWork } from '../api/passkey';
import { Problem } from '../api/problem';
import { usePasskeySignIn, useSignIn } from '../api/session';
import { useTranslation } from '../i18n';
import { ProblemNotice } from '../ui/Await';
import { CodeInput } from './CodeInput';
import { KEPT } from './Entrance';

/** Signing in by address and password, and by a code where the account has a second factor. */
export function PasswordForm({ note, onIn }: { note: ReactNode; onIn: () => void }) {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const byPasskey = usePasskeySignIn();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [asksCode, setAsksCode] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate(
      { email: email.trim(), password, ...(asksCode && { code }) },
      { onSuccess: onIn, onError: error => setAsksCode(asksCode || Problem.from(error).code === 'code_needed') },
    );
  };
  const isNeeded = signIn.isError && Problem.from(signIn.error).code === 'code_needed';
  return (
    <form className="stack" onSubmit={submit}>
      <TextInput
        type="email"
        label={t('sign_in.email')}
        value={email}
        onChange={event => setEmail(event.currentTarget.value)}
        autoComplete="username"
        required
        autoFocus
        {...KEPT}
      />
      <PasswordInput
        label={t('sign_in.password')}
        value={password}
        onChange={event => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('sign_in.show_password'), tabIndex: 0 }}
        autoComplete="current-password"
        required
        {...KEPT}
      />
      {asksCode ? <CodeInput value={code} onChange={setCode} /> : null}
      {note}
      {signIn.isError && !isNeeded ? <ProblemNotice error={signIn.error} /> : null}
      <Button type="submit" variant="filled" size="md" loading={signIn.isPending} {...KEPT}>
        {t('sign_in.verb')}
      </Button>
      {passkeysWork() ? (
        <>
          {byPasskey.isError ? <ProblemNotice error={byPasskey.error} /> : null}
          <Button
            size="md"
            loading={byPasskey.isPending}
            onClick={() => byPasskey.mutate(undefined, { onSuccess: onIn })}
            {...KEPT}
          >
            {t('sign_in.by_passkey')}
          </Button>
        </>
      ) : null}
    </form>
  );
}
