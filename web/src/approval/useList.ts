import { useMemo } from 'react';
import { useFormat } from '../i18n/useFormat';

/** People's names as a list, as the reader's language writes one. */
export function useList(): (people: readonly { name: string }[]) => string {
  const { locale } = useFormat();
  const list = useMemo(() => new Intl.ListFormat(locale, { type: 'conjunction' }), [locale]);
  return people => list.format(people.map(person => person.name));
}
