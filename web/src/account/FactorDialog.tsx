import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useConfirmFactor } from '../api/account';
import type { FactorBegun } from '../api/types';
import { useTranslation } from '../i18n';
import { Copyable } from '../ui/Copyable';
import { Dialog, FormDialog } from '../ui/Dialog';
import { QrCode } from '../ui/QrCode';

/** Shows what the app scans, takes its first code, and then shows the recovery codes once. */
export function FactorDialog({ begun, onClose }: { begun: FactorBegun; onClose: () => void }) {
  const { t } = useTranslation();
  const confirm = useConfirmFactor();
  const [code, setCode] = useState('');
  if (confirm.data) {
    return (
      <Dialog title={t('factor.codes_title')} onClose={onClose}>
        <p>{t('factor.codes')}</p>
        <Copyable value={confirm.data.codes.join('\n')} label={t('factor.codes_title')} />
      </Dialog>
    );
  }
  return (
    <FormDialog
      title={t('factor.begin')}
      verb={t('factor.confirm')}
      busy={confirm.isPending}
      error={confirm.error}
      onSubmit={() => confirm.mutate(code)}
      onClose={onClose}
    >
      <p>{t('factor.scan')}</p>
      <div style={{ maxWidth: '14rem' }}>
        <QrCode text={begun.url} label={t('factor.picture')} />
      </div>
      <Copyable value={begun.secret} label={t('factor.secret')} />
      <TextInput
        label={t('factor.code')}
        value={code}
        onChange={event => setCode(event.currentTarget.value)}
        autoComplete="one-time-code"
        inputMode="numeric"
        maxLength={16}
        required
      />
    </FormDialog>
  );
}
