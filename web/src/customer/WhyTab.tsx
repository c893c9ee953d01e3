import { NativeSelect } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useWhy } from '../api/customers';
import { useJourneys } from '../api/journeys';
import type { CustomerView, Why, WhyNow } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { Await, Empty } from '../ui/Await';
import { Checks } from '../ui/Checks';
import { Panel } from '../ui/Page';
import { State } from '../ui/State';
import { useSaid } from '../ui/said';
import { toneOf } from '../ui/tones';
import { useChannel } from '../ui/useChannel';
import { TimelineItem } from './Timeline';

/** "Why did I (not) get this?", answered completely: in sentences, from the record, and as the gate would say it now. */
export function WhyTab({ customer }: { customer: CustomerView }) {
  const { t } = useTranslation();
  const journeys = useJourneys();
  const { journey: asked } = useSearch({ from: '/inside/customers/$customer' });
  const navigate = useNavigate({ from: '/customers/$customer' });
  const journey = asked ?? customer.journeys[0]?.journey ?? '';
  const why = useWhy(customer.id, journey);
  return (
    <div className="stack">
      <NativeSelect
        label={t('why.question')}
        value={journey}
        onChange={event => {
          const chosen = event.currentTarget.value;
          void navigate({ search: before => ({ ...before, journey: chosen || undefined }), replace: true });
        }}
        data={[
          { value: '', label: t('why.choose') },
          ...(journeys.data ?? []).map(one => ({ value: one.id, label: foreign(one.name) })),
        ]}
        style={{ maxWidth: '28rem' }}
      />
      {journey === '' ? (
        <Panel>
          <Empty title={t('why.choose_title')}>{t('why.choose_text')}</Empty>
        </Panel>
      ) : (
        <Await query={why} lines={6}>
          {data => <Answer why={data} />}
        </Await>
      )}
    </div>
  );
}

function Answer({ why }: { why: Why }) {
  const { t } = useTranslation();
  const say = useSaid();
  return (
    <div className="stack">
      <Panel title={t('why.answer')}>
        <div className="stack tight" style={{ fontFamily: 'var(--serif)', fontSize: '1.0625rem' }}>
          {why.said.map((sentence, at) => (
            <p key={why.answer[at]}>{say('answer', sentence) ?? foreign(why.answer[at] ?? '')}</p>
          ))}
        </div>
      </Panel>
      <div className="columns">
        <Panel title={t('why.now')}>
          {why.now.length === 0 ? <p className="soft">{t('why.no_messages')}</p> : null}
          <div className="stack">
            {why.now.map(step => (
              <Step key={`${step.step} ${step.channel}`} step={step} />
            ))}
          </div>
        </Panel>
        <Panel title={t('why.record')}>
          {why.entries.length === 0 ? <p className="soft">{t('why.no_record')}</p> : null}
          <ol>
            {why.entries.map(entry => (
              <TimelineItem key={entry.id} entry={entry} />
            ))}
          </ol>
        </Panel>
      </div>
    </div>
  );
}

function Step({ step }: { step: WhyNow }) {
  const word = useCode();
  const { nameOf } = useChannel();
  return (
    <div className="stack tight">
      <div className="between">
        <strong>
          {step.step} · {nameOf(step.channel)}
        </strong>
        <State tone={toneOf(step.verdict)}>{word('verdict', step.verdict)}</State>
      </div>
      <Checks checks={step.checks} />
    </div>
  );
}
