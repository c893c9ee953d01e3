import type { Trial } from '../api/types';
import { useTranslation } from '../i18n';
import { InEnglish } from '../ui/Await';

/** What a trial of a printer or of the mail said. */
export function TrialNotice({ trial }: { trial: Trial }) {
  const { t } = useTranslation();
  return (
    <div className={trial.ok ? 'notice good' : 'notice bad'} role="status">
      <strong>{t(trial.ok ? 'trial.ok' : 'trial.failed')}</strong>
      <InEnglish text={trial.message} />
    </div>
  );
}
