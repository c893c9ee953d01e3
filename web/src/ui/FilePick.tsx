import { useId, useState } from 'react';
import { useTranslation } from '../i18n';
import styles from './FilePick.module.css';
import { Foreign } from './Foreign';

interface FilePickProps {
  label: string;
  accept: string;
  onPick: (file: File) => void;
}

/** A file from this device: by button, keyboard or by dropping it. */
export function FilePick({ label, accept, onPick }: FilePickProps) {
  const { t } = useTranslation();
  const id = useId();
  const [name, setName] = useState('');
  const pick = (file: File | undefined) => {
    if (!file) return;
    setName(file.name);
    onPick(file);
  };
  return (
    <label
      htmlFor={id}
      className={styles.pick}
      onDragOver={event => event.preventDefault()}
      onDrop={event => {
        event.preventDefault();
        pick(event.dataTransfer.files[0]);
      }}
    >
      <span>{label}</span>
      <input
        id={id}
        className="sr"
        aria-label={label}
        type="file"
        accept={accept}
        onChange={event => pick(event.currentTarget.files?.[0])}
      />
      <span className={styles.line} aria-hidden="true">
        <span className={styles.button}>{t('file_pick.choose')}</span>
        <span className="small soft">
          <Foreign>{name}</Foreign>
        </span>
      </span>
    </label>
  );
}
