import type { AffinityView } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Foreign } from '../ui/Foreign';
import styles from './Affinities.module.css';

/** What someone is drawn to, strongest first; the bar is only a picture of the number beside it. */
export function Affinities({ affinities }: { affinities: readonly AffinityView[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const most = Math.max(0.001, ...affinities.map(one => one.score));
  if (affinities.length === 0) return <p className="soft">{t('customer.no_affinities')}</p>;
  return (
    <ul className={styles.list}>
      {affinities.map(one => (
        <li key={one.topic}>
          <Foreign>{one.name ?? one.topic.replace(/^\w+:/, '')}</Foreign>
          <span className={styles.score}>{format.number(Math.round(one.score * 10) / 10)}</span>
          <span
            className={styles.bar}
            style={{ width: `${Math.max(2, (one.score / most) * 100)}%` }}
            aria-hidden="true"
          />
        </li>
      ))}
    </ul>
  );
}
