import { useProfile } from '../api/account';
import { useTranslation } from '../i18n';
import { Await } from '../ui/Await';
import { Page } from '../ui/Page';
import { FactorPanel } from './FactorPanel';
import { PasskeysPanel } from './PasskeysPanel';
import { PasswordPanel } from './PasswordPanel';
import { ProfilePanel } from './ProfilePanel';
import { SessionsPanel } from './SessionsPanel';
import { TokensPanel } from './TokensPanel';
import { WorkingPanel } from './WorkingPanel';

/** One's own account: who one is, how one comes in, and where one is signed in. */
export function AccountPage() {
  const { t } = useTranslation();
  const profile = useProfile();
  return (
    <Page title={t('account.title')}>
      <Await query={profile}>
        {own => (
          <>
            <ProfilePanel profile={own} />
            <WorkingPanel />
            <PasswordPanel />
            <FactorPanel profile={own} />
            <PasskeysPanel />
            <SessionsPanel />
            <TokensPanel />
          </>
        )}
      </Await>
    </Page>
  );
}
