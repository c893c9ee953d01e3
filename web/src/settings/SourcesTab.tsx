import { Button, Switch } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../api/session';
import { useChangeSource, useNewKey, useSources } from '../api/settings';
import type { SourceKey, SourceView } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { AddButton } from '../ui/AddButton';
import { Allowed } from '../ui/Allowed';
import { Empty, ProblemNotice } from '../ui/Await';
import { Confirm } from '../ui/Confirm';
import { Foreign } from '../ui/Foreign';
import { History } from '../ui/History';
import { Name } from '../ui/Name';
import { SecretDialog } from '../ui/SecretDialog';
import { type Column, TablePanel } from '../ui/Table';
import { useNow } from '../ui/useNow';
import { SourceDialog } from './SourceDialog';

/** Where events come from, each with its write key. */
export function SourcesTab() {
  const { t } = useTranslation();
  const sources = useSources();
  const [editing, setEditing] = useState<SourceView | 'new' | null>(null);
  const [renewing, setRenewing] = useState<SourceView | null>(null);
  const [key, setKey] = useState<SourceKey | null>(null);
  const renew = useNewKey();
  const change = useChangeSource();
  return (
    <div className="stack">
      <div className="between">
        <p className="soft">
          {t('sources.lead')} {t('sources.since_start')}
        </p>
        <Allowed to="source.manage">
          <AddButton onClick={() => setEditing('new')}>{t('sources.add')}</AddButton>
        </Allowed>
      </div>
      {change.isError ? <ProblemNotice error={change.error} /> : null}
      <TablePanel
        query={sources}
        rows={list => list}
        keyOf={source => source.id}
        columns={useColumns(setEditing, setRenewing, change)}
        empty={<Empty title={t('sources.empty_title')}>{t('sources.empty')}</Empty>}
      />
      {editing ? (
        <SourceDialog source={editing === 'new' ? null : editing} onClose={() => setEditing(null)} onKey={setKey} />
      ) : null}
      {renewing ? (
        <Confirm
          opened
          grave
          onClose={() => setRenewing(null)}
          title={t('sources.renew_title', { name: renewing.name })}
          verb={t('sources.renew')}
          busy={renew.isPending}
          error={renew.error}
          onConfirm={() =>
            renew.mutate(renewing.id, {
              onSuccess: fresh => {
                setKey(fresh);
                setRenewing(null);
              },
            })
          }
        >
          <p>{t('sources.renew_text')}</p>
        </Confirm>
      ) : null}
      {key ? (
        <SecretDialog
          title={t('sources.key_title', { name: key.source.name })}
          label={t('sources.key')}
          value={key.write_key}
          onClose={() => setKey(null)}
        />
      ) : null}
    </div>
  );
}

function useColumns(
  onEdit: (source: SourceView) => void,
  onRenew: (source: SourceView) => void,
  change: ReturnType<typeof useChangeSource>,
): Column<SourceView>[] {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const now = useNow();
  const manages = useMay()('source.manage');
  return [
    {
      id: 'source',
      head: t('sources.source'),
      kind: 'lead',
      cell: source => (
        <>
          <Foreign>{source.name}</Foreign>
          <div className="small soft">
            {source.id} · <Name of="brand" id={source.brand} />
          </div>
        </>
      ),
    },
    { id: 'touchpoint', head: t('sources.touchpoint'), cell: source => word('touchpoint', source.touchpoint) },
    {
      id: 'trust',
      head: t('sources.trust'),
      cell: source => (
        <div>
          {word('trust', source.trust)}
          <div className="small soft">{source.acts.map(act => word('source_act', act)).join(', ')}</div>
        </div>
      ),
    },
    {
      id: 'last_event',
      head: t('sources.last_event'),
      cell: source => (source.last_event ? format.ago(source.last_event, now) : '–'),
    },
    { id: 'events', head: t('sources.events'), kind: 'num', cell: source => format.number(source.events) },
    { id: 'not_counted', head: t('sources.not_counted'), cell: source => <NotCounted source={source} /> },
    {
      id: 'active',
      head: t('sources.active'),
      cell: source => (
        <Switch
          aria-label={t('sources.active_of', { name: source.name })}
          checked={source.active}
          disabled={change.isPending || !manages}
          onChange={event => change.mutate({ source, change: { active: event.currentTarget.checked } })}
        />
      ),
    },
    {
      id: 'actions',
      head: t('field.actions'),
      kind: 'acts',
      cell: source => (
        <span className="row">
          <Allowed to="source.manage">
            <Button size="xs" aria-label={t('sources.edit_one', { name: source.name })} onClick={() => onEdit(source)}>
              {t('action.edit')}
            </Button>
            <Button size="xs" aria-label={t('sources.renew_of', { name: source.name })} onClick={() => onRenew(source)}>
              {t('sources.renew')}
            </Button>
          </Allowed>
          <History object={`source:${source.id}`} name={source.name} small />
        </span>
      ),
    },
  ];
}

/** What it said that was not counted, or is odd, and how often. */
function NotCounted({ source }: { source: SourceView }) {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const orders = source.orders_refused.map(refused => ({ ...refused, text: word('order_word', refused.why) }));
  const doubted = source.orders_doubted.map(one => ({ ...one, text: word('order_doubt', one.why) }));
  const unread = source.unread.map(one => ({ ...one, text: word('illegible', one.code) }));
  const unshown = source.placements_refused;
  const placements = unshown > 0 ? [{ count: unshown, text: t('sources.placements_refused') }] : [];
  const all = [...orders, ...doubted, ...unread, ...placements];
  if (all.length === 0) return '–';
  return (
    <ul className="plain small">
      {all.map(one => (
        <li key={one.text}>
          {format.number(one.count)} × {one.text}
        </li>
      ))}
    </ul>
  );
}
