import type { Explained } from '../api/types';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { type Sentence, useSaid } from '../ui/said';
import styles from './Explanation.module.css';

/** A journey in plain sentences, in the reader's language. */
export function Explanation({ explained }: { explained: Explained }) {
  const { t } = useTranslation();
  const { head, description, starts, steps, ends } = explained;
  return (
    <div className={styles.told}>
      <Sentences said={head} />
      {description ? <p>{foreign(description)}</p> : null}
      <h3>{t('journey.starts')}</h3>
      <Points said={starts} />
      <h3>{t('journey.steps_told')}</h3>
      <ol>
        {steps.map(({ step, said }) => (
          <li key={step}>
            <strong>{foreign(step)}</strong>
            <Points said={said} />
          </li>
        ))}
      </ol>
      <h3>{t('journey.ends')}</h3>
      <Points said={ends} />
    </div>
  );
}

function Sentences({ said }: { said: readonly Sentence[] }) {
  const say = useSaid();
  return said.map(sentence => <p key={JSON.stringify(sentence)}>{say('explain', sentence)}</p>);
}

function Points({ said }: { said: readonly Sentence[] }) {
  const say = useSaid();
  return (
    <ul>
      {said.map(sentence => (
        <li key={JSON.stringify(sentence)}>{say('explain', sentence)}</li>
      ))}
    </ul>
  );
}
