import { expect, it } from 'vitest';
import { meant, termsOf, wordingIn } from './terms';

const old = { version: 1, language: 'de', text: 'Alt' };
const german = { version: 2, language: 'de', text: 'Neu' };
const english = { version: 2, language: 'en', text: 'New' };

it('offers the newest words of each purpose that has any', () => {
  const terms = termsOf({
    purposes: [{ id: 'offers', wordings: [old, german, english] }, { id: 'service', wordings: [] }, { id: 'bare' }],
  });
  expect(terms).toEqual([{ purpose: 'offers', wordings: [german, english] }]);
  expect(termsOf({})).toEqual([]);
});

it('shows them in the language they were said in, else in one there is', () => {
  const term = { purpose: 'offers', wordings: [german, english] };
  expect(wordingIn(term, 'en')).toBe(english);
  expect(wordingIn(term, 'pl')).toBe(german);
  expect(wordingIn(undefined, 'en')).toBeUndefined();
});

it('means the first of each for a yes, and everything for a no, unless something was chosen', () => {
  const terms = [{ purpose: 'offers', wordings: [german] }];
  const open = { purpose: '', channel: '', language: 'de' };
  expect(meant(open, true, terms, ['email'])).toMatchObject({ purpose: 'offers', channel: 'email', wording: german });
  expect(meant(open, false, terms, ['email'])).toMatchObject({ purpose: '', channel: '', wording: undefined });
  expect(meant({ ...open, channel: 'staff' }, false, terms, ['email']).channel).toBe('staff');
});
