import { useTranslation } from '../i18n';
import { Values } from '../ui/Values';
import { receiptLines, textOf } from './content';
import styles from './MessageView.module.css';

/** What was said, as the person saw it; never as HTML, for it holds other people's words. */
export function MessageView({ channel, content }: { channel: string; content: unknown }) {
  const { t } = useTranslation();
  const map = (content ?? {}) as Record<string, unknown>;
  if (Object.keys(map).length === 0) return <p className="soft">{t('delivery.no_content')}</p>;
  const lines = receiptLines(map);
  if (channel === 'receipt' && lines.length > 0) {
    return <pre className={styles.paper}>{lines.join('\n')}</pre>;
  }
  const subject = textOf(map, 'subject');
  const text = textOf(map, 'text') || textOf(map, 'say');
  const offer = textOf(map, 'offer');
  if (!subject && !text) return <Values data={map} />;
  return (
    <div className={styles.letter}>
      {subject ? <h3>{subject}</h3> : null}
      {text ? <p className={styles.text}>{text}</p> : null}
      {offer ? <p className={styles.offer}>{offer}</p> : null}
    </div>
  );
}
