import { Button, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useCustomers } from '../api/customers';
import type { CustomerSummary } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { useFormat } from '../i18n/useFormat';
import { Await, Empty } from '../ui/Await';
import { Page, Panel } from '../ui/Page';
import { useNow } from '../ui/useNow';

/** Finds a person by any of the identifiers they are known by. */
export function CustomersPage() {
  const { t } = useTranslation();
  const { q = '' } = useSearch({ from: '/inside/customers' });
  const navigate = useNavigate({ from: '/customers' });
  const [text, setText] = useState(q);
  const found = useCustomers(q);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void navigate({ search: text.trim() ? { q: text.trim() } : {} });
  };
  return (
    <Page title={t('customers.title')} lead={t('customers.lead')}>
      <search>
        <form className="row" onSubmit={submit}>
          <TextInput
            className="grow"
            type="search"
            size="md"
            aria-label={t('customers.search')}
            placeholder={t('customers.placeholder')}
            leftSection={<IconSearch size={18} aria-hidden />}
            value={text}
            onChange={event => setText(event.currentTarget.value)}
          />
          <Button type="submit" variant="filled" size="md">
            {t('customers.find')}
          </Button>
        </form>
      </search>
      <Panel title={t(q ? 'customers.found' : 'customers.recent')} flush>
        <Await
          query={found}
          lines={6}
          isEmpty={list => list.length === 0}
          empty={
            <Empty title={t(q ? 'customers.nobody_title' : 'customers.empty_title')}>
              {t(q ? 'customers.nobody' : 'customers.empty')}
            </Empty>
          }
        >
          {list => <People people={list} />}
        </Await>
      </Panel>
    </Page>
  );
}

function People({ people }: { people: readonly CustomerSummary[] }) {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const now = useNow();
  return (
    <table className="table cards">
      <thead>
        <tr>
          <th scope="col">{t('customers.who')}</th>
          <th scope="col">{t('customers.known_by')}</th>
          <th scope="col">{t('customers.last_seen')}</th>
        </tr>
      </thead>
      <tbody>
        {people.map(person => (
          <tr key={person.id}>
            <td className="lead-cell">
              <Link to="/customers/$customer" params={{ customer: person.id }}>
                {person.label}
              </Link>
            </td>
            <td data-label={t('customers.known_by')}>
              <span className="small">
                {person.identifiers
                  .slice(0, 3)
                  .map(one => `${word('identifier', one.kind)} ${one.value}`)
                  .join(' · ')}
              </span>
            </td>
            <td data-label={t('customers.last_seen')}>{person.last_seen ? format.ago(person.last_seen, now) : '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
