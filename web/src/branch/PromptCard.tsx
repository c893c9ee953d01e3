import { Button } from '@mantine/core';
import { useAnswer } from '../api/branches';
import type { Prompt, StaffAnswer } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { ProblemNotice } from '../ui/Await';
import { Foreign } from '../ui/Foreign';
import styles from './PromptCard.module.css';
import { clock, shareLeft, timeLeft } from './prompts';

interface PromptCardProps {
  branch: string;
  prompt: Prompt;
  now: number;
  onAnswered: (said: string) => void;
}

/** One visitor: read while walking towards them, answered with one thumb. */
export function PromptCard({ branch, prompt, now, onAnswered }: PromptCardProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const answer = useAnswer(branch);
  const left = timeLeft(prompt, now);
  // Bought before staff had answered: they only need to say whether they had served the person.
  const overtaken = prompt.state === 'overtaken';
  const give = (what: StaffAnswer) =>
    answer.mutate(
      { sendKey: prompt.send_key, answer: what },
      { onSuccess: () => onAnswered(t('prompts.answered', { who: prompt.label })) },
    );
  const busy = answer.isPending ? answer.variables.answer : null;
  return (
    <li className={styles.card}>
      <div className={styles.life} aria-hidden="true">
        <span style={{ width: `${shareLeft(prompt, now) * 100}%` }} />
      </div>
      <div className={styles.head}>
        <h2>
          <Foreign>{prompt.label}</Foreign>
        </h2>
        <span className="small soft">{t('prompts.came_in', { time: format.time(prompt.came_in, 'clock') })}</span>
      </div>
      {prompt.looked_for.length > 0 ? (
        <div>
          <p className={styles.label}>{t('prompts.looked_for')}</p>
          <ul className={styles.looked}>
            {prompt.looked_for.map(what => (
              <li key={what}>
                <Foreign>{what}</Foreign>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
      <div>
        <p className={styles.label}>{t('prompts.say')}</p>
        <p className={styles.say}>
          <Foreign>{prompt.say}</Foreign>
        </p>
      </div>
      {prompt.offer ? (
        <div className={styles.offer}>
          <p className={styles.label}>{t('prompts.offer')}</p>
          <p>
            <Foreign>{prompt.offer}</Foreign>
          </p>
          {prompt.voucher ? (
            <p className={styles.voucher}>
              <Foreign>{prompt.voucher}</Foreign>
            </p>
          ) : null}
        </div>
      ) : null}
      {answer.isError ? <ProblemNotice error={answer.error} /> : null}
      {overtaken ? (
        <p className="notice wait" role="status">
          {t('prompts.overtaken', { who: prompt.label })}
        </p>
      ) : null}
      {prompt.state === 'not_now' ? (
        <p className="notice wait" role="status">
          {t('prompts.said_not_now')}
        </p>
      ) : null}
      <div className={styles.answers}>
        <Button
          variant="filled"
          size="md"
          loading={busy === 'done'}
          disabled={busy !== null}
          onClick={() => give('done')}
        >
          {t('prompts.done')}
        </Button>
        {overtaken ? null : (
          <>
            <Button
              size="md"
              loading={busy === 'not_interested'}
              disabled={busy !== null}
              onClick={() => give('not_interested')}
            >
              {t('prompts.not_interested')}
            </Button>
            <Button
              size="md"
              loading={busy === 'not_now'}
              disabled={busy !== null || prompt.state === 'not_now'}
              onClick={() => give('not_now')}
            >
              {t('prompts.not_now')}
            </Button>
          </>
        )}
      </div>
      <p className={styles.left}>{t('prompts.left', { time: clock(left) })}</p>
    </li>
  );
}
