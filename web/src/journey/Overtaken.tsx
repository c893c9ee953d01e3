import { Button } from '@mantine/core';
import type { Problem } from '../api/problem';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { ProblemDetail } from '../ui/Await';
import styles from './Overtaken.module.css';

interface OvertakenProps {
  mine: string;
  theirs: { text: string; problem: Problem };
  onTake: () => void;
  onKeep: () => void;
}

/** Someone else kept another draft meanwhile: both, side by side, and the choice between them. */
export function Overtaken({ mine, theirs, onTake, onKeep }: OvertakenProps) {
  const { t } = useTranslation();
  const [ours, others] = differing(mine, theirs.text);
  return (
    <div className="notice wait stack" role="alert">
      <p>{t('document.overtaken')}</p>
      <ProblemDetail problem={theirs.problem} />
      <div className={styles.both}>
        <figure>
          <figcaption className="small soft">{t('document.theirs')}</figcaption>
          <pre>{foreign(others)}</pre>
        </figure>
        <figure>
          <figcaption className="small soft">{t('document.mine')}</figcaption>
          <pre>{foreign(ours)}</pre>
        </figure>
      </div>
      <div className="row">
        <Button size="xs" onClick={onTake}>
          {t('document.take_theirs')}
        </Button>
        <Button size="xs" variant="filled" onClick={onKeep}>
          {t('document.keep_mine')}
        </Button>
      </div>
    </div>
  );
}

/** The lines in which two texts differ, without those that begin and end both. */
export function differing(mine: string, theirs: string): [string, string] {
  const [a, b] = [mine.split('\n'), theirs.split('\n')];
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const middle = (lines: string[]) => lines.slice(head, lines.length - tail).join('\n');
  return [middle(a), middle(b)];
}
