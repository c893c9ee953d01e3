import { useState } from 'react';
import { useConsents } from '../api/customers';
import type { ConsentRecord, ConsentState, Consents, SuppressionRecord } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { useFormat } from '../i18n/useFormat';
import { AddButton } from '../ui/AddButton';
import { Allowed } from '../ui/Allowed';
import { Await, Empty } from '../ui/Await';
import { Foreign } from '../ui/Foreign';
import { Name } from '../ui/Name';
import { Panel } from '../ui/Page';
import { State } from '../ui/State';
import { useSaid } from '../ui/said';
import { toneOf } from '../ui/tones';
import { useChannel } from '../ui/useChannel';
import { ConsentDialog } from './ConsentDialog';

/** What a person agreed to, in the very words they saw, with proof; and what outranks it. */
export function ConsentsTab({ id }: { id: string }) {
  const { t } = useTranslation();
  const consents = useConsents(id);
  const [recording, setRecording] = useState(false);
  return (
    <div className="stack">
      <Allowed to="consent.record">
        <div>
          <AddButton onClick={() => setRecording(true)}>{t('consents.record')}</AddButton>
        </div>
      </Allowed>
      <Await query={consents} lines={6}>
        {data => <All consents={data} />}
      </Await>
      {recording ? <ConsentDialog customer={id} onClose={() => setRecording(false)} /> : null}
    </div>
  );
}

function All({ consents }: { consents: Consents }) {
  const { t } = useTranslation();
  return (
    <div className="main-side">
      <div className="stack">
        {consents.suppressions.length > 0 ? (
          <Panel title={t('consents.suppressions')}>
            <ul className="log">
              {consents.suppressions.map(one => (
                <Suppression key={`${one.at} ${one.reason} ${one.channel ?? ''} ${one.brand ?? ''}`} record={one} />
              ))}
            </ul>
          </Panel>
        ) : null}
        <Panel title={t('consents.now')}>
          {consents.states.length === 0 ? (
            <Empty title={t('consents.none_title')}>{t('consents.none')}</Empty>
          ) : (
            <ul className="log">
              {consents.states.map(one => (
                <Now key={`${one.brand} ${one.purpose} ${one.channel}`} state={one} />
              ))}
            </ul>
          )}
        </Panel>
      </div>
      <Panel title={t('consents.history')}>
        {consents.history.length === 0 ? <p className="soft">{t('consents.no_history')}</p> : null}
        <ol className="log">
          {consents.history.map((record, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a declaration has no id, and the list only grows
            <Declared key={index} record={record} />
          ))}
        </ol>
      </Panel>
    </div>
  );
}

function Suppression({ record }: { record: SuppressionRecord }) {
  const { t } = useTranslation();
  const word = useCode();
  const { nameOf } = useChannel();
  const format = useFormat();
  return (
    <li className="stack tight">
      <div className="between">
        <strong>{word('suppression', record.reason)}</strong>
        <State tone="bad">{word('suppression_scope', record.scope)}</State>
      </div>
      <span className="small soft">
        {record.channel ? nameOf(record.channel) : t('consents.all_channels')} ·{' '}
        {record.brand ? <Name of="brand" id={record.brand} /> : t('consents.all_brands')} · {format.time(record.at)} ·{' '}
        <Name of="touchpoint" id={record.source} />
      </span>
    </li>
  );
}

function Now({ state }: { state: ConsentState }) {
  const { t } = useTranslation();
  const word = useCode();
  const { nameOf } = useChannel();
  const format = useFormat();
  return (
    <li className="stack tight">
      <div className="between">
        <strong>
          {word('purpose', state.purpose)} · {nameOf(state.channel)}
        </strong>
        <State tone={toneOf(state.status)}>{word('consent', state.status)}</State>
      </div>
      <span className="small soft">
        <Name of="brand" id={state.brand} />
        {state.since ? ` · ${t('consents.since', { time: format.time(state.since) })}` : ''}
      </span>
      {state.wording ? (
        <blockquote className="quote">
          <p lang={state.wording.language}>
            <Foreign>{state.wording.text}</Foreign>
          </p>
          <p className="small soft">
            {t('consents.wording', { version: state.wording.version, language: state.wording.language })}
          </p>
        </blockquote>
      ) : null}
    </li>
  );
}

function Declared({ record }: { record: ConsentRecord }) {
  const { t } = useTranslation();
  const proof = useSaid()('proof', record.proof_said) ?? foreign(record.proof);
  const word = useCode();
  const { nameOf } = useChannel();
  const format = useFormat();
  return (
    <li className="stack tight">
      <strong>{word('act', record.act)}</strong>
      <span className="small soft">
        {record.purpose ? word('purpose', record.purpose) : t('consents.all_purposes')} ·{' '}
        {record.channel ? nameOf(record.channel) : t('consents.all_channels')} · <Name of="brand" id={record.brand} />
      </span>
      <span className="small soft">
        {format.time(record.at)} · <Name of="touchpoint" id={record.source} />
      </span>
      <span className="small">{proof}</span>
    </li>
  );
}
