import { foreign } from './foreign';
import { useTranslation } from './index';

/** What the server tells as an English sentence and not as a code, and the word for it; what is in a name of a group is put in. */
const SENTENCES = [
  [/^(?<count>\d+) bookings?$/, 'bookings'],
  [/^No message reached this customer within the credit window/, 'no_touch'],
  [/^The books refused it: (?<why>.+)\.$/, 'books_refused'],
  [/^Nothing that was said of this order counts/, 'nothing_counts'],
] as const;

/** Says such a sentence in the reader's language; one that is not known stays as it is. */
export function useEnglish(): (sentence: string) => string {
  const { t } = useTranslation();
  return sentence => {
    for (const [pattern, word] of SENTENCES) {
      const found = pattern.exec(sentence);
      if (!found) continue;
      const { count, ...values } = found.groups ?? {};
      return t(`english.${word}`, { ...values, count: Number(count ?? 0) });
    }
    return foreign(sentence);
  };
}
