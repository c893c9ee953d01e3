import { Button, Checkbox, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChangeSource, useCreateSource, useNewKey, useSources } from '../api/settings';
import type { SourceAct, SourceKey, SourceView, Touchpoint, Trust } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { AddButton } from '../ui/AddButton';
import { Empty, ProblemNotice } from '../ui/Await';
import { BrandSelect, useChosenBrand } from '../ui/BrandSelect';
import { Confirm } from '../ui/Confirm';
import { FormDialog } from '../ui/Dialog';
import { IdInput } from '../ui/IdInput';
import { SecretDialog } from '../ui/SecretDialog';
import { type Column, TablePanel } from '../ui/Table';
import { useNow } from '../ui/useNow';

const TOUCHPOINTS: Touchpoint[] = ['shop', 'app', 'till', 'branch', 'call_centre', 'social'];
const TRUSTS: Trust[] = ['public', 'trusted'];
const PUBLIC_ACTS: SourceAct[] = ['events', 'decide', 'request_consent', 'withdraw'];
const TRUSTED_ACTS: SourceAct[] = [
  ...PUBLIC_ACTS,
  'claim_consent',
  'prove_consent',
  'suppress',
  'vouchers',
  'look_up',
  'reports',
];

/** What a source may do where nobody says more; silencing addresses is never given in passing. */
function usualActs(trust: Trust): SourceAct[] {
  return trust === 'public' ? PUBLIC_ACTS : TRUSTED_ACTS.filter(act => act !== 'reports');
}

function usualTrust(touchpoint: Touchpoint): Trust {
  return touchpoint === 'shop' || touchpoint === 'app' || touchpoint === 'social' ? 'public' : 'trusted';
}

/** Where events come from, each with its write key. */
export function SourcesTab() {
  const { t } = useTranslation();
  const sources = useSources();
  const [adding, setAdding] = useState(false);
  const [renewing, setRenewing] = useState<SourceView | null>(null);
  const [key, setKey] = useState<SourceKey | null>(null);
  const renew = useNewKey();
  const change = useChangeSource();
  return (
    <div className="stack">
      <div className="between">
        <p className="soft">{t('sources.lead')}</p>
        <AddButton onClick={() => setAdding(true)}>{t('sources.add')}</AddButton>
      </div>
      {change.isError ? <ProblemNotice error={change.error} /> : null}
      <TablePanel
        query={sources}
        rows={list => list}
        keyOf={source => source.id}
        columns={useColumns(setRenewing, change)}
        empty={<Empty title={t('sources.empty_title')}>{t('sources.empty')}</Empty>}
      />
      {adding ? <AddSource onClose={() => setAdding(false)} onKey={setKey} /> : null}
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
  onRenew: (source: SourceView) => void,
  change: ReturnType<typeof useChangeSource>,
): Column<SourceView>[] {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const now = useNow();
  return [
    {
      head: t('sources.source'),
      kind: 'lead',
      cell: source => (
        <>
          {source.name}
          <div className="small soft">
            {source.id} · {source.brand}
          </div>
        </>
      ),
    },
    { head: t('sources.touchpoint'), cell: source => word('touchpoint', source.touchpoint) },
    {
      head: t('sources.trust'),
      cell: source => (
        <div>
          {word('trust', source.trust)}
          <div className="small soft">{source.acts.map(act => word('source_act', act)).join(', ')}</div>
        </div>
      ),
    },
    {
      head: t('sources.key'),
      cell: source => (
        <Button size="xs" aria-label={t('sources.renew_of', { name: source.name })} onClick={() => onRenew(source)}>
          {t('sources.renew')}
        </Button>
      ),
    },
    {
      head: t('sources.last_event'),
      cell: source => (source.last_event ? format.ago(source.last_event, now) : '–'),
    },
    { head: t('sources.events'), kind: 'num', cell: source => format.number(source.events) },
    {
      head: t('sources.active'),
      cell: source => (
        <Switch
          aria-label={t('sources.active_of', { name: source.name })}
          checked={source.active}
          disabled={change.isPending}
          onChange={event => change.mutate({ id: source.id, change: { active: event.currentTarget.checked } })}
        />
      ),
    },
  ];
}

function AddSource({ onClose, onKey }: { onClose: () => void; onKey: (key: SourceKey) => void }) {
  const { t } = useTranslation();
  const word = useCode();
  const create = useCreateSource();
  const [form, setForm] = useState({
    id: '',
    name: '',
    touchpoint: 'shop' as Touchpoint,
    trust: 'public' as Trust,
    acts: PUBLIC_ACTS,
    brand: '',
  });
  const believe = (trust: Trust) => ({ trust, acts: usualActs(trust) });
  const brand = useChosenBrand(form.brand);
  const submit = () =>
    create.mutate(
      { ...form, name: form.name.trim(), brand },
      {
        onSuccess: key => {
          onKey(key);
          onClose();
        },
      },
    );
  return (
    <FormDialog
      title={t('sources.add')}
      onClose={onClose}
      verb={t('action.add')}
      onSubmit={submit}
      busy={create.isPending}
      error={create.error}
      disabled={!brand}
    >
      <TextInput
        label={t('field.name')}
        value={form.name}
        onChange={event => setForm({ ...form, name: event.currentTarget.value })}
        required
        maxLength={200}
      />
      <IdInput value={form.id} onChange={id => setForm({ ...form, id })} />
      <NativeSelect
        label={t('sources.touchpoint')}
        value={form.touchpoint}
        onChange={event => {
          const touchpoint = event.currentTarget.value as Touchpoint;
          setForm({ ...form, touchpoint, ...believe(usualTrust(touchpoint)) });
        }}
        data={TOUCHPOINTS.map(value => ({ value, label: word('touchpoint', value) }))}
      />
      <BrandSelect value={brand} onChange={chosen => setForm({ ...form, brand: chosen })} />
      <NativeSelect
        label={t('sources.trust')}
        description={t(form.trust === 'public' ? 'sources.public_hint' : 'sources.trusted_hint')}
        value={form.trust}
        onChange={event => setForm({ ...form, ...believe(event.currentTarget.value as Trust) })}
        data={TRUSTS.map(value => ({ value, label: word('trust', value) }))}
      />
      <Checkbox.Group
        label={t('sources.acts')}
        value={form.acts}
        onChange={acts => setForm({ ...form, acts: acts as SourceAct[] })}
      >
        <div className="stack tight">
          {(form.trust === 'public' ? PUBLIC_ACTS : TRUSTED_ACTS).map(act => (
            <Checkbox key={act} value={act} label={word('source_act', act)} />
          ))}
        </div>
      </Checkbox.Group>
    </FormDialog>
  );
}
