import { pieces } from '../i18n/foreign';
import styles from './Foreign.module.css';

/** What someone else wrote: a name, a note, a product. It turns nothing round, hides nothing and breaks where it must. */
export function Foreign({ children }: { children: string | null | undefined }) {
  return (
    <bdi className={styles.foreign}>
      {pieces(children ?? '').map(({ text, mark }, at) =>
        mark ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a text are in order
          <span key={at} className={styles.mark}>
            {text}
          </span>
        ) : (
          text
        ),
      )}
    </bdi>
  );
}
