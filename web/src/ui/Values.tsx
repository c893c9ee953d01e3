import { Fragment } from 'react';
import { useCode, useTranslation } from '../i18n';
import { type Money, moneyOf } from '../i18n/format';
import { useFormat } from '../i18n/useFormat';
import { Foreign } from './Foreign';
import { Name } from './Name';

/** What was said in an event or a message, as a list of names and values; nested values are shown in place. */
export function Values({ data, currency }: { data: unknown; currency?: string | undefined }) {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const own = (data as { currency?: unknown } | null)?.currency;
  const money = typeof own === 'string' ? own : currency;
  const entries = Object.entries((data ?? {}) as Record<string, unknown>);
  if (entries.length === 0) return <p className="soft small">{t('state.nothing_more')}</p>;
  return (
    <dl className="facts">
      {entries.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{word('property', name)}</dt>
          <dd>
            {name === 'branch' && typeof value === 'string' ? (
              <Name of="branch" id={value} />
            ) : (
              (amountOf(name, value, money, format.money) ?? show(value, money))
            )}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

/** What these names say is money, in the currency of the whole. */
const AMOUNTS = ['revenue', 'price', 'value', 'total', 'subtotal', 'tax', 'shipping', 'discount', 'amount', 'margin'];

function amountOf(name: string, value: unknown, currency: string | undefined, write: (money: Money) => string) {
  const money = AMOUNTS.includes(name) && typeof value === 'number' && currency ? moneyOf(value, currency) : null;
  return money && write(money);
}

function show(value: unknown, currency: string | undefined) {
  if (Array.isArray(value) && value.every(item => typeof item !== 'object'))
    return <Foreign>{value.join(', ')}</Foreign>;
  if (Array.isArray(value)) {
    return (
      <ul className="log">
        {value.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a receipt have no other identity
          <li key={index}>
            <Values data={item} currency={currency} />
          </li>
        ))}
      </ul>
    );
  }
  if (typeof value === 'object' && value !== null) return <Values data={value} currency={currency} />;
  return <Foreign>{String(value ?? '')}</Foreign>;
}
