import { useTranslation } from '../i18n';
import styles from './LiveDot.module.css';

/** Says whether the screen really hears the server, in colour and in words. */
export function LiveDot({ connected }: { connected: boolean }) {
  const { t } = useTranslation();
  return (
    <span className={connected ? styles.on : styles.off} role="status">
      {t(connected ? 'live.on' : 'live.off')}
    </span>
  );
}
