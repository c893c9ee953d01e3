import { Button } from '@mantine/core';
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
import { type Choice, Filters } from '../ui/Filters';
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
        <TraceFilters filter={filter} />
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

type Chosen = 'person' | 'act';

function TraceFilters({ filter }: { filter: TraceFilter }) {
  const { t } = useTranslation();
  const word = useCode();
  const may = useMay();
  const people = usePeople(may('people.read')).data ?? [];
  const navigate = useNavigate({ from: '/trace' });
  const choices: Choice<Chosen>[] = [
    { name: 'person', label: t('trace.person'), options: people.map(person => [person.id, person.name]) },
    { name: 'act', label: t('trace.act'), options: ACTS.map(act => [act, word('trace_act', act)]) },
  ];
  return (
    <Filters
      choices={choices.filter(one => one.options.length > 0)}
      chosen={filter}
      onChoose={(name, value) => void navigate({ search: { ...filter, [name]: value || undefined }, replace: true })}
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
        <div>
          <Foreign>{somebody(line.who, line.who_name)}</Foreign>
          <div className="small soft">
            {word('trace_origin', line.origin)}
            {line.address ? ` · ${line.address}` : null}
          </div>
        </div>
      ),
    },
    {
      id: 'changes',
      head: t('trace.changes'),
      cell: line => {
        const told = [
          ...(line.about && line.kind !== 'person'
            ? [t('trace.about', { name: somebody(line.about, line.about_name) })]
            : []),
          ...joined(line.changes).map(change),
        ];
        return told.length > 0 || line.approval ? (
          <div>
            {told.map(one => (
              <p key={one} className="small">
                {one}
              </p>
            ))}
            {line.approval ? <ApprovalLink approval={line.approval} /> : null}
          </div>
        ) : null;
      },
    },
    { id: 'why', head: t('trace.why'), cell: line => (line.why ? <Foreign>{line.why}</Foreign> : null) },
  ];
}
