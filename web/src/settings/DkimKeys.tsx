import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useMakeDkimKeys, useRemoveDkimKey } from '../api/settings';
import type { DkimKey, MailSettings } from '../api/types';
import { useTranslation } from '../i18n';
import { ProblemNotice } from '../ui/Await';
import { Confirm } from '../ui/Confirm';
import { Copyable } from '../ui/Copyable';
import { Panel } from '../ui/Page';

/** The keys that sign mail, with the DNS records that let receivers check the signatures. */
export function DkimKeys({ settings }: { settings: MailSettings }) {
  const { t } = useTranslation();
  const make = useMakeDkimKeys();
  const remove = useRemoveDkimKey();
  const [removing, setRemoving] = useState<DkimKey | null>(null);
  const domain = settings.dkim_domain;
  return (
    <Panel title={t('mail.dkim_title')}>
      <div className="stack">
        <p className="soft">{domain == null ? t('mail.dkim_no_domain') : t('mail.dkim_text', { domain })}</p>
        {settings.dkim_keys.map(key => (
          <Key key={key.selector} signing={key} onRemove={() => setRemoving(key)} />
        ))}
        <div>
          <Button
            leftSection={<IconPlus size={16} aria-hidden />}
            loading={make.isPending}
            disabled={domain == null}
            onClick={() => make.mutate()}
          >
            {t('mail.dkim_make')}
          </Button>
        </div>
        {make.isError ? <ProblemNotice error={make.error} /> : null}
      </div>
      {removing ? (
        <Confirm
          opened
          grave
          onClose={() => setRemoving(null)}
          title={t('mail.dkim_remove_title', { name: removing.selector })}
          verb={t('action.remove')}
          busy={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(removing.selector, { onSuccess: () => setRemoving(null) })}
        >
          <p>{t('mail.dkim_remove_text')}</p>
        </Confirm>
      ) : null}
    </Panel>
  );
}

function Key({ signing, onRemove }: { signing: DkimKey; onRemove: () => void }) {
  const { t } = useTranslation();
  const isSplit = signing.zone_value !== `"${signing.value}"`;
  return (
    <section className="stack tight" aria-label={signing.selector}>
      <div className="between">
        <h3>{signing.algorithm === 'rsa' ? 'RSA' : 'Ed25519'}</h3>
        <Button size="compact-xs" onClick={onRemove}>
          {t('action.remove')}
        </Button>
      </div>
      <Copyable label={t('mail.dkim_record_name')} value={signing.name} />
      <Copyable label={t('mail.dkim_record_value')} value={signing.value} />
      {isSplit ? (
        <Copyable label={t('mail.dkim_zone_value')} description={t('mail.dkim_zone_hint')} value={signing.zone_value} />
      ) : null}
    </section>
  );
}
