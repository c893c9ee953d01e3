import { Button } from '@mantine/core';
import { useState } from 'react';
import { useBeginFactor, useRemoveFactor } from '../api/account';
import type { FactorBegun, Profile } from '../api/types';
import { useTranslation } from '../i18n';
import { Panel } from '../ui/Page';
import { State } from '../ui/State';
import { FactorDialog } from './FactorDialog';
import { OnceMore } from './OnceMore';

/** The second factor: an authenticator app, and the codes for the day on which it is lost. */
export function FactorPanel({ profile }: { profile: Profile }) {
  const { t } = useTranslation();
  const begin = useBeginFactor();
  const remove = useRemoveFactor();
  const [asking, setAsking] = useState<'begin' | 'remove' | null>(null);
  const [begun, setBegun] = useState<FactorBegun | null>(null);
  const onBegin = (password: string) =>
    begin.mutate(password, {
      onSuccess: fresh => {
        setAsking(null);
        setBegun(fresh);
      },
    });
  const onRemove = (password: string) => remove.mutate(password, { onSuccess: () => setAsking(null) });
  return (
    <Panel title={t('factor.title')}>
      <div className="stack">
        <div>
          {profile.second_factor ? (
            <State tone="good">{t('factor.on', { count: profile.recovery_codes })}</State>
          ) : (
            <State tone="wait">{t('factor.off')}</State>
          )}
        </div>
        <p className="soft">{t('factor.what')}</p>
        <div className="row">
          <Button onClick={() => setAsking('begin')}>
            {profile.second_factor ? t('factor.renew') : t('factor.begin')}
          </Button>
          {profile.second_factor ? (
            <Button color="bad" onClick={() => setAsking('remove')}>
              {t('factor.remove')}
            </Button>
          ) : null}
        </div>
      </div>
      {asking === 'begin' ? (
        <OnceMore
          title={t('factor.begin')}
          verb={t('action.next')}
          busy={begin.isPending}
          error={begin.error}
          onSubmit={onBegin}
          onClose={() => setAsking(null)}
        />
      ) : null}
      {asking === 'remove' ? (
        <OnceMore
          title={t('factor.remove')}
          verb={t('action.remove')}
          busy={remove.isPending}
          error={remove.error}
          onSubmit={onRemove}
          onClose={() => setAsking(null)}
        />
      ) : null}
      {begun ? <FactorDialog begun={begun} onClose={() => setBegun(null)} /> : null}
    </Panel>
  );
}
