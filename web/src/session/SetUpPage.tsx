import { Button, TextInput } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useSession, useSetUp, useSignIn } from '../api/session';
import { useTranslation } from '../i18n';
import { Loading, ProblemNotice } from '../ui/Await';
import { NewPassword } from '../ui/NewPassword';
import { Entrance } from './Entrance';
import { TokenForm } from './TokenForm';

/** The first administrator, made by whoever has the key of the first start; the printed address brings it along behind the `#`. */
export function SetUpPage() {
  const { t } = useTranslation();
  const session = useSession();
  const { mutate, isError, isPending, error } = useSignIn();
  const [key] = useState(() => decodeURIComponent(globalThis.location.hash.slice(1)));
  const asked = useRef(false);
  useEffect(() => {
    if (!key || asked.current) return;
    asked.current = true;
    globalThis.history.replaceState(null, '', globalThis.location.pathname);
    mutate({ token: key });
  }, [key, mutate]);
  const lead = session.data?.set_up ? t('set_up.lead') : session.data ? t('set_up.done') : t('set_up.with_key');
  return (
    <Entrance title={t('set_up.title')} lead={lead}>
      {isError ? <ProblemNotice error={error} /> : null}
      {session.data?.set_up ? <SetUpForm /> : null}
      {session.data && !session.data.set_up ? (
        <Link to="/" className="small">
          {t('nav.overview')}
        </Link>
      ) : null}
      {!session.data && (session.isPending || isPending) ? <Loading lines={4} /> : null}
      {session.isError && !isPending ? <TokenForm note={null} onIn={() => undefined} /> : null}
    </Entrance>
  );
}

function SetUpForm() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const setUp = useSetUp();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const said = { name: name.trim(), email: email.trim(), password, language: i18n.language, zone };
    setUp.mutate(said, { onSuccess: () => void navigate({ to: '/' }) });
  };
  return (
    <form className="stack" onSubmit={submit}>
      <TextInput
        label={t('field.name')}
        value={name}
        onChange={event => setName(event.currentTarget.value)}
        autoComplete="name"
        maxLength={200}
        required
        autoFocus
      />
      <TextInput
        type="email"
        label={t('sign_in.email')}
        value={email}
        onChange={event => setEmail(event.currentTarget.value)}
        autoComplete="username"
        required
      />
      <NewPassword value={password} onChange={setPassword} />
      {setUp.isError ? <ProblemNotice error={setUp.error} /> : null}
      <Button type="submit" variant="filled" size="md" loading={setUp.isPending}>
        {t('set_up.verb')}
      </Button>
      <p className="small soft">{t('set_up.key')}</p>
    </form>
  );
}
