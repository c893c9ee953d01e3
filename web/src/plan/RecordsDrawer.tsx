import { Drawer, NativeSelect } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { MoneyKind } from '../api/types';
import { useTranslation } from '../i18n';
import { AwayBanner } from '../ui/AwayBanner';
import { laterPart } from '../ui/later';
import { KINDS } from './kinds';

const RecordList = laterPart(async () => (await import('./RecordList')).RecordList);

/** Which figure was opened. */
export interface Opened {
  id: string;
  name: string;
  kind: MoneyKind | null;
}

/** The records a figure is made of, down to the message, the voucher or the sale. */
export function RecordsDrawer({ opened, onClose }: { opened: Opened | null; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={opened !== null}
      onClose={onClose}
      size="xl"
      title={opened ? t('records.title', { name: opened.name }) : ''}
      closeButtonProps={{ 'aria-label': t('action.close_window') }}
    >
      <AwayBanner />
      {opened ? <Records opened={opened} /> : null}
    </Drawer>
  );
}

function Records({ opened }: { opened: Opened }) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<MoneyKind | null>(opened.kind);
  useEffect(() => setKind(opened.kind), [opened]);
  return (
    <div className="stack">
      <p className="soft">{t('records.lead')}</p>
      <NativeSelect
        label={t('records.kind')}
        value={kind ?? ''}
        onChange={event => setKind((event.currentTarget.value || null) as MoneyKind | null)}
        data={[{ value: '', label: t('records.all') }, ...KINDS.map(value => ({ value, label: t(`money.${value}`) }))]}
      />
      <RecordList id={opened.id} kind={kind} />
    </div>
  );
}
