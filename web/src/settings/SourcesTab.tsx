import { Button, Modal, NativeSelect, Switch, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useBrands, useChangeSource, useCreateSource, useNewKey, useSources } from '../api/settings';
import type { SourceKey, SourceView, Touchpoint } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Await, Empty, ProblemNotice } from '../ui/Await';
import { Confirm } from '../ui/Confirm';
import { Panel } from '../ui/Page';
import { Secret } from '../ui/Secret';
import { useNow } from '../ui/useNow';

const TOUCHPOINTS: Touchpoint[] = ['shop', 'app', 'till', 'branch', 'call_centre', 'social'];

/** Where events come from, each with its write key. */
export function SourcesTab() {
  const { t } = useTranslation();
  const sources = useSources();
  const [adding, setAdding] = useState(false);
  const [renewing, setRenewing] = useState<SourceView | null>(null);
  const [key, setKey] = useState<SourceKey | null>(null);
  const renew = useNewKey();
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t('sources.add')}
    </Button>
  );
  return (
    <div className="stack">
      <div className="between">
        <p className="soft">{t('sources.lead')}</p>
        {add}
      </div>
      <Panel flush>
        <Await
          query={sources}
          isEmpty={list => list.length === 0}
          empty={<Empty title={t('sources.empty_title')}>{t('sources.empty')}</Empty>}
        >
          {list => <Table sources={list} onRenew={setRenewing} />}
        </Await>
      </Panel>
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
        <Modal
          opened
          onClose={() => setKey(null)}
          title={t('sources.key_title', { name: key.source.name })}
          closeButtonProps={{ 'aria-label': t('action.close') }}
        >
          <Secret value={key.write_key} label={t('sources.key')} />
        </Modal>
      ) : null}
    </div>
  );
}

function Table({ sources, onRenew }: { sources: readonly SourceView[]; onRenew: (source: SourceView) => void }) {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const now = useNow();
  const change = useChangeSource();
  return (
    <>
      {change.isError ? <ProblemNotice error={change.error} /> : null}
      <div className="table-scroll">
        <table className="table cards">
          <thead>
            <tr>
              <th scope="col">{t('sources.source')}</th>
              <th scope="col">{t('sources.touchpoint')}</th>
              <th scope="col">{t('sources.key')}</th>
              <th scope="col">{t('sources.last_event')}</th>
              <th scope="col" className="num">
                {t('sources.events')}
              </th>
              <th scope="col">{t('sources.active')}</th>
            </tr>
          </thead>
          <tbody>
            {sources.map(source => (
              <tr key={source.id}>
                <td className="lead-cell">
                  {source.name}
                  <div className="small soft">
                    {source.id} · {source.brand}
                  </div>
                </td>
                <td data-label={t('sources.touchpoint')}>{word('touchpoint', source.touchpoint)}</td>
                <td data-label={t('sources.key')}>
                  <Button size="compact-xs" onClick={() => onRenew(source)}>
                    {t('sources.renew')}
                  </Button>
                </td>
                <td data-label={t('sources.last_event')}>
                  {source.last_event ? format.ago(source.last_event, now) : '–'}
                </td>
                <td className="num" data-label={t('sources.events')}>
                  {format.number(source.events)}
                </td>
                <td data-label={t('sources.active')}>
                  <Switch
                    aria-label={t('sources.active_of', { name: source.name })}
                    checked={source.active}
                    disabled={change.isPending}
                    onChange={event =>
                      change.mutate({ id: source.id, change: { active: event.currentTarget.checked } })
                    }
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function AddSource({ onClose, onKey }: { onClose: () => void; onKey: (key: SourceKey) => void }) {
  const { t } = useTranslation();
  const word = useCode();
  const brands = useBrands();
  const create = useCreateSource();
  const [id, setId] = useState('');
  const [name, setName] = useState('');
  const [touchpoint, setTouchpoint] = useState<Touchpoint>('shop');
  const [brand, setBrand] = useState('');
  const chosen = brand || brands.data?.[0]?.id || '';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(
      { id, name: name.trim(), touchpoint, brand: chosen },
      {
        onSuccess: key => {
          onKey(key);
          onClose();
        },
      },
    );
  };
  return (
    <Modal opened onClose={onClose} title={t('sources.add')} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <form className="stack" onSubmit={submit}>
        <TextInput
          label={t('field.name')}
          value={name}
          onChange={e => setName(e.currentTarget.value)}
          required
          maxLength={200}
        />
        <TextInput
          label={t('field.id')}
          description={t('field.id_hint')}
          value={id}
          onChange={event => setId(event.currentTarget.value)}
          pattern="[a-z0-9][a-z0-9_\-]{0,63}"
          required
        />
        <NativeSelect
          label={t('sources.touchpoint')}
          value={touchpoint}
          onChange={event => setTouchpoint(event.currentTarget.value as Touchpoint)}
          data={TOUCHPOINTS.map(value => ({ value, label: word('touchpoint', value) }))}
        />
        <NativeSelect
          label={t('field.brand')}
          value={chosen}
          onChange={event => setBrand(event.currentTarget.value)}
          data={(brands.data ?? []).map(one => ({ value: one.id, label: one.name }))}
        />
        {create.isError ? <ProblemNotice error={create.error} /> : null}
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="submit" variant="filled" loading={create.isPending} disabled={!chosen}>
            {t('action.add')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
