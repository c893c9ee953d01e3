import { useEffectOf } from '../api/plan';
import type { Figures } from '../api/types';
import { useTranslation } from '../i18n';
import { digitsOf } from '../i18n/format';
import { useFormat } from '../i18n/useFormat';
import { Panel } from '../ui/Page';
import styles from './Answer.module.css';
import { backPerUnit, inMinor, isTold } from './interval';

/** The first thing someone asks of an activity: what was spent, what came back for it, and whether it would have come anyway. */
export function Answer({ id, figures }: { id: string; figures: Figures }) {
  const { t } = useTranslation();
  const format = useFormat();
  const effect = useEffectOf(id).data;
  const { actual, returned } = figures;
  const { currency } = actual;
  const told = effect !== undefined && isTold(effect);
  const per = backPerUnit(figures);
  const unit = format.money({ minor: 10 ** digitsOf(currency), currency }, 'whole');
  const values = { spent: format.money(actual, 'whole'), returned: format.money(returned, 'whole') };
  return (
    <Panel title={t('answer.title')}>
      <p className={styles.sentence}>{t(actual.minor > 0 ? 'answer.sentence' : 'answer.nothing_spent', values)}</p>
      {figures.margin.minor !== 0 ? (
        <p className="soft">{t('overview.margin', { amount: format.money(figures.margin, 'whole') })}</p>
      ) : null}
      {told ? (
        <dl className={styles.figures}>
          <div>
            <dt>{t('answer.effect')}</dt>
            <dd>{format.money(inMinor(effect.per_customer, effect.currency), 'exact', true)}</dd>
          </div>
        </dl>
      ) : null}
      {per ? <p className="small soft">{t('answer.last_touch', { per: format.money(per), unit })}</p> : null}
      {effect ? <p className="small soft">{t(`effect.${effect.verdict}`)}</p> : null}
    </Panel>
  );
}
