import { useTranslation } from '../i18n';
import { receiptLines, textOf } from './content';
import { Foreign } from './Foreign';
import styles from './MessageView.module.css';
import { Values } from './Values';

/** What was said, as the person saw it; never as HTML, for it holds other people's words. */
export function MessageView({ as, content }: { as: string; content: unknown }) {
  const { t } = useTranslation();
  const map = (content ?? {}) as Record<string, unknown>;
  if (Object.keys(map).length === 0) return <p className="soft">{t('delivery.no_content')}</p>;
  const lines = receiptLines(map);
  if (as === 'lines' && lines.length > 0) {
    return (
      <pre className={styles.paper}>
        <Foreign>{lines.join('\n')}</Foreign>
      </pre>
    );
  }
  const subject = textOf(map, 'subject');
  const text = textOf(map, 'text') || textOf(map, 'say');
  const offer = textOf(map, 'offer');
  if (!subject && !text) return <Values data={map} />;
  return (
    <div className={styles.letter}>
      {subject ? (
        <h3>
          <Foreign>{subject}</Foreign>
        </h3>
      ) : null}
      {text ? (
        <p className={styles.text}>
          <Foreign>{text}</Foreign>
        </p>
      ) : null}
      {offer ? (
        <p className={styles.offer}>
          <Foreign>{offer}</Foreign>
        </p>
      ) : null}
    </div>
  );
}
