import type { DeliverySummary } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';

/** States in which money was spent; what ended in any other freed what was committed for it, if anything was. */
const SPENT = new Set(['accepted', 'unknown', 'taken_down']);

/** Whether a message holds money of its activity: committed while it is under way, or spent. */
export function hasCost({ state }: Pick<DeliverySummary, 'state'>): boolean {
  return state === 'claimed' || SPENT.has(state);
}

/** What a message cost; what is only committed says so, so that the rest adds up to what was spent. */
export function Cost({ of: { state, cost } }: { of: DeliverySummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      {format.money(cost)}
      {SPENT.has(state) ? null : <div className="small soft">{t('deliveries.committed')}</div>}
    </>
  );
}
