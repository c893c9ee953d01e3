import { Link } from '@tanstack/react-router';
import { useTranslation } from '../i18n';
import { Empty } from '../ui/Await';

/** An address that leads nowhere. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <main>
      <Empty title={t('not_found.title')} action={<Link to="/">{t('not_found.home')}</Link>}>
        {t('not_found.text')}
      </Empty>
    </main>
  );
}
