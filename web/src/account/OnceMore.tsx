import { useState } from 'react';
import { FormDialog } from '../ui/Dialog';
import { CurrentPassword } from './CurrentPassword';

interface OnceMoreProps {
  title: string;
  verb: string;
  busy: boolean;
  error: unknown;
  onSubmit: (password: string) => void;
  onClose: () => void;
}

/** Asks for the password once more, before something that could shut its owner out. */
export function OnceMore({ title, verb, busy, error, onSubmit, onClose }: OnceMoreProps) {
  const [password, setPassword] = useState('');
  return (
    <FormDialog
      title={title}
      verb={verb}
      busy={busy}
      error={error}
      onSubmit={() => onSubmit(password)}
      onClose={onClose}
    >
      <CurrentPassword value={password} onChange={setPassword} first />
    </FormDialog>
  );
}
