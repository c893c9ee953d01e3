import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from '../i18n';
import { Entrance, KEPT } from './Entrance';
import { PasswordForm } from './PasswordForm';
import { TokenForm } from './TokenForm';

/**
 * The way in: address and password, or a token. Where it stands in place of another screen (`here`), or above one that stays as it was
 * left (`over`), that one comes back.
 */
export function SignIn({ stay }: { stay?: 'here' | 'over' }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [byToken, setByToken] = useState(false);
  const onIn = () => {
    if (!stay) void navigate({ to: '/' });
  };
  const note = stay === 'over' ? <p>{t('sign_in.over')}</p> : null;
  return (
    <Entrance title={t('sign_in.title')} over={stay === 'over'}>
      {byToken ? <TokenForm note={note} onIn={onIn} /> : <PasswordForm note={note} onIn={onIn} />}
      <div className="row small">
        {byToken ? null : (
          <Link to="/forgot" className="small">
            {t('sign_in.forgot')}
          </Link>
        )}
        <button type="button" className="link-button small" onClick={() => setByToken(!byToken)} {...KEPT}>
          {byToken ? t('sign_in.by_password') : t('sign_in.by_token')}
        </button>
      </div>
    </Entrance>
  );
}
