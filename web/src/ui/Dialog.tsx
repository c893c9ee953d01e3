import { Button, Modal } from '@mantine/core';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from '../i18n';
import { ProblemNotice } from './Await';
import { AwayBanner } from './AwayBanner';
import { Confirm } from './Confirm';
import { LeaveGuard } from './LeaveGuard';

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  size?: 'md' | 'lg' | 'xl';
  /** Whether each button in it acts at once: then closing throws nothing away. */
  atOnce?: boolean;
}

/**
 * Something to answer or to read before going on; closed by its cross, by Escape or beside it. Once someone has written or chosen
 * something in it, none of these throws that away unasked.
 */
export function Dialog({ title, onClose, children, size, atOnce = false }: DialogProps) {
  const { t } = useTranslation();
  const [written, setWritten] = useState(false);
  const [leaving, setLeaving] = useState(false);
  useReturnFocus();
  return (
    <Modal
      opened
      onClose={written ? () => setLeaving(true) : onClose}
      title={title}
      size={size ?? 'md'}
      closeButtonProps={{ 'aria-label': t('action.close_window') }}
    >
      <AwayBanner />
      <div className="stack" onChange={() => setWritten(!atOnce)}>
        {children}
      </div>
      {written ? <LeaveGuard unsaved={() => true} text={t('leave.dialog')} /> : null}
      <Confirm
        opened={leaving}
        grave
        onClose={() => setLeaving(false)}
        title={t('leave.title')}
        verb={t('leave.verb')}
        onConfirm={onClose}
      >
        <p>{t('leave.dialog')}</p>
      </Confirm>
    </Modal>
  );
}

/**
 * Gives the focus back to what had it before the dialog, or to the page if that is gone: a dialog is taken out of the page when it is
 * closed, so the library's own return never comes about.
 */
function useReturnFocus() {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      const gone = !(before instanceof HTMLElement && before.isConnected) || before === document.body;
      const target = gone ? document.getElementById('content') : before;
      // After the focus trap has let go.
      window.setTimeout(() => target?.focus());
    },
    [before],
  );
}

interface FormDialogProps extends DialogProps {
  /** The verb on the button: what sending does. */
  verb: string;
  onSubmit: () => void;
  busy: boolean;
  error?: unknown;
  disabled?: boolean;
}

/** A short form: what is asked, what the server had against it, the way back and the way on. */
export function FormDialog({ children, verb, onSubmit, busy, error, disabled, ...dialog }: FormDialogProps) {
  const { t } = useTranslation();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Dialog {...dialog}>
      <form className="stack" onSubmit={submit}>
        {children}
        {error ? <ProblemNotice error={error} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={dialog.onClose}>{t('action.cancel')}</Button>
          <Button type="submit" variant="filled" loading={busy} disabled={disabled ?? false}>
            {verb}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
