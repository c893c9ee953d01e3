import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { momentsOf } from '../api/days';
import { usePeople } from '../api/people';
import { useMay } from '../api/session';
import { type TraceFilter, useTrace, useTraceExport } from '../api/trace';
import type { TraceLine } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { ApprovalLink } from '../ui/ApprovalLink';
import { Await, Empty, ProblemNotice } from '../ui/Await';
import { saveText } from '../ui/download';
import { Foreign } from '../ui/Foreign';
import { More } from '../ui/More';
import { Page, Panel } from '../ui/Page';
import { type Column, Table } from '../ui/Table';
import { joined } from '../ui/traced';
import { useTraceWords } from '../ui/useTraceWords';
import { ACTS } from './acts';
import { Thing } from './Thing';

/** Everything that anybody changed: searched by person, act and day, and taken out as a file. */
export function TracePage() {
  const { t } = useTranslation();
  const filter = useSearch({ from: '/inside/trace' });
  // Days of the reader's calendar are chosen, moments are asked: the last day counts whole.
  const { from, to } = momentsOf({
    ...(filter.from && { from: filter.from }),
    ...(filter.until && { until: filter.until }),
  });
  const asked: TraceFilter = { ...filter, from, until: to };
  const trace = useTrace(asked);
  return (
    <Page title={t('trace.title')} lead={t('trace.lead')} actions={<Take filter={asked} />}>
      <div className="stack">
        <Filters filter={filter} />
        <Panel flush>
          <Await query={trace} lines={8}>
            {({ pages }) => <Lines lines={pages.flatMap(page => page.items)} />}
          </Await>
          <More pages={trace} />
        </Panel>
      </div>
    </Page>
  );
}

function Filters({ filter }: { filter: TraceFilter }) {
  const { t } = useTranslation();
  const word = useCode();
  const navigate = useNavigate({ from: '/trace' });
  const put = (change: TraceFilter) => void navigate({ search: { ...filter, ...change }, replace: true });
  return (
    <search className="row">
      {useMay()('people.read') ? <Person value={filter.person} onChange={person => put({ person })} /> : null}
      <NativeSelect
        label={t('trace.act')}
        value={filter.act ?? ''}
        onChange={event => put({ act: event.currentTarget.value || undefined })}
        data={[
          { value: '', label: t('trace.any') },
          ...ACTS.map(value => ({ value, label: word('trace_act', value) })),
        ]}
      />
      <TextInput
        type="date"
        label={t('trace.since')}
        value={filter.from ?? ''}
        onChange={event => put({ from: event.currentTarget.value || undefined })}
      />
      <TextInput
        type="date"
        label={t('trace.until')}
        value={filter.until ?? ''}
        onChange={event => put({ until: event.currentTarget.value || undefined })}
      />
    </search>
  );
}

function Person({ value, onChange }: { value: string | undefined; onChange: (person: string | undefined) => void }) {
  const { t } = useTranslation();
  const people = usePeople();
  return (
    <NativeSelect
      label={t('trace.person')}
      value={value ?? ''}
      onChange={event => onChange(event.currentTarget.value || undefined)}
      data={[
        { value: '', label: t('trace.everyone') },
        ...(people.data ?? []).map(person => ({ value: person.id, label: person.name })),
      ]}
    />
  );
}

function Take({ filter }: { filter: TraceFilter }) {
  const { t } = useTranslation();
  const take = useTraceExport();
  const save = (form: 'csv' | 'ndjson') =>
    take.mutate(
      { filter, form },
      {
        onSuccess: text =>
          saveText(`trace.${form}`, text, form === 'csv' ? 'text/csv;charset=utf-8' : 'application/x-ndjson'),
      },
    );
  return (
    <>
      {take.isError ? <ProblemNotice error={take.error} /> : null}
      {(['csv', 'ndjson'] as const).map(form => (
        <Button
          key={form}
          leftSection={<IconDownload size={16} aria-hidden />}
          loading={take.isPending && take.variables.form === form}
          onClick={() => save(form)}
        >
          {t(`trace.take_${form}`)}
        </Button>
      ))}
    </>
  );
}

function Lines({ lines }: { lines: readonly TraceLine[] }) {
  const { t } = useTranslation();
  const columns = useColumns();
  return lines.length === 0 ? (
    <Empty title={t('trace.empty_title')}>{t('trace.empty')}</Empty>
  ) : (
    <Table rows={lines} columns={columns} keyOf={line => String(line.seq)} title={t('trace.title')} />
  );
}

function useColumns(): Column<TraceLine>[] {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const { somebody, change } = useTraceWords();
  return [
    { id: 'at', head: t('trace.when'), cell: line => format.time(line.at) },
    {
      id: 'what',
      head: t('trace.what'),
      kind: 'lead',
      cell: line => (
        <>
          {word('trace_act', line.act)}
          <div className="small soft">
            {word('trace_kind', line.id === 'trace' ? line.id : line.kind)} <Thing line={line} />
          </div>
        </>
      ),
    },
    {
      id: 'who',
      head: t('trace.who'),
      cell: line => (
        <>
          <Foreign>{somebody(line.who, line.who_name)}</Foreign>
          <div className="small soft">
            {word('trace_origin', line.origin)}
            {line.address ? ` · ${line.address}` : null}
          </div>
        </>
      ),
    },
    {
      id: 'changes',
      head: t('trace.changes'),
      cell: line => (
        <>
          {line.about && line.kind !== 'person' ? (
            <p className="small">{t('trace.about', { name: somebody(line.about, line.about_name) })}</p>
          ) : null}
          {joined(line.changes).map(one => (
            <p key={`${one.field} ${JSON.stringify(one.after)}`} className="small">
              {change(one)}
            </p>
          ))}
          {line.approval ? <ApprovalLink approval={line.approval} /> : null}
        </>
      ),
    },
    { id: 'why', head: t('trace.why'), cell: line => <Foreign>{line.why}</Foreign> },
  ];
}
