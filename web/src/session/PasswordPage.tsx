import { Button } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useEffect, useState } from 'react';
import { useLink, useLinkPassword } from '../api/session';
import { useTranslation } from '../i18n';
import { Await, Empty, ProblemNotice } from '../ui/Await';
import { Foreign } from '../ui/Foreign';
import { NewPassword } from '../ui/NewPassword';
import { CodeInput } from './CodeInput';
import { Entrance } from './Entrance';

/** Where the link of an invitation or a reset leads: the secret stands behind the `#`, so it never travels in an address. */
export function PasswordPage() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const [link] = useState(() => decodeURIComponent(globalThis.location.hash.slice(1)));
  const look = useLink(link);
  const set = useLinkPassword();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  useEffect(() => {
    if (link) globalThis.history.replaceState(null, '', globalThis.location.pathname);
  }, [link]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const said = { link, password, language: i18n.language, zone, ...(look.data?.second_factor && { code }) };
    set.mutate(said, { onSuccess: () => void navigate({ to: '/' }) });
  };
  const again = (
    <Link to="/forgot" className="small">
      {t('forgot.title')}
    </Link>
  );
  return (
    <Entrance title={t('password.title')} lead={look.data?.invitation ? t('password.welcome') : t('password.lead')}>
      {link === '' ? <Empty title={t('password.no_link')} action={again} /> : null}
      {link !== '' && look.isError ? (
        <>
          <ProblemNotice error={look.error} />
          {again}
        </>
      ) : null}
      {link !== '' && !look.isError ? (
        <Await query={look}>
          {account => (
            <form className="stack" onSubmit={submit}>
              <p>
                <Foreign>{account.name}</Foreign>
                <br />
                <span className="soft">
                  <Foreign>{account.email}</Foreign>
                </span>
              </p>
              <input type="hidden" name="username" autoComplete="username" value={account.email} readOnly />
              <NewPassword value={password} onChange={setPassword} />
              {account.second_factor ? <CodeInput value={code} onChange={setCode} /> : null}
              {set.isError ? <ProblemNotice error={set.error} /> : null}
              <Button type="submit" variant="filled" size="md" loading={set.isPending}>
                {t('password.verb')}
              </Button>
            </form>
          )}
        </Await>
      ) : null}
    </Entrance>
  );
}
