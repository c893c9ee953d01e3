import { Button } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useChangePassword } from '../api/account';
import { useTranslation } from '../i18n';
import { ProblemNotice } from '../ui/Await';
import { NewPassword } from '../ui/NewPassword';
import { useSay } from '../ui/notices';
import { Panel } from '../ui/Page';
import { CurrentPassword } from './CurrentPassword';

/** Another password; every other browser is signed out then. */
export function PasswordPanel() {
  const { t } = useTranslation();
  const say = useSay();
  const change = useChangePassword();
  const [current, setCurrent] = useState('');
  const [fresh, setFresh] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(
      { current, new: fresh },
      {
        onSuccess: () => {
          say(t('account.password_changed'));
          setCurrent('');
          setFresh('');
        },
      },
    );
  };
  return (
    <Panel title={t('account.password')}>
      <form className="stack" onSubmit={submit} style={{ maxWidth: '28rem' }}>
        <CurrentPassword value={current} onChange={setCurrent} />
        <NewPassword value={fresh} onChange={setFresh} />
        {change.isError ? <ProblemNotice error={change.error} /> : null}
        <div>
          <Button type="submit" loading={change.isPending}>
            {t('account.change_password')}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
