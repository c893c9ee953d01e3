import { Tabs } from '@mantine/core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCustomer } from '../api/customers';
import type { CustomerView } from '../api/types';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { Await } from '../ui/Await';
import { Page } from '../ui/Page';
import { ConsentsTab } from './ConsentsTab';
import { CustomerMenu } from './CustomerMenu';
import { ProfilePanels } from './ProfilePanels';
import { Timeline } from './Timeline';
import { WhyTab } from './WhyTab';

const TABS = ['timeline', 'why', 'consents', 'profile'] as const;

/** One person: everything that happened, what they agreed to, and why they did or did not get something. */
export function CustomerPage() {
  const { customer: id } = useParams({ from: '/inside/customers/$customer' });
  const customer = useCustomer(id);
  return (
    <Await query={customer} lines={8}>
      {view => <Person view={view} />}
    </Await>
  );
}

function Person({ view }: { view: CustomerView }) {
  const { t } = useTranslation();
  const { tab } = useSearch({ from: '/inside/customers/$customer' });
  const navigate = useNavigate({ from: '/customers/$customer' });
  return (
    <Page
      title={foreign(view.label)}
      lead={<p className="mono small">{view.id}</p>}
      actions={<CustomerMenu customer={view} />}
    >
      <Tabs
        value={TABS.find(name => name === tab) ?? 'timeline'}
        onChange={next =>
          void navigate({
            search: before => ({ ...before, tab: next && next !== 'timeline' ? next : undefined }),
            replace: true,
          })
        }
        keepMounted={false}
      >
        <Tabs.List mb="lg">
          {TABS.map(name => (
            <Tabs.Tab key={name} value={name}>
              {t(`customer.tab_${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="timeline">
          <Timeline customer={view} />
        </Tabs.Panel>
        <Tabs.Panel value="why">
          <WhyTab customer={view} />
        </Tabs.Panel>
        <Tabs.Panel value="consents">
          <ConsentsTab id={view.id} />
        </Tabs.Panel>
        <Tabs.Panel value="profile">
          <ProfilePanels customer={view} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
