import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from '../i18n';
import { Page } from '../ui/Page';
import { BrandsTab } from './BrandsTab';
import { DataTab } from './DataTab';
import { MailTab } from './MailTab';
import { PeopleTab } from './PeopleTab';
import { PrintersTab } from './PrintersTab';
import { SourcesTab } from './SourcesTab';

const TABS = {
  brands: BrandsTab,
  sources: SourcesTab,
  mail: MailTab,
  printers: PrintersTab,
  people: PeopleTab,
  data: DataTab,
};
type Tab = keyof typeof TABS;

function isTab(value: string | undefined): value is Tab {
  return value !== undefined && value in TABS;
}

/** What an installation is told once: who speaks, from where events come, how messages leave, who may sign in. */
export function SettingsPage() {
  const { t } = useTranslation();
  const { tab } = useSearch({ from: '/inside/settings' });
  const navigate = useNavigate({ from: '/settings' });
  const open = isTab(tab) ? tab : 'brands';
  return (
    <Page title={t('settings.title')}>
      <Tabs
        value={open}
        onChange={next => void navigate({ search: next ? { tab: next } : {}, replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="lg">
          {(Object.keys(TABS) as Tab[]).map(name => (
            <Tabs.Tab key={name} value={name}>
              {t(`settings.tab_${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {Object.entries(TABS).map(([name, Content]) => (
          <Tabs.Panel key={name} value={name}>
            <Content />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}
