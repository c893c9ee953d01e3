import { useId } from 'react';
import styles from './FilePick.module.css';

interface FilePickProps {
  label: string;
  accept: string;
  onPick: (file: File) => void;
}

/** A file from this device: by button, keyboard or by dropping it. */
export function FilePick({ label, accept, onPick }: FilePickProps) {
  const id = useId();
  return (
    <label
      htmlFor={id}
      className={styles.pick}
      onDragOver={event => event.preventDefault()}
      onDrop={event => {
        event.preventDefault();
        const file = event.dataTransfer.files[0];
        if (file) onPick(file);
      }}
    >
      {label}
      <input
        id={id}
        type="file"
        accept={accept}
        onChange={event => {
          const file = event.currentTarget.files?.[0];
          if (file) onPick(file);
        }}
      />
    </label>
  );
}
