import type { ReactNode } from 'react';
import { Dialog } from './Dialog';
import { Secret } from './Secret';

interface SecretDialogProps {
  title: string;
  /** What the secret is, as the name of its field. */
  label: string;
  value: string;
  onClose: () => void;
  /** What to do with it, before it is shown. */
  children?: ReactNode;
}

/** Shows a secret once, right after it was made: a token, a write key, a link that signs in. */
export function SecretDialog({ title, label, value, onClose, children }: SecretDialogProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <Secret value={value} label={label} />
    </Dialog>
  );
}
