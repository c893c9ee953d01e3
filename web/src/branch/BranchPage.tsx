import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useBoard } from '../api/branches';
import type { Prompt, PromptBoard } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { useFormat } from '../i18n/useFormat';
import { Await, Empty } from '../ui/Await';
import { Foreign } from '../ui/Foreign';
import { LiveDot } from '../ui/LiveDot';
import { Page } from '../ui/Page';
import { State } from '../ui/State';
import { toneOf } from '../ui/tones';
import { useNow } from '../ui/useNow';
import styles from './BranchPage.module.css';
import { PromptCard } from './PromptCard';
import { stillOpen } from './prompts';

/** A branch on its phone: who has come in, what they were looking for, what to say and to offer. */
export function BranchPage() {
  const { branch: id } = useParams({ from: '/inside/branch/$branch' });
  const { board, connected } = useBoard(id);
  return (
    <Await query={board} lines={6}>
      {data => <Board board={data} connected={connected} />}
    </Await>
  );
}

function Board({ board, connected }: { board: PromptBoard; connected: boolean }) {
  const { t } = useTranslation();
  const now = useNow(1_000);
  const [answered, setAnswered] = useState<string | null>(null);
  const open = stillOpen(board.open, now);
  return (
    <div className={styles.board}>
      <Page title={foreign(board.branch.name)} lead={<LiveDot connected={connected} />}>
        <div aria-live="polite" className="sr">
          {answered ?? t('prompts.open', { count: open.length })}
        </div>
        {open.length === 0 ? (
          <Empty title={t('prompts.empty_title')}>{t('prompts.empty')}</Empty>
        ) : (
          <ul className="stack">
            {open.map(prompt => (
              <PromptCard
                key={prompt.send_key}
                branch={board.branch.id}
                prompt={prompt}
                now={now}
                onAnswered={setAnswered}
              />
            ))}
          </ul>
        )}
        {board.ended.length > 0 ? <Ended prompts={board.ended} /> : null}
      </Page>
    </div>
  );
}

function Ended({ prompts }: { prompts: readonly Prompt[] }) {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  return (
    <section aria-label={t('prompts.ended')} className="stack tight">
      <h2>{t('prompts.ended')}</h2>
      <ul className="log">
        {prompts.map(prompt => (
          <li key={prompt.send_key} className="between">
            <span>
              <Foreign>{prompt.label}</Foreign>{' '}
              <span className="small soft">{format.time(prompt.came_in, 'clock')}</span>
            </span>
            <State tone={toneOf(prompt.state)}>{word('prompt', prompt.state)}</State>
          </li>
        ))}
      </ul>
    </section>
  );
}
