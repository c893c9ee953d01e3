import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useHold, useReleaseHold } from '../api/hold';
import type { DeliverySummary, HoldView, HoldWaiting } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Allowed } from '../ui/Allowed';
import { Await, Empty, InEnglish } from '../ui/Await';
import { Confirm } from '../ui/Confirm';
import { Foreign } from '../ui/Foreign';
import { Name } from '../ui/Name';
import { Page, Panel } from '../ui/Page';
import { useSaid } from '../ui/said';
import { type Column, Table } from '../ui/Table';
import { useChannel } from '../ui/useChannel';

/** Why nothing is sent, what would go out, and the button that lets it go. */
export function HoldPage() {
  const { t } = useTranslation();
  const hold = useHold();
  const free = hold.data?.on === false;
  return (
    <Page title={t(free ? 'held.page' : 'held.title')} lead={free ? undefined : t('held.lead')}>
      <Await query={hold}>
        {view => (view.on ? <Held view={view} /> : <Empty title={t('held.free_title')}>{t('held.free')}</Empty>)}
      </Await>
    </Page>
  );
}

function Held({ view }: { view: HoldView }) {
  const { t } = useTranslation();
  const [groups, messages] = [useGroups(), useMessages()];
  return (
    <div className="stack">
      <Reasons view={view} />
      {view.messages === 0 ? (
        <Empty title={t('held.nothing_title')}>{t('held.nothing')}</Empty>
      ) : (
        <>
          <Panel title={t('held.would_go', { count: view.messages })} flush>
            <Table rows={view.waiting} columns={groups} keyOf={group => `${group.journey} ${group.channel}`} />
          </Panel>
          <Panel title={t('held.oldest')} flush>
            <Table rows={view.first} columns={messages} keyOf={item => item.send_key} />
          </Panel>
        </>
      )}
      <Release view={view} />
    </div>
  );
}

function Reasons({ view }: { view: HoldView }) {
  const word = useCode();
  const format = useFormat();
  const say = useSaid();
  return (
    <ul className="stack tight">
      {view.reasons.map(reason => (
        <li key={reason.why} className="notice wait">
          <strong>{word('hold', reason.why)}</strong>
          <p className="small">{format.time(reason.at)}</p>
          {reason.said.length > 0 ? (
            <ul className="small">
              {reason.said.map(fact => (
                <li key={JSON.stringify(fact)}>{say('hold_fact', fact)}</li>
              ))}
            </ul>
          ) : (
            <InEnglish text={format.moments(reason.detail)} />
          )}
        </li>
      ))}
    </ul>
  );
}

function useGroups(): Column<HoldWaiting>[] {
  const { t } = useTranslation();
  const { nameOf } = useChannel();
  const format = useFormat();
  return [
    {
      id: 'journey',
      head: t('journeys.journey'),
      kind: 'lead',
      cell: group => <Name of="journey" id={group.journey} />,
    },
    { id: 'channel', head: t('deliveries.channel'), cell: group => nameOf(group.channel) },
    { id: 'oldest_planned', head: t('held.oldest_planned'), cell: group => format.time(group.oldest) },
    { id: 'messages', head: t('held.messages'), kind: 'num', cell: group => format.number(group.messages) },
  ];
}

function useMessages(): Column<DeliverySummary>[] {
  const { t } = useTranslation();
  const { nameOf } = useChannel();
  const format = useFormat();
  return [
    {
      id: 'to',
      head: t('deliveries.to'),
      kind: 'lead',
      cell: item => (
        <Link to="/deliveries/$sendKey" params={{ sendKey: item.send_key }}>
          <Foreign>{item.label}</Foreign>
        </Link>
      ),
    },
    {
      id: 'journey',
      head: t('journeys.journey'),
      cell: item => (
        <span>
          <Name of="journey" id={item.journey} /> · {item.step}
        </span>
      ),
    },
    { id: 'channel', head: t('deliveries.channel'), cell: item => nameOf(item.channel) },
    { id: 'at', head: t('deliveries.at'), cell: item => format.time(item.at) },
  ];
}

function Release({ view }: { view: HoldView }) {
  const { t } = useTranslation();
  const release = useReleaseHold();
  const [asking, setAsking] = useState(false);
  return (
    <Allowed to="operations.release_hold">
      <div>
        <Button color="bad" variant="filled" onClick={() => setAsking(true)}>
          {t('held.release')}
        </Button>
        <Confirm
          opened={asking}
          grave
          onClose={() => setAsking(false)}
          title={t('held.release_title')}
          verb={t('held.release')}
          busy={release.isPending}
          error={release.error}
          onConfirm={() => release.mutate(view.seen, { onSuccess: () => setAsking(false) })}
        >
          <p>{t('held.release_text', { count: view.messages })}</p>
          <p>{t('held.release_only')}</p>
        </Confirm>
      </div>
    </Allowed>
  );
}
