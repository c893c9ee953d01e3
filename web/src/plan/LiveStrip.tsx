import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useLive } from '../api/live';
import type { LiveEntry } from '../api/types';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { useFormat } from '../i18n/useFormat';
import { Empty } from '../ui/Await';
import { LiveDot } from '../ui/LiveDot';
import { Panel } from '../ui/Page';
import styles from './LiveStrip.module.css';
import { isToday, type Story, withEntry } from './liveStories';
import { StoryLine } from './StoryLine';

/** How long a screen reader has before it hears of the next story. */
const READ_MS = 15_000;
/** How many entries wait at most while the reader holds the list. */
const WAITING = 500;

/** The stories, and how many entries wait while they are held still. */
function useStories(held: boolean) {
  const [stories, setStories] = useState<readonly Story[]>([]);
  const [waiting, setWaiting] = useState<readonly LiveEntry[]>([]);
  const connected = useLive<LiveEntry>('/v1/live?recent=100', 'entry', entry => {
    if (held) setWaiting(list => [...list, entry].slice(-WAITING));
    else setStories(list => withEntry(list, entry, Date.now()));
  });
  useEffect(() => {
    if (held || waiting.length === 0) return;
    setStories(list => waiting.reduce((told, entry) => withEntry(told, entry, Date.now()), list));
    setWaiting([]);
  }, [held, waiting]);
  return { stories, waiting: waiting.length, connected };
}

/** A sentence as text alone: what others wrote in it keeps its own direction. */
function spoken(sentence: Element | null | undefined): string {
  const copy = sentence?.cloneNode(true) as Element | undefined;
  for (const name of copy?.querySelectorAll('bdi') ?? []) name.textContent = foreign(name.textContent ?? '');
  return copy?.textContent ?? '';
}

/** The newest story's sentence, for those who hear the page: now and then, never while it is held. */
function useReadOut(stories: readonly Story[], held: boolean) {
  const list = useRef<HTMLOListElement>(null);
  const [text, setText] = useState('');
  const latest = useRef(0);
  useEffect(() => {
    if (held || stories.length === 0) return;
    const wait = Math.max(0, latest.current + READ_MS - Date.now());
    const timer = setTimeout(() => {
      latest.current = Date.now();
      setText(spoken(list.current?.querySelector('li p')));
    }, wait);
    return () => clearTimeout(timer);
  }, [stories, held]);
  return { list, text };
}

/** What happens right now at all touchpoints, a line for each customer, after what happened last. It holds still while someone reads. */
export function LiveStrip() {
  const { t } = useTranslation();
  const format = useFormat();
  const [paused, setPaused] = useState(false);
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const held = paused || pointed || focused;
  const { stories, waiting, connected } = useStories(held);
  const { list, text } = useReadOut(stories, held);
  return (
    <Panel
      title={t('live.title')}
      aside={
        <div className="row">
          <LiveDot connected={connected} />
          <Button size="compact-xs" variant="subtle" aria-pressed={paused} onClick={() => setPaused(now => !now)}>
            {t(paused ? 'live.go_on' : 'live.pause')}
          </Button>
        </div>
      }
    >
      <p className={styles.waiting} aria-hidden="true">
        {held && waiting > 0 ? t('live.waiting', { count: waiting, n: format.number(waiting) }) : ' '}
      </p>
      {stories.length === 0 ? (
        <Empty title={t('live.empty_title')}>{t('live.empty')}</Empty>
      ) : (
        <ol
          ref={list}
          className={styles.strip}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reached by keyboard
          tabIndex={0}
          aria-label={t('live.title')}
          onPointerEnter={event => setPointed(event.pointerType === 'mouse')}
          onPointerLeave={() => setPointed(false)}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
        >
          {stories.map(story => (
            <li key={story.key} data-threaded={story.threaded ? 'yes' : undefined}>
              <div className={styles.line}>
                <time dateTime={story.at}>
                  {format.time(story.at, isToday(story.at, Date.now()) ? 'clock' : 'moment')}
                </time>
              </div>
              <StoryLine story={story} />
            </li>
          ))}
        </ol>
      )}
      <p className="sr" role="status">
        {text}
      </p>
    </Panel>
  );
}
