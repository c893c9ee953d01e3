import { Button, NativeSelect } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { isRead, useBegin, useFile, useLookAgain, useUpload } from '../api/files';
import { useImports } from '../api/imports';
import { useBrands, useSources } from '../api/settings';
import type { FileKind, FileMapping, FileView } from '../api/types';
import { useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { useFormat } from '../i18n/useFormat';
import { Empty, ProblemNotice } from '../ui/Await';
import { FilePick } from '../ui/FilePick';
import { Foreign } from '../ui/Foreign';
import { Page, Panel } from '../ui/Page';
import { MappingForm } from './MappingForm';
import { Outcome } from './Outcome';
import { KINDS } from './roles';

const ACCEPTED = '.csv,.tsv,.txt,.xlsx,.xlsm,.ndjson,.jsonl,.parquet';

/** One way in for every file: pick it, say what its columns mean, see what would come of it, import it. */
export function FilesPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { kind = 'orders', payer, file: id } = useSearch({ from: '/inside/files' });
  const sources = useSources();
  // A file is a company's own word: what everybody can say with a page's key is none.
  const speakers = (sources.data ?? []).filter(
    source => source.active && source.trust === 'trusted' && source.acts.includes('events'),
  );
  const [chosen, setChosen] = useState<string>();
  const source = chosen ?? speakers[0]?.id;
  const nobody = kind !== 'actuals' && sources.isSuccess && speakers.length === 0;
  const upload = useUpload();
  // Which file is looked at stands in the address: it is there again after a reload, and from the overview.
  const show = (id: string | undefined) =>
    void navigate({
      to: '/files',
      search: ({ file: _, ...rest }) => ({ ...rest, ...(id && { file: id }) }),
      replace: true,
      resetScroll: false,
    });
  const pick = (file: File) =>
    upload.mutate({ file, kind, source }, { onSuccess: ({ id }) => show(id), onError: () => show(undefined) });
  return (
    <Page title={t('files.title')} lead={t('files.lead')}>
      <Panel>
        <div className="stack">
          <div className="row">
            <NativeSelect
              label={t('files.kind')}
              value={kind}
              data={KINDS.map(kind => ({ value: kind, label: t(`files.kinds.${kind}`) }))}
              onChange={event => {
                void navigate({ to: '/files', search: { kind: event.currentTarget.value as FileKind } });
              }}
            />
            {kind === 'actuals' || nobody ? null : (
              <NativeSelect
                label={t('files.source')}
                value={source ?? ''}
                data={speakers.map(one => ({ value: one.id, label: foreign(one.name) }))}
                onChange={event => {
                  show(undefined);
                  setChosen(event.currentTarget.value);
                }}
              />
            )}
          </div>
          {nobody ? (
            <Empty
              title={t('files.no_source_title')}
              action={
                <Link to="/settings" search={{ tab: 'sources' }}>
                  {t('files.add_source')}
                </Link>
              }
            >
              {t('files.no_source')}
            </Empty>
          ) : (
            <>
              <FilePick accept={ACCEPTED} label={t('files.pick')} onPick={pick} />
              <p className="small soft">{t('files.formats')}</p>
            </>
          )}
          {upload.isPending ? <p role="status">{t('files.looking')}</p> : null}
          {upload.isError ? <ProblemNotice error={upload.error} /> : null}
        </div>
      </Panel>
      {id === undefined ? null : <Chosen key={id} id={id} payer={payer} />}
    </Page>
  );
}

/** A file that was sent: its columns, the try-out, the import. */
function Chosen({ id, payer }: { id: string; payer: string | undefined }) {
  const file = useFile(id);
  const zone = useZoneOf(file.data?.source);
  if (file.isError) return <ProblemNotice error={file.error} />;
  return file.data && zone !== undefined ? <Steps file={file.data} payer={payer} zone={zone} /> : null;
}

/** The clock of a source's brand: empty if it has none, undefined until that is known. */
function useZoneOf(source: string | null | undefined): string | undefined {
  const sources = useSources();
  const brands = useBrands();
  if (!source || sources.isError || brands.isError) return '';
  if (!sources.data || !brands.data) return undefined;
  const brand = sources.data.find(one => one.id === source)?.brand;
  return brands.data.find(one => one.id === brand)?.zone ?? '';
}

interface StepsProps {
  file: FileView;
  payer: string | undefined;
  /** Whose clock the times of the file are of, unless someone says another. */
  zone: string;
}

function Steps({ file, payer, zone }: StepsProps) {
  const { t } = useTranslation();
  const look = useLookAgain();
  const begin = useBegin();
  const imports = useImports();
  const actuals = file.kind === 'actuals';
  // Whoever comes from an activity's page brings in what that activity pays; a till tells the time of its place.
  const begun = (mapping: FileMapping): FileMapping => {
    if (actuals) return payer ? { ...mapping, payer } : mapping;
    return zone && !mapping.form?.zone ? { ...mapping, form: { ...mapping.form, zone } } : mapping;
  };
  const [mapping, setMapping] = useState<FileMapping>(begun(file.mapping));
  const [asked, setAsked] = useState<FileMapping>();
  const reading = isRead(file);
  // What was tried is what is imported: after a change it is tried again.
  const tried = file.state === 'tried' && asked === mapping;
  const fresh = asked === mapping ? file.outcome : undefined;
  const start = (real: boolean) => {
    setAsked(mapping);
    const onSuccess = () => imports.begin({ file: file.id, rows: file.outcome?.rows ?? null });
    begin.mutate({ id: file.id, mapping, real }, real ? { onSuccess } : undefined);
  };
  // Who has seen the end here need not be told on the overview.
  const { forget } = imports;
  const ended = file.state === 'imported' || file.state === 'failed';
  useEffect(() => {
    if (ended) forget(file.id);
  }, [ended, forget, file.id]);
  return (
    <>
      <h2>
        <Foreign>{file.name}</Foreign>
      </h2>
      <MappingForm
        file={file}
        mapping={mapping}
        disabled={reading || look.isPending}
        onChange={setMapping}
        onLook={() =>
          look.mutate(
            { id: file.id, form: mapping.form ?? {} },
            { onSuccess: ({ mapping }) => setMapping(begun(mapping)) },
          )
        }
      />
      {look.isError ? <ProblemNotice error={look.error} /> : null}
      {begin.isError ? <ProblemNotice error={begin.error} /> : null}
      <Progress file={file} />
      {fresh ? <Outcome file={file} outcome={fresh} /> : null}
      <div className="row">
        <Button
          variant={tried || file.state === 'imported' ? 'default' : 'filled'}
          loading={reading && file.state === 'trying'}
          disabled={reading}
          onClick={() => start(false)}
        >
          {t('files.try')}
        </Button>
        <Button
          variant={tried ? 'filled' : 'default'}
          loading={file.state === 'importing'}
          disabled={!tried || (file.outcome?.accepted ?? 0) === 0}
          onClick={() => start(true)}
        >
          {t(actuals ? 'files.book' : 'files.import', { count: tried ? (file.outcome?.accepted ?? 0) : 0 })}
        </Button>
      </div>
    </>
  );
}

/** How far the server is with a file, or why it stopped. */
function Progress({ file }: { file: FileView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const word = file.state === 'trying' ? 'files.trying' : 'files.importing';
  return (
    <>
      <p role="status">{isRead(file) ? t(word, { rows: format.number(file.reached) }) : null}</p>
      {file.state === 'failed' ? (
        <div className="notice bad" role="alert">
          <strong>{t('files.failed')}</strong>
          <p lang="en">
            <Foreign>{file.problem ?? ''}</Foreign>
          </p>
        </div>
      ) : null}
    </>
  );
}
