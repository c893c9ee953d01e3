import { Tabs } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useChannels } from '../api/channels';
import { useMay } from '../api/session';
import { useCode, useTranslation } from '../i18n';
import { Page } from '../ui/Page';
import { ApprovalsTab } from './ApprovalsTab';
import { BrandsTab } from './BrandsTab';
import { ChannelTab } from './ChannelTab';
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
  approvals: ApprovalsTab,
  data: DataTab,
};
type Tab = keyof typeof TABS;

/** What one needs to see what a tab shows. */
const NEEDS: Record<Tab, string> = {
  brands: 'brand.read',
  sources: 'source.read',
  mail: 'settings.read',
  printers: 'settings.read',
  people: 'people.read',
  approvals: 'people.read',
  data: 'operations.read',
};

function isTab(value: string | undefined): value is Tab {
  return value !== undefined && value in TABS;
}

function ofKind(id: string): string {
  return `channel-${id}`;
}

/** What an installation is told once: who speaks, from where events come, how messages leave, who may sign in. */
export function SettingsPage() {
  const { t } = useTranslation();
  const { tab } = useSearch({ from: '/inside/settings' });
  const navigate = useNavigate({ from: '/settings' });
  const word = useCode();
  const may = useMay();
  const tabs = (Object.keys(TABS) as Tab[]).filter(name => may(NEEDS[name]));
  // Kinds of channels whose drivers are set by name and value have a tab each; mail and printers have their own.
  const kinds = useChannels().data?.kinds.flatMap(({ id, settings }) => (settings ? [{ id, settings }] : [])) ?? [];
  const isOpen = (isTab(tab) && tabs.includes(tab)) || kinds.some(kind => ofKind(kind.id) === tab);
  const open = (isOpen ? tab : tabs[0]) ?? null;
  return (
    <Page title={t('settings.title')}>
      <Tabs
        value={open}
        onChange={next => void navigate({ search: next ? { tab: next } : {}, replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="lg">
          {tabs.map(name => (
            <Tabs.Tab key={name} value={name}>
              {t(`settings.tab_${name}`)}
            </Tabs.Tab>
          ))}
          {kinds.map(kind => (
            <Tabs.Tab key={kind.id} value={ofKind(kind.id)}>
              {word('channel', kind.id)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(name => {
          const Content = TABS[name];
          return (
            <Tabs.Panel key={name} value={name}>
              <Content />
            </Tabs.Panel>
          );
        })}
        {kinds.map(kind => (
          <Tabs.Panel key={kind.id} value={ofKind(kind.id)}>
            <ChannelTab kind={kind.id} settings={kind.settings} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}
