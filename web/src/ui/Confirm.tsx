import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from '../i18n';
import { ProblemNotice } from './Await';
import { AwayBanner } from './AwayBanner';

interface ConfirmProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What will happen, in a sentence. */
  children: ReactNode;
  /** The verb on the button: what one is about to do. */
  verb: string;
  onConfirm: () => void;
  busy?: boolean;
  error?: unknown;
  grave?: boolean;
}

/** Asks before something that people will feel. */
export function Confirm({ opened, onClose, title, children, verb, onConfirm, busy, error, grave }: ConfirmProps) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      closeButtonProps={{ 'aria-label': t('action.close_window') }}
    >
      <AwayBanner />
      <div className="stack">
        <div className="stack tight">{children}</div>
        {error ? <ProblemNotice error={error} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button variant="filled" color={grave ? 'bad' : undefined} loading={busy ?? false} onClick={onConfirm}>
            {verb}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
