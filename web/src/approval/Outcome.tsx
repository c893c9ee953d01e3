import type { ApprovalView } from '../api/types';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';

const FAILED = 'failed: ';
const JOURNEY = 'journey ';

/** What came of an approval, once something has. */
export function Outcome({ view }: { view: ApprovalView }) {
  const { t } = useTranslation();
  const { outcome } = view;
  if (outcome === '') return null;
  if (outcome.startsWith(FAILED)) {
    return (
      <p className="notice bad" role="status">
        {t('approval.failed', { why: foreign(outcome.slice(FAILED.length)) })}
      </p>
    );
  }
  return (
    <p className="notice good" role="status">
      {outcome.startsWith(JOURNEY)
        ? t('approval.live', { version: outcome.slice(JOURNEY.length) })
        : t('approval.booked')}
    </p>
  );
}
