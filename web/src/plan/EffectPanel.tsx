import { useEffectOf } from '../api/plan';
import type { Effect } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Await } from '../ui/Await';
import { Panel } from '../ui/Page';
import styles from './EffectPanel.module.css';
import { inMinor, intervalParts, isTold } from './interval';

/** What contact brought, against the customers held out on purpose: for each customer, with its interval, and silent about
 * what cannot be told from chance. */
export function EffectPanel({ id }: { id: string }) {
  const { t } = useTranslation();
  const effect = useEffectOf(id);
  return (
    <Panel title={t('effect.title')}>
      <Await query={effect} lines={3}>
        {data => <Measured effect={data} />}
      </Await>
    </Panel>
  );
}

function Measured({ effect }: { effect: Effect }) {
  const { t } = useTranslation();
  const format = useFormat();
  const amount = (value: number) => format.money(inMinor(value, effect.currency), 'exact', true);
  const parts = intervalParts(effect.low, effect.per_customer, effect.high);
  const { total, total_low: low, total_high: high, needed } = effect;
  return (
    <div className="stack tight">
      {isTold(effect) ? (
        <p className="figure">
          {amount(effect.per_customer)} <span className="small soft">{t('effect.each')}</span>
        </p>
      ) : null}
      <p className="small soft">
        {t(`effect.${effect.verdict}`)}{' '}
        {needed ? t('effect.needed', { count: needed, n: format.number(needed) }) : null}
      </p>
      {parts ? (
        <>
          <div className={styles.scale} aria-hidden="true">
            <span className={styles.zero} style={{ left: `${parts.zero}%` }} />
            <span className={styles.range} style={{ left: `${parts.low}%`, width: `${parts.high - parts.low}%` }} />
            <span className={styles.point} style={{ left: `${parts.point}%` }} />
          </div>
          <p className="small">
            {t('effect.interval', {
              share: format.share(effect.confidence),
              low: amount(effect.low),
              high: amount(effect.high),
            })}
          </p>
        </>
      ) : null}
      {isTold(effect) && total && low && high ? (
        <p className="small">
          {t('effect.total', {
            total: format.money(total, 'whole', true),
            low: format.money(low, 'whole', true),
            high: format.money(high, 'whole', true),
          })}
        </p>
      ) : null}
      <dl className="facts">
        <dt>{t('effect.treated')}</dt>
        <dd>{format.number(effect.treated)}</dd>
        <dt>{t('effect.held_out')}</dt>
        <dd>{format.number(effect.held_out)}</dd>
      </dl>
    </div>
  );
}
