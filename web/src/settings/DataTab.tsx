import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useBackup, useCheckStores, useObligations, useRetrySetAside, useSetAside, useStores } from '../api/stores';
import type { AtRestFinding, AtRestView, ObligationView, SetAsideView } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Allowed } from '../ui/Allowed';
import { Await, Empty, InEnglish, ProblemNotice } from '../ui/Await';
import { Foreign } from '../ui/Foreign';
import { useSay } from '../ui/notices';
import { Panel } from '../ui/Page';
import { useSaid } from '../ui/said';
import { type Column, Table } from '../ui/Table';
import { useNow } from '../ui/useNow';

/** Whether everything that is kept is whole, when it was last copied, and what was promised and is not done yet. */
export function DataTab() {
  const { t } = useTranslation();
  return (
    <div className="stack">
      <p className="soft">{t('data.lead')}</p>
      <Stores />
      <Backup />
      <Panel title={t('data.promises')} flush>
        <Obligations />
      </Panel>
      <SetAside />
    </div>
  );
}

function SetAside() {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const now = useNow();
  const say = useSay();
  const found = useSetAside();
  const retry = useRetrySetAside();
  const again = (record?: string) =>
    retry.mutate(record, { onSuccess: ({ done, left }) => say(t('data.tried', { done, left })) });
  const columns: Column<SetAsideView>[] = [
    { id: 'place', head: t('data.place'), kind: 'lead', cell: one => word('set_aside', one.place) },
    { id: 'record', head: t('data.record'), cell: one => <Foreign>{one.record}</Foreign> },
    { id: 'reason', head: t('data.reason'), cell: one => <Detail text={one.reason} /> },
    { id: 'since', head: t('data.since'), cell: one => (one.since ? format.ago(one.since, now) : '') },
    {
      id: 'again',
      head: '',
      cell: one =>
        one.can_retry ? (
          <Allowed to="operations.run">
            <Button size="xs" disabled={retry.isPending} onClick={() => again(one.record)}>
              {t('data.retry')}
            </Button>
          </Allowed>
        ) : null,
    },
  ];
  return (
    <Panel
      title={t('data.set_aside')}
      aside={
        found.data?.some(one => one.can_retry) ? (
          <Allowed to="operations.run">
            <Button size="xs" loading={retry.isPending} onClick={() => again()}>
              {t('data.retry_all')}
            </Button>
          </Allowed>
        ) : null
      }
      flush
    >
      {retry.isError ? <ProblemNotice error={retry.error} /> : null}
      <Await query={found}>
        {list =>
          list.length === 0 ? (
            <Empty title={t('data.none_aside_title')}>{t('data.none_aside')}</Empty>
          ) : (
            <Table rows={list} columns={columns} keyOf={one => `${one.place} ${one.record}`} />
          )
        }
      </Await>
    </Panel>
  );
}

function Stores() {
  const { t } = useTranslation();
  const stores = useStores();
  const check = useCheckStores();
  return (
    <Panel
      title={t('data.stores')}
      aside={
        <Allowed to="operations.run">
          <Button size="xs" loading={check.isPending || stores.data?.running} onClick={() => check.mutate()}>
            {t('data.check')}
          </Button>
        </Allowed>
      }
    >
      {check.isError ? <ProblemNotice error={check.error} /> : null}
      <Await query={stores}>{view => <Looked view={view} />}</Await>
    </Panel>
  );
}

function Looked({ view }: { view: AtRestView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const say = useSaid();
  const columns = useFindings();
  if (!view.looked) return <p className="soft">{t(view.running ? 'data.looking' : 'data.not_yet')}</p>;
  const when = format.ago(view.looked, now);
  return (
    <div className="stack">
      {view.failed ? (
        <p className="notice bad" role="status">
          {t('data.failed', { why: (view.failed_said && say('failure', view.failed_said)) ?? view.failed })}
        </p>
      ) : null}
      {view.mending.length > 0 ? (
        <p className="notice" role="status">
          {t('data.mending', { count: view.mending.length })}
        </p>
      ) : null}
      {view.findings.length === 0 ? (
        <p>{t('data.whole', { when })}</p>
      ) : (
        <>
          <p>{t('data.damaged', { count: view.findings.length, when })}</p>
          <Table rows={view.findings} columns={columns} keyOf={one => `${one.store} ${one.partition} ${one.detail}`} />
        </>
      )}
    </div>
  );
}

function useFindings(): Column<AtRestFinding>[] {
  const { t } = useTranslation();
  const word = useCode();
  const say = useSaid();
  return [
    { id: 'store', head: t('data.store'), kind: 'lead', cell: one => word('store', one.store) },
    { id: 'partition', head: t('data.partition'), kind: 'num', cell: one => one.partition ?? '' },
    {
      id: 'detail',
      head: t('data.detail'),
      cell: one => <span className="long">{say('damage', one.said) ?? one.detail}</span>,
    },
  ];
}

function Backup() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  return (
    <Panel title={t('data.backup')}>
      <Await query={useBackup()}>
        {({ last, overdue }) =>
          last ? (
            <p className={overdue ? 'notice bad' : undefined}>
              {t('data.last_backup', { when: format.ago(last.taken, now), dir: last.dir })}
            </p>
          ) : (
            <p className={overdue ? 'notice bad' : 'soft'}>{t('data.no_backup')}</p>
          )
        }
      </Await>
    </Panel>
  );
}

function Obligations() {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const now = useNow();
  const columns: Column<ObligationView>[] = [
    { id: 'promise', head: t('data.promise'), kind: 'lead', cell: one => word('obligation', one.kind) },
    { id: 'whom', head: t('data.whom'), cell: one => (one.customer ? <Whom id={one.customer} /> : '') },
    {
      id: 'since',
      head: t('data.since'),
      cell: one => (
        <span className={one.overdue ? 'bad' : undefined}>
          {format.ago(one.since, now)}
          {one.overdue ? ` · ${t('data.overdue')}` : ''}
        </span>
      ),
    },
    { id: 'obstacle', head: t('data.obstacle'), cell: one => <Obstacle promise={one} /> },
  ];
  return (
    <Await query={useObligations()}>
      {list =>
        list.length === 0 ? (
          <Empty title={t('data.kept_title')}>{t('data.kept')}</Empty>
        ) : (
          <Table rows={list} columns={columns} keyOf={one => `${one.kind} ${one.customer} ${one.since}`} />
        )
      }
    </Await>
  );
}

/** What stood in the way of a promise, and the words of whatever met it. */
function Obstacle({ promise: { obstacle, obstacle_code: code } }: { promise: ObligationView }) {
  const word = useCode();
  return (
    <div>
      {code ? word('obstacle', code) : null}
      {obstacle ? (
        <div className="small soft">
          <Detail text={obstacle} />
        </div>
      ) : null}
    </div>
  );
}

/** What the server says for those who run it: English, with names of files that may be long. */
function Detail({ text }: { text: string }) {
  const format = useFormat();
  return (
    <div style={{ overflowWrap: 'anywhere' }}>
      <InEnglish text={format.moments(text)} />
    </div>
  );
}

function Whom({ id }: { id: string }) {
  return (
    <Link to="/customers/$customer" params={{ customer: id }}>
      <code>{id.slice(0, 8)}</code>
    </Link>
  );
}
