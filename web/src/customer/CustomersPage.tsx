import { IconSearch } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useCustomers } from '../api/customers';
import type { CustomerSummary } from '../api/types';
import { useCode, useTranslation } from '../i18n';
import { foreign } from '../i18n/foreign';
import { useFormat } from '../i18n/useFormat';
import { Empty } from '../ui/Await';
import { FindBox } from '../ui/FindBox';
import { Foreign } from '../ui/Foreign';
import { Page } from '../ui/Page';
import { type Column, TablePanel } from '../ui/Table';
import { useNow } from '../ui/useNow';
import { useTableState } from '../ui/useTableState';

/** Finds a person by part of a name, or by any of the identifiers they are known by. */
export function CustomersPage() {
  const { t } = useTranslation();
  const { q = '' } = useSearch({ from: '/inside/customers' });
  const navigate = useNavigate({ from: '/customers' });
  const [{ parts }, put] = useTableState('customers');
  const { found, full, last } = useCustomers(q, parts);
  return (
    <Page title={t('customers.title')} lead={t('customers.lead')}>
      <FindBox
        main
        type="search"
        size="md"
        aria-label={t('customers.search')}
        placeholder={t('customers.placeholder')}
        leftSection={<IconSearch size={18} aria-hidden />}
        found={q}
        onFind={text => void navigate({ search: text ? { q: text } : {} })}
        verb={t('customers.find')}
      />
      <TablePanel
        title={t(q ? 'customers.found' : 'customers.recent')}
        query={found}
        file="customers"
        rows={list => list}
        more={full}
        note={full ? t(q ? 'customers.first_found' : 'customers.first_seen', { count: found.data?.length ?? 0 }) : ''}
        pages={{
          hasNextPage: full && !last,
          isFetchingNextPage: found.isPlaceholderData,
          fetchNextPage: () => put({ parts: parts + 1 }),
        }}
        keyOf={person => person.id}
        columns={useColumns()}
        empty={
          <Empty title={t(q ? 'customers.nobody_title' : 'customers.empty_title')}>
            {t(q ? 'customers.nobody' : 'customers.empty')}
          </Empty>
        }
      />
    </Page>
  );
}

function useColumns(): Column<CustomerSummary>[] {
  const { t } = useTranslation();
  const word = useCode();
  const format = useFormat();
  const now = useNow();
  return [
    {
      id: 'who',
      head: t('customers.who'),
      kind: 'lead',
      value: person => person.label,
      cell: person => (
        <Link to="/customers/$customer" params={{ customer: person.id }}>
          <Foreign>{person.label}</Foreign>
        </Link>
      ),
    },
    {
      id: 'known_by',
      head: t('customers.known_by'),
      value: person => person.identifiers.map(one => `${word('identifier', one.kind)} ${one.value}`).join(', '),
      cell: person => (
        <span className="small">
          {person.identifiers
            .slice(0, 3)
            .map(one => `${word('identifier', one.kind)} ${foreign(one.value)}`)
            .join(' · ')}
        </span>
      ),
    },
    {
      id: 'last_seen',
      head: t('customers.last_seen'),
      kind: 'time',
      value: person => person.last_seen,
      cell: person => (person.last_seen ? format.ago(person.last_seen, now) : '–'),
    },
  ];
}
