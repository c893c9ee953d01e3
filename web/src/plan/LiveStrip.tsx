import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useLive } from '../api/live';
import type { LiveEntry } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Empty } from '../ui/Await';
import { EntryKind, isThreaded, useEntryTitle } from '../ui/entry';
import { Foreign } from '../ui/Foreign';
import { LiveDot } from '../ui/LiveDot';
import { Panel } from '../ui/Page';
import styles from './LiveStrip.module.css';
import { isToday, withEntry } from './liveEntries';

/** What happens right now at all touchpoints, as the log tells it, after what happened last. */
export function LiveStrip() {
  const { t } = useTranslation();
  const format = useFormat();
  const title = useEntryTitle();
  const [entries, setEntries] = useState<readonly LiveEntry[]>([]);
  const connected = useLive<LiveEntry>('/v1/live?recent=30', 'entry', entry =>
    setEntries(list => withEntry(list, entry)),
  );
  return (
    <Panel title={t('live.title')} aside={<LiveDot connected={connected} />}>
      {entries.length === 0 ? (
        <Empty title={t('live.empty_title')}>{t('live.empty')}</Empty>
      ) : (
        <ol className={styles.strip}>
          {entries.map(({ customer, label, entry }) => (
            <li key={`${customer} ${entry.id}`} data-threaded={isThreaded(entry) ? 'yes' : undefined}>
              <div className={styles.line}>
                <time dateTime={entry.at}>
                  {format.time(entry.at, isToday(entry.at, Date.now()) ? 'clock' : 'moment')}
                </time>
                <EntryKind kind={entry.kind} />
              </div>
              <p>
                <Link to="/customers/$customer" params={{ customer }}>
                  <Foreign>{label}</Foreign>
                </Link>{' '}
                {title(entry)}
              </p>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
