import { NativeSelect, useMantineColorScheme } from '@mantine/core';
import { isLanguage, LANGUAGES, speak, useTranslation } from '../i18n';
import styles from './LookAndLanguage.module.css';

/** What a person may choose before signing in, too. */
export function LookAndLanguage() {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <div className={styles.choices}>
      <NativeSelect
        size="xs"
        aria-label={t('nav.language')}
        value={i18n.language}
        onChange={event => {
          const chosen = event.currentTarget.value;
          if (isLanguage(chosen)) void speak(chosen);
        }}
        data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
      />
      <NativeSelect
        size="xs"
        aria-label={t('nav.look')}
        value={colorScheme}
        onChange={event => setColorScheme(event.currentTarget.value as typeof colorScheme)}
        data={[
          { value: 'auto', label: t('nav.look_auto') },
          { value: 'light', label: t('nav.look_light') },
          { value: 'dark', label: t('nav.look_dark') },
        ]}
      />
    </div>
  );
}
