import type { Trial } from '../api/types';
import { useTranslation } from '../i18n';
import { useSaid } from '../ui/said';

/** What a trial of a printer or of the mail said. */
export function TrialNotice({ trial }: { trial: Trial }) {
  const { t } = useTranslation();
  const say = useSaid();
  return (
    <div className={trial.ok ? 'notice good' : 'notice bad'} role="status">
      <strong>{t(trial.ok ? 'trial.ok' : 'trial.failed')}</strong>
      <p>{say('trial_said', trial.said)}</p>
    </div>
  );
}
