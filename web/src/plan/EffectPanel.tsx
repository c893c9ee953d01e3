import { useEffectOf } from '../api/plan';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Await } from '../ui/Await';
import { Panel } from '../ui/Page';
import styles from './EffectPanel.module.css';
import { intervalParts, verdictOf } from './interval';

/** What contact brought, against the customers held out on purpose; with its interval, and honest when it is too early. */
export function EffectPanel({ id }: { id: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const effect = useEffectOf(id);
  return (
    <Panel title={t('effect.title')}>
      <Await query={effect} lines={3}>
        {data => {
          const parts = intervalParts(data.low, data.per_customer, data.high);
          return (
            <div className="stack tight">
              {data.total ? <p className="figure">{format.money(data.total, 'whole', true)}</p> : null}
              <p className="small soft">{t(`effect.${verdictOf(data)}`)}</p>
              {parts ? (
                <>
                  <div className={styles.scale} aria-hidden="true">
                    <span className={styles.zero} style={{ left: `${parts.zero}%` }} />
                    <span
                      className={styles.range}
                      style={{ left: `${parts.low}%`, width: `${parts.high - parts.low}%` }}
                    />
                    <span className={styles.point} style={{ left: `${parts.point}%` }} />
                  </div>
                  <p className="small">
                    {t('effect.interval', {
                      share: format.share(data.confidence),
                      low: format.number(round(data.low)),
                      high: format.number(round(data.high)),
                    })}
                  </p>
                </>
              ) : null}
              <dl className="facts">
                <dt>{t('effect.treated')}</dt>
                <dd>{format.number(data.treated)}</dd>
                <dt>{t('effect.held_out')}</dt>
                <dd>{format.number(data.held_out)}</dd>
              </dl>
            </div>
          );
        }}
      </Await>
    </Panel>
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
