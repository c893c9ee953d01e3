import type { DeliverySummary } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { useFormat } from '../i18n/useFormat';
import { State } from '../ui/State';
import { toneOf } from '../ui/tones';
import { useDeliveryState } from './useDeliveryState';

/** Why a message stands where it stands; what someone else's server answered is repeated as it was. */
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

/** What came back about a message last, beside where it stands: that staff said “Not now”, that a mail was opened. */
export function Answer({ of }: { of: DeliverySummary }) {
  const state = useDeliveryState();
  if (!of.answer) return null;
  return <State tone={toneOf(of.answer)}>{state(of.channel, of.answer)}</State>;
}
