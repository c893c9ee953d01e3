import { Link } from '@tanstack/react-router';
import type { Session } from '../api/types';
import { useTranslation } from '../i18n';

/** As long as the key of the first start is all there is: the way to an account of one's own. */
export function SetUpBanner({ session }: { session: Session }) {
  const { t } = useTranslation();
  if (!session.set_up) return null;
  return (
    <div className="notice" role="status" style={{ marginBottom: '1.25rem' }}>
      <strong>{t('set_up.banner')}</strong> <Link to="/setup">{t('set_up.title')}</Link>
    </div>
  );
}
