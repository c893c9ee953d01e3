import type { DeliverySummary } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { useFormat } from '../i18n/useFormat';

/** Why a message stands where it stands; what somebody else's server answered is repeated as it was. */
export function Reason({ of }: { of: DeliverySummary }) {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  if (!of.reason) return null;
  const why = of.why ? word('refusal', of.why) : foreign(of.reason);
  return (
    <span className="small soft">
      {of.why && of.until ? t('deliveries.put_off', { why, time: format.time(of.until) }) : why}
    </span>
  );
}
