import { Fragment } from 'react';
import { useCode, useTranslation } from '../i18n';
import { Foreign } from './Foreign';
import { Name } from './Name';

/** What was said in an event or a message, as a list of names and values; nested values are shown in place. */
export function Values({ data }: { data: unknown }) {
  const { t } = useTranslation();
  const word = useCode();
  const entries = Object.entries((data ?? {}) as Record<string, unknown>);
  if (entries.length === 0) return <p className="soft small">{t('state.nothing_more')}</p>;
  return (
    <dl className="facts">
      {entries.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{word('property', name)}</dt>
          <dd>{name === 'branch' && typeof value === 'string' ? <Name of="branch" id={value} /> : show(value)}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

function show(value: unknown) {
  if (Array.isArray(value) && value.every(item => typeof item !== 'object'))
    return <Foreign>{value.join(', ')}</Foreign>;
  if (Array.isArray(value)) {
    return (
      <ul className="log">
        {value.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a receipt have no other identity
          <li key={index}>
            <Values data={item} />
          </li>
        ))}
      </ul>
    );
  }
  if (typeof value === 'object' && value !== null) return <Values data={value} />;
  return <Foreign>{String(value ?? '')}</Foreign>;
}
