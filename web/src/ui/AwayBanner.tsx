import { Button } from '@mantine/core';
import { useReach } from '../api/reach';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { useNow } from './useNow';

/** Above every screen while the server cannot be reached: that it is so, and how old what is shown is. */
export function AwayBanner() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow(5_000);
  const { away, since, retry } = useReach();
  if (!away) return null;
  const at = new Date(since).toISOString();
  return (
    <div className="notice wait" style={{ marginBottom: '1.25rem' }}>
      {/* Read out once, and not each time that the age below changes. */}
      <strong role="status">{t('away.title')}</strong>
      <p>{since > 0 ? t('away.text', { time: format.time(at), ago: format.ago(at, now) }) : t('away.nothing_yet')}</p>
      <div>
        <Button size="xs" onClick={retry}>
          {t('action.retry')}
        </Button>
      </div>
    </div>
  );
}
