import { NativeSelect } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTimeline } from '../api/customers';
import type { CustomerView, TimelineEntry } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Await, Empty } from '../ui/Await';
import { Checks } from '../ui/Checks';
import { isThreaded, useEntryDetail, useEntryTitle } from '../ui/entry';
import { More } from '../ui/More';
import { Name } from '../ui/Name';
import { NodeLink } from '../ui/NodeLink';
import { Panel } from '../ui/Page';
import { useChannel } from '../ui/useChannel';
import { useAddressed } from '../ui/useTableState';
import { Values } from '../ui/Values';
import { byDay, inOrder, KINDS, orderOf } from './days';
import { AtAGlance } from './ProfilePanels';
import styles from './Timeline.module.css';

/** Everything that happened to or around a person, over all touchpoints. Where it hangs on the plan, the line is gold. */
export function Timeline({ customer }: { customer: CustomerView }) {
  const { t } = useTranslation();
  const word = useCode();
  const timeline = useTimeline(customer.id);
  const [kind, setKind] = useAddressed('kind');
  return (
    <div className="main-side">
      <Panel
        title={t('timeline.title')}
        aside={
          <NativeSelect
            size="xs"
            aria-label={t('timeline.filter')}
            value={kind}
            onChange={event => setKind(event.currentTarget.value)}
            data={[
              { value: '', label: t('timeline.all') },
              ...KINDS.map(value => ({ value, label: word('entry_kind', value) })),
            ]}
          />
        }
      >
        <Await query={timeline} lines={8}>
          {({ pages }) => (
            <>
              <Entries all={pages.flatMap(page => page.items)} kind={kind} more={timeline.hasNextPage} />
              <More pages={timeline} name="timeline" />
            </>
          )}
        </Await>
      </Panel>
      <AtAGlance customer={customer} />
    </div>
  );
}

/** What was fetched, in order of time, or those of one kind; with a word on what is not here yet. */
function Entries({ all, kind, more }: { all: readonly TimelineEntry[]; kind: string; more: boolean }) {
  const { t } = useTranslation();
  const { entries, late } = useMemo(() => inOrder(all), [all]);
  const count = all.length;
  const note = kind === '' ? late.size > 0 && t('timeline.in_order', { count }) : t('timeline.among', { count });
  return (
    <>
      {more && note ? <p className="small soft">{note}</p> : null}
      <Days entries={entries.filter(entry => kind === '' || entry.kind === kind)} late={late} />
    </>
  );
}

function Days({ entries, late }: { entries: readonly TimelineEntry[]; late: ReadonlySet<string> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const days = useMemo(() => byDay(entries), [entries]);
  if (entries.length === 0) return <Empty title={t('timeline.empty_title')}>{t('timeline.empty')}</Empty>;
  return (
    <div className={styles.days}>
      {days.map(({ day, entries: here }) => (
        <section key={day} aria-label={format.time(day, 'day')}>
          <h3 className={styles.day}>{format.time(day, 'day')}</h3>
          <ol>
            {here.map(entry => (
              <TimelineItem key={entry.id} entry={entry} late={late.has(entry.id)} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

/** One thing that happened, with all that was said about it when opened. */
export function TimelineItem({ entry, late = false }: { entry: TimelineEntry; late?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = useCode();
  const { nameOf } = useChannel();
  const title = useEntryTitle();
  const detail = useEntryDetail()(entry);
  const [hasData, hasContext] = [entry.data, entry.context].map(said => Object.keys(said ?? {}).length > 0);
  return (
    <li className={styles.item} data-threaded={isThreaded(entry) ? 'yes' : undefined} data-kind={entry.kind}>
      <div className={styles.meta}>
        <time dateTime={entry.at} title={format.time(entry.at)}>
          {format.time(entry.at, 'clock')}
        </time>
        <span>{word('entry_kind', entry.kind)}</span>
        {entry.touchpoint ? <Name of="touchpoint" id={entry.touchpoint} /> : null}
        {entry.channel ? <span>{nameOf(entry.channel)}</span> : null}
        {late ? <span title={t('timeline.late_means')}>{t('timeline.late')}</span> : null}
      </div>
      <p className={styles.title}>{title(entry)}</p>
      {detail ? <p className="small soft">{detail}</p> : null}
      <UpTheThread entry={entry} />
      {entry.checks.length > 0 || hasData || hasContext ? (
        <details className={styles.more}>
          <summary>{t(entry.checks.length > 0 ? 'timeline.all_checks' : 'timeline.all_said')}</summary>
          <div className="stack tight">
            <Checks checks={entry.checks} />
            {hasData ? <Values data={entry.data} /> : null}
            {hasContext ? (
              <section aria-label={t('timeline.context')}>
                <p className="small soft">{t('timeline.context')}</p>
                <Values data={entry.context} />
              </section>
            ) : null}
          </div>
        </details>
      ) : null}
    </li>
  );
}

/** From what happened to a person up to the journey, the message and the activity of the plan. */
function UpTheThread({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation();
  const order = orderOf(entry);
  if (!entry.activity && !entry.journey && !entry.send_key && !order) return null;
  return (
    <p className={styles.up}>
      {entry.activity ? <NodeLink id={entry.activity} /> : null}
      {entry.journey ? (
        <Link to="/journeys/$journey" params={{ journey: entry.journey }}>
          <Name of="journey" id={entry.journey} />
        </Link>
      ) : null}
      {entry.send_key ? (
        <Link to="/deliveries/$sendKey" params={{ sendKey: entry.send_key }}>
          {t('timeline.message')}
        </Link>
      ) : null}
      {order ? (
        <Link to="/orders/$order" params={{ order }}>
          {t('timeline.order')}
        </Link>
      ) : null}
    </p>
  );
}
