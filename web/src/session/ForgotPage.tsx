import { Button, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useRequestLink } from '../api/session';
import { useTranslation } from '../i18n';
import { ProblemNotice } from '../ui/Await';
import { Entrance } from './Entrance';

/** Asks for a link to set another password. Whether the address has an account is not told. */
export function ForgotPage() {
  const { t } = useTranslation();
  const request = useRequestLink();
  const [email, setEmail] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    request.mutate(email.trim());
  };
  return (
    <Entrance title={t('forgot.title')} lead={t('forgot.lead')}>
      {request.isSuccess ? (
        <p role="status">{t('forgot.sent')}</p>
      ) : (
        <form className="stack" onSubmit={submit}>
          <TextInput
            type="email"
            label={t('sign_in.email')}
            value={email}
            onChange={event => setEmail(event.currentTarget.value)}
            autoComplete="username"
            required
            autoFocus
          />
          {request.isError ? <ProblemNotice error={request.error} /> : null}
          <Button type="submit" variant="filled" size="md" loading={request.isPending}>
            {t('forgot.verb')}
          </Button>
        </form>
      )}
      <Link to="/sign-in" className="small">
        {t('sign_in.title')}
      </Link>
    </Entrance>
  );
}
