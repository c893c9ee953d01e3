import { Button } from '@mantine/core';
import { useEndSession, useSessions } from '../api/account';
import type { SignedIn } from '../api/types';
import { useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { ProblemNotice } from '../ui/Await';
import { Foreign } from '../ui/Foreign';
import { State } from '../ui/State';
import { type Column, TablePanel } from '../ui/Table';

/** The browsers in which one is signed in. */
export function SessionsPanel() {
  const { t } = useTranslation();
  const format = useFormat();
  const sessions = useSessions();
  const end = useEndSession();
  const columns: Column<SignedIn>[] = [
    {
      id: 'browser',
      head: t('sessions.browser'),
      kind: 'lead',
      cell: one => (one.label === '' ? t('sessions.unknown') : <Foreign>{one.label}</Foreign>),
    },
    { id: 'since', head: t('sessions.since'), cell: one => format.time(one.since) },
    { id: 'seen', head: t('sessions.seen'), cell: one => format.time(one.seen) },
    {
      id: 'actions',
      head: t('field.actions'),
      kind: 'acts',
      cell: one =>
        one.current ? (
          <State tone="good">{t('sessions.current')}</State>
        ) : (
          <Button size="xs" color="bad" loading={end.isPending} onClick={() => end.mutate(one.id)}>
            {t('sessions.end')}
          </Button>
        ),
    },
  ];
  return (
    <>
      {end.isError ? <ProblemNotice error={end.error} /> : null}
      <TablePanel
        title={t('sessions.title')}
        query={sessions}
        rows={list => list}
        keyOf={one => one.id}
        columns={columns}
        empty={null}
      />
    </>
  );
}
