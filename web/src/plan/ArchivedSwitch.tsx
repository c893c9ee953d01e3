import { Switch } from '@mantine/core';
import { useTranslation } from '../i18n';

interface ArchivedSwitchProps {
  /** How many are hidden now. */
  count: number;
  shown: boolean;
  onChange: (shown: boolean) => void;
}

/** Shows what was put away, where there is any; sums count it either way. */
export function ArchivedSwitch({ count, shown, onChange }: ArchivedSwitchProps) {
  const { t } = useTranslation();
  if (count === 0 && !shown) return null;
  return (
    <div style={{ padding: '0.75rem' }}>
      <Switch
        label={shown ? t('node.archived_shown') : t('node.archived_hidden', { count })}
        checked={shown}
        onChange={event => onChange(event.currentTarget.checked)}
      />
    </div>
  );
}
