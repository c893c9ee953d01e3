import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useDecideClaim } from '../api/customers';
import { useNames } from '../api/names';
import type { CustomerView } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { nameOf } from '../i18n/places';
import { useFormat } from '../i18n/useFormat';
import { Allowed } from '../ui/Allowed';
import { Empty, ProblemNotice } from '../ui/Await';
import { Foreign } from '../ui/Foreign';
import { Panel } from '../ui/Page';
import { useSaid } from '../ui/said';
import { type Column, Table } from '../ui/Table';
import { useNow } from '../ui/useNow';
import { Affinities } from './Affinities';

/** What matters about a person beside the timeline. */
export function AtAGlance({ customer }: { customer: CustomerView }) {
  const { t } = useTranslation();
  return (
    <div className="stack">
      <Identifiers customer={customer} />
      <Claims customer={customer} />
      <JourneysOf customer={customer} />
      <Panel title={t('customer.affinities')}>
        <Affinities affinities={customer.affinities.slice(0, 6)} />
      </Panel>
      <SeenAt customer={customer} />
    </div>
  );
}

/** Everything known about a person, with its history. */
export function ProfilePanels({ customer }: { customer: CustomerView }) {
  const { t } = useTranslation();
  return (
    <div className="stack">
      <div className="columns">
        <div className="stack">
          <Identifiers customer={customer} />
          <Claims customer={customer} />
          <Merges customer={customer} />
          <SeenAt customer={customer} />
        </div>
        <div className="stack">
          <Traits customer={customer} />
          <Panel title={t('customer.affinities')}>
            <Affinities affinities={customer.affinities} />
          </Panel>
        </div>
      </div>
      <Purchases customer={customer} />
    </div>
  );
}

function Identifiers({ customer }: { customer: CustomerView }) {
  const { t } = useTranslation();
  const word = useCode();
  const { locale, time } = useFormat();
  return (
    <Panel title={t('customer.identifiers')}>
      <dl className="facts">
        {customer.identifiers.map(one => (
          <Fact
            key={`${one.kind} ${one.value}`}
            name={word('identifier', one.kind)}
            value={one.value}
            more={one.removed ? t('customer.taken_back', { day: time(one.removed, 'day') }) : undefined}
          />
        ))}
        {customer.language ? (
          <Fact name={t('customer.language')} value={nameOf('language', customer.language, locale)} />
        ) : null}
        {customer.country ? (
          <Fact name={t('customer.country')} value={nameOf('region', customer.country, locale)} />
        ) : null}
        {customer.zone ? <Fact name={t('customer.zone')} value={customer.zone} /> : null}
        <Fact name={t('customer.contacts')} value={String(customer.contacts)} />
      </dl>
    </Panel>
  );
}

/** What pages and apps say of someone known waits for a decision. */
function Claims({ customer }: { customer: CustomerView }) {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const now = useNow();
  const names = useNames('touchpoint');
  const decide = useDecideClaim(customer.id);
  if (customer.claims.length === 0) return null;
  return (
    <Panel title={t('customer.claims')}>
      <p className="small soft" style={{ marginBottom: '0.875rem' }}>
        {t('customer.claims_text')}
      </p>
      {decide.isError ? <ProblemNotice error={decide.error} /> : null}
      <ul className="log">
        {customer.claims.map(({ kind, value, source, first, gone, refused_by }) => (
          <li key={`${kind} ${value}`} className="stack tight">
            <span>
              {word('identifier', kind)}: <Foreign>{value}</Foreign>
            </span>
            <span className="small soft">
              {t(gone ? 'customer.claim_gone' : 'customer.claimed', {
                source: names('touchpoint', source),
                ago: format.ago(first, now),
              })}
            </span>
            {refused_by ? (
              <span className="small soft">{t('customer.claim_refused', { name: refused_by })}</span>
            ) : null}
            <Allowed to="customer.settle_identity">
              <span className="row">
                <Button
                  size="xs"
                  disabled={decide.isPending}
                  onClick={() => decide.mutate({ kind, value, accept: true })}
                >
                  {t(gone ? 'customer.claim_take_back' : 'customer.claim_accept')}
                </Button>
                {refused_by ? null : (
                  <Button
                    size="xs"
                    disabled={decide.isPending}
                    onClick={() => decide.mutate({ kind, value, accept: false })}
                  >
                    {t('customer.claim_refuse')}
                  </Button>
                )}
              </span>
            </Allowed>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** A line of facts. What more there is to say of the value makes it a thing of the past: it stands below, and the value steps back. */
function Fact({ name, value, more }: { name: string; value: string; more?: string | undefined }) {
  return (
    <>
      <dt>
        <Foreign>{name}</Foreign>
      </dt>
      <dd>
        <span className={more ? 'soft' : undefined}>
          <Foreign>{value}</Foreign>
        </span>
        {more ? <div className="small soft">{more}</div> : null}
      </dd>
    </>
  );
}

function JourneysOf({ customer }: { customer: CustomerView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const say = useSaid();
  return (
    <Panel title={t('customer.journeys')}>
      {customer.journeys.length === 0 ? (
        <p className="soft">{t('customer.no_journeys')}</p>
      ) : (
        <ul className="log">
          {customer.journeys.map(one => (
            <li key={`${one.journey} ${one.version} ${one.entered}`} className="stack tight">
              <Link to="/journeys/$journey" params={{ journey: one.journey }}>
                <Foreign>{one.name}</Foreign>
              </Link>
              <span className="small soft">
                {t('customer.at_step', { step: one.step, ago: format.ago(one.entered, now) })}
              </span>
              {one.waits ? <span className="small soft">{say('waits', one.waits) ?? foreign(one.waiting)}</span> : null}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function SeenAt({ customer }: { customer: CustomerView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const names = useNames('touchpoint');
  if (customer.seen.length === 0) return null;
  return (
    <Panel title={t('customer.seen')}>
      <dl className="facts">
        {customer.seen.map(one => (
          <Fact key={one.touchpoint} name={names('touchpoint', one.touchpoint)} value={format.ago(one.at, now)} />
        ))}
      </dl>
    </Panel>
  );
}

function Merges({ customer }: { customer: CustomerView }) {
  const { t } = useTranslation();
  const say = useSaid();
  const format = useFormat();
  if (customer.merges.length === 0) return null;
  return (
    <Panel title={t('customer.merges')}>
      <ul className="log">
        {customer.merges.map(merge => (
          <li key={merge.from} className="stack tight">
            <span>{say('entry', merge.said) ?? foreign(merge.because)}</span>
            <span className="small soft">{t('customer.merged', { time: format.time(merge.at) })}</span>
            <span className="mono small soft">{merge.from}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Traits({ customer }: { customer: CustomerView }) {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  return (
    <Panel title={t('customer.traits')}>
      {customer.traits.length === 0 ? <p className="soft">{t('customer.no_traits')}</p> : null}
      <ul className="log">
        {customer.traits.map(trait => (
          <li key={trait.name} className="stack tight">
            <div className="between">
              <span className="soft">{word('property', trait.name)}</span>
              <strong>
                <Foreign>{text(trait.value)}</Foreign>
              </strong>
            </div>
            <span className="small soft">
              {t('customer.trait_since', { time: format.time(trait.since, 'day') })}
              {trait.history.map(
                old =>
                  ` · ${t('customer.trait_before', { value: text(old.value), time: format.time(old.since, 'day') })}`,
              )}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

type Purchase = CustomerView['purchases'][number];

/** What someone bought, line by line, with the way to the order. */
function Purchases({ customer }: { customer: CustomerView }) {
  const { t } = useTranslation();
  const format = useFormat();
  const names = useNames('touchpoint');
  const what = (one: Purchase) => one.name ?? one.product ?? one.category ?? '';
  const columns: Column<Purchase>[] = [
    {
      id: 'what',
      head: t('records.what'),
      kind: 'lead',
      value: what,
      cell: one => (
        <>
          {what(one) ? <Foreign>{what(one)}</Foreign> : t('customer.something')}
          {one.name && one.product ? (
            <div className="mono small soft">
              <Foreign>{one.product}</Foreign>
            </div>
          ) : null}
        </>
      ),
    },
    {
      id: 'kind',
      head: t('order.kind'),
      value: one => one.order,
      cell: one =>
        one.order ? (
          <Link to="/orders/$order" params={{ order: one.order }}>
            <Foreign>{one.order}</Foreign>
          </Link>
        ) : (
          '–'
        ),
    },
    { id: 'when', head: t('records.when'), kind: 'time', value: one => one.at, cell: one => format.time(one.at) },
    {
      id: 'where',
      head: t('order.where'),
      value: one => names('touchpoint', one.touchpoint),
      cell: one => <Foreign>{names('touchpoint', one.touchpoint)}</Foreign>,
    },
    {
      id: 'quantity',
      head: t('property.quantity'),
      kind: 'num',
      value: one => one.quantity,
      cell: one => format.number(one.quantity),
    },
  ];
  return (
    <Panel title={t('customer.purchases')} flush>
      {customer.purchases.length === 0 ? (
        <Empty title={t('customer.no_purchases')} />
      ) : (
        <Table
          rows={customer.purchases}
          columns={columns}
          keyOf={one => String(customer.purchases.indexOf(one))}
          title={t('customer.purchases')}
          file="purchases"
        />
      )}
    </Panel>
  );
}

function text(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '–');
}
