import { Link, useLocation } from '@tanstack/react-router';
import type { Session } from '../api/types';
import { useCode, useTranslation } from '../i18n';

/** On every other screen while nothing is sent: that it is so, why, and the way to the page that says more. */
export function HeldBanner({ session }: { session: Session }) {
  const { t } = useTranslation();
  const word = useCode();
  const there = useLocation({ select: location => location.pathname === '/hold' });
  if (there || session.held.length === 0) return null;
  return (
    <div className="notice bad" role="status" style={{ marginBottom: '1.25rem' }}>
      <strong>{t('held.title')}</strong>
      <p>{session.held.map(why => word('hold', why)).join(' ')}</p>
      {session.permissions.includes('operations.read') ? <Link to="/hold">{t('held.look')}</Link> : null}
    </div>
  );
}
