import { Button, Drawer } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import { useStory } from '../api/trace';
import type { Episode, Sentence } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { ApprovalLink } from './ApprovalLink';
import { Await, Empty } from './Await';
import { Foreign } from './Foreign';
import { joined } from './traced';
import { useTraceWords } from './useTraceWords';

interface HistoryProps {
  /** The object, as `kind:id`. */
  object: string;
  /** What people call it. */
  name: string;
  /** In a row of a table, where the name tells one button from the next. */
  small?: boolean;
}

/** A button, and behind it the whole story of an object in plain words. */
export function History({ object, name, small }: HistoryProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const title = t('trace.history_of', { name });
  return (
    <>
      <Button
        {...(small ? { size: 'xs', 'aria-label': title } : { leftSection: <IconHistory size={16} aria-hidden /> })}
        onClick={() => setOpened(true)}
      >
        {t('trace.history')}
      </Button>
      <Drawer
        opened={opened}
        onClose={() => setOpened(false)}
        size="lg"
        position="right"
        title={title}
        closeButtonProps={{ 'aria-label': t('action.close_window') }}
      >
        {opened ? <Story object={object} /> : null}
      </Drawer>
    </>
  );
}

/** Everything that was done to an object, newest first. */
export function Story({ object }: { object: string }) {
  const { t } = useTranslation();
  const story = useStory(object);
  return (
    <Await query={story} lines={4}>
      {episodes =>
        episodes.length === 0 ? (
          <Empty title={t('trace.empty_title')}>{t('trace.no_story')}</Empty>
        ) : (
          <ul className="log">
            {episodes.map(episode => (
              <Told key={episode.seq} episode={episode} />
            ))}
          </ul>
        )
      }
    </Await>
  );
}

function Told({ episode }: { episode: Episode }) {
  const format = useFormat();
  const word = useCode();
  const { t } = useTranslation();
  const { somebody, sentence } = useTraceWords();
  const did = episode.sentences.find(one => one.code === 'did');
  const rest = joined(episode.sentences.filter(one => !['did', 'from', 'by_approval'].includes(one.code)));
  const approval = episode.sentences.find(one => one.code === 'by_approval')?.approval;
  const from = episode.sentences.find(one => one.code === 'from');
  const times = did?.times ?? 1;
  return (
    <li className="stack tight">
      <p>
        <strong>{word('trace_act', did?.act ?? '')}</strong>
        {times > 1 ? ` · ${t('trace.times', { count: times })}` : null}
      </p>
      {rest.map((one: Sentence) => (
        <p key={`${one.code} ${one.field ?? one.person ?? ''}`}>{sentence(one)}</p>
      ))}
      {approval ? <ApprovalLink approval={approval} /> : null}
      <p className="small soft">
        <Foreign>{somebody(did?.person, did?.name)}</Foreign> · {format.time(episode.until)}
        {from?.origin ? ` · ${word('trace_origin', from.origin)}` : null}
        {from?.address ? ` · ${from.address}` : null}
      </p>
    </li>
  );
}
