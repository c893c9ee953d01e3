import { Link, useParams } from '@tanstack/react-router';
import { useDelivery } from '../api/deliveries';
import { useNames } from '../api/names';
import type { CheckView, DeliveryStep, DeliveryView } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { useBookingReason } from '../i18n/useBookingReason';
import { useFormat } from '../i18n/useFormat';
import { Await } from '../ui/Await';
import { Checks } from '../ui/Checks';
import { useEntryDetail } from '../ui/entry';
import { Foreign } from '../ui/Foreign';
import { MessageView } from '../ui/MessageView';
import { Page, Panel } from '../ui/Page';
import { State } from '../ui/State';
import { toneOf } from '../ui/tones';
import { useChannel } from '../ui/useChannel';
import { usePlanThread } from '../ui/usePlanThread';
import { MailView } from './MailView';
import { Answer, Reason } from './Reason';
import { Resolve } from './Resolve';
import { useDeliveryState } from './useDeliveryState';

/** One message to one person: the lower end of the thread, with its whole life, its cost and what it brought. */
export function DeliveryPage() {
  const { sendKey } = useParams({ from: '/inside/deliveries/$sendKey' });
  const delivery = useDelivery(sendKey);
  return (
    <Await query={delivery} lines={8}>
      {view => <Delivery view={view} />}
    </Await>
  );
}

/** Outcomes of a check that hold a message back. */
const AGAINST = new Set<string>(['failed', 'refused', 'deferred']);

function Delivery({ view }: { view: DeliveryView }) {
  const { t, i18n } = useTranslation();
  const state = useDeliveryState();
  const format = useFormat();
  const { summary } = view;
  const checked = view.steps.findLast(step => step.checks.length > 0);
  const journey = useNames('journey')('journey', summary.journey);
  const { kindOf, nameOf } = useChannel();
  const own = `delivery.title_${kindOf(summary.channel)}`;
  const title = t((i18n.exists(own) ? own : 'delivery.title') as 'delivery.title', {
    channel: nameOf(summary.channel),
    who: summary.label,
  });
  const thread = usePlanThread(summary.activity, [
    { label: foreign(journey), kind: t('journeys.journey'), to: `/journeys/${encodeURIComponent(summary.journey)}` },
    { label: foreign(summary.label), kind: t('delivery.kind') },
  ]);
  return (
    <Page
      title={title}
      thread={thread}
      lead={
        <div className="row">
          <State tone={toneOf(summary.state)}>{state(summary.channel, summary.state)}</State>
          <Answer of={summary} />
          <Reason of={summary} />
        </div>
      }
    >
      {summary.state === 'unknown' ? <Resolve sendKey={summary.send_key} /> : null}
      <div className="main-side">
        <div className="stack">
          <Panel title={t('delivery.content')}>
            {view.mail ? (
              <MailView mail={view.mail} sendKey={summary.send_key} />
            ) : (
              <MessageView as={view.view} content={view.content} />
            )}
            <p className="small soft">
              {view.kept ? t('delivery.kept', { time: format.time(view.kept) }) : t('delivery.made_again')}
            </p>
          </Panel>
          {checked ? (
            <Panel title={t('delivery.checked')}>
              <Checks checks={checked.checks} />
            </Panel>
          ) : null}
          <Panel title={t('delivery.life')}>
            <ol className="log">
              {view.steps.map(step => (
                <Step key={`${step.at} ${step.what}`} step={step} channel={summary.channel} />
              ))}
            </ol>
          </Panel>
        </div>
        <Facts view={view} />
      </div>
    </Page>
  );
}

function Step({ step, channel }: { step: DeliveryStep; channel: string }) {
  const state = useDeliveryState();
  const detail = useEntryDetail()(step);
  const format = useFormat();
  return (
    <li className="stack tight">
      <div className="between">
        <State tone={toneOf(step.what)}>{state(channel, step.what)}</State>
        <time className="small soft" dateTime={step.at}>
          {format.time(step.at)}
        </time>
      </div>
      {detail ? <p className="small soft">{detail}</p> : null}
      {step.checks.length > 0 ? <Verdict checks={step.checks} /> : null}
    </li>
  );
}

/** What one try met: how much was asked, and what forbade it; all of the last try stands above. */
function Verdict({ checks }: { checks: readonly CheckView[] }) {
  const { t } = useTranslation();
  const against = checks.filter(check => AGAINST.has(check.outcome));
  if (against.length > 0) return <Checks checks={against} />;
  return <p className="small soft">{t('delivery.all_passed', { count: checks.length })}</p>;
}

function Facts({ view }: { view: DeliveryView }) {
  const { t } = useTranslation();
  const word = useCode();
  const { nameOf } = useChannel();
  const format = useFormat();
  const reason = useBookingReason();
  const { summary } = view;
  const names = useNames('journey', 'brand');
  return (
    <div className="stack">
      <Panel title={t('delivery.facts')}>
        <dl className="facts">
          <dt>{t('delivery.customer')}</dt>
          <dd>
            <Link to="/customers/$customer" params={{ customer: summary.customer }}>
              <Foreign>{summary.label}</Foreign>
            </Link>
          </dd>
          <dt>{t('delivery.why')}</dt>
          <dd>
            <Link
              to="/customers/$customer"
              params={{ customer: summary.customer }}
              search={{ tab: 'why', journey: summary.journey }}
            >
              {t('why.question')}
            </Link>
          </dd>
          <dt>{t('journeys.journey')}</dt>
          <dd>
            <Link to="/journeys/$journey" params={{ journey: summary.journey }}>
              {t('delivery.in_version', { journey: names('journey', summary.journey), version: summary.version })}
            </Link>
          </dd>
          <dt>{t('delivery.step')}</dt>
          <dd>{summary.step}</dd>
          <dt>{t('delivery.purpose')}</dt>
          <dd>{word('purpose', view.purpose)}</dd>
          {view.consent ? (
            <>
              <dt>{t('delivery.consent')}</dt>
              <dd>
                {view.consent_said?.code === 'delivery_consent_of' ? (
                  t('delivery.consent_of', {
                    purpose: word('purpose', view.consent_said.purpose),
                    channel: nameOf(view.consent_said.channel),
                    time: format.time(view.consent_said.since),
                  })
                ) : (
                  <Foreign>{view.consent}</Foreign>
                )}
              </dd>
            </>
          ) : null}
          <dt>{t('delivery.send_key')}</dt>
          <dd className="mono">
            <Foreign>{summary.send_key}</Foreign>
          </dd>
        </dl>
      </Panel>
      <Panel title={t('delivery.money')}>
        {view.money.length === 0 ? <p className="soft">{t('delivery.no_money')}</p> : null}
        <ul className="log">
          {view.money.map(record => (
            <li key={record.id} className="between">
              <span>
                {t(`money.${record.kind}`)} <span className="small soft">{reason(record.reason)}</span>
              </span>
              <strong>{format.money(record.gain, 'exact', true)}</strong>
            </li>
          ))}
          {view.orders.map(order => (
            <li key={order}>
              <Link to="/orders/$order" params={{ order }}>
                {t('records.order', { id: order })}
              </Link>
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}
