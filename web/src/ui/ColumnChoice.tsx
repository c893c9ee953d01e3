import { Checkbox } from '@mantine/core';
import { useTranslation } from '../i18n';
import styles from './Table.module.css';

interface ColumnChoiceProps {
  columns: readonly { id: string; head: string; extra?: boolean }[];
  /** Columns that are not as they are at first: shown or left out. */
  turned: ReadonlySet<string>;
  onTurn: (id: string) => void;
}

/** Which columns of a table are shown. */
export function ColumnChoice({ columns, turned, onTurn }: ColumnChoiceProps) {
  const { t } = useTranslation();
  return (
    <fieldset className={styles.choice}>
      <legend className="sr">{t('table.columns')}</legend>
      {columns.map(({ id, head, extra }) => (
        <Checkbox
          key={id}
          size="xs"
          label={head}
          checked={(extra ?? false) === turned.has(id)}
          onChange={() => onTurn(id)}
        />
      ))}
    </fieldset>
  );
}
