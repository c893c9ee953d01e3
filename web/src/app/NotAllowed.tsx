import { Link } from '@tanstack/react-router';
import { useCode, useTranslation } from '../i18n';
import { Empty } from '../ui/Await';
import { Page, Panel } from '../ui/Page';

/** A screen that shows nothing to whoever lacks a permission, and names it. */
export function NotAllowed({ permission }: { permission: string }) {
  const { t } = useTranslation();
  const word = useCode();
  return (
    <Page title={t('not_allowed.title')}>
      <Panel>
        <Empty title={t('not_allowed.title')} action={<Link to="/">{t('not_found.home')}</Link>}>
          {t('not_allowed.text', { permission: word('permission', permission) })}
        </Empty>
      </Panel>
    </Page>
  );
}
