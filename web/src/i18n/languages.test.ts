import { describe, expect, it } from 'vitest';
import de from './de.json';
import en from './en.json';
import { LANGUAGES, preferredLanguage } from './index';
import itFile from './it.json';
import nl from './nl.json';
import pl from './pl.json';

const FILES: Record<string, object> = { en, de, it: itFile, nl, pl };
const PLURAL = /_(zero|one|two|few|many|other)$/;

function flat(tree: object, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const name = path ? `${path}.${key}` : key;
    if (typeof value === 'string') found.set(name, value);
    else for (const [below, text] of flat(value, name)) found.set(below, text);
  }
  return found;
}

/** Keys that come in plural forms: those with an `_other` in English. */
const counted = [...flat(en).keys()].filter(key => key.endsWith('_other')).map(key => key.replace(PLURAL, ''));
const plain = (texts: Map<string, string>) =>
  [...texts.keys()].filter(key => !counted.includes(key.replace(PLURAL, ''))).sort();
const variables = (text: string) => [...text.matchAll(/\{\{\s*([\w]+)/g)].map(match => match[1]).sort();

describe.each(Object.keys(LANGUAGES))('the file of %s', language => {
  const texts = flat(FILES[language] ?? {});

  it('says everything English says, and nothing else', () => {
    expect(plain(texts)).toEqual(plain(flat(en)));
  });

  it('has exactly the plural forms its language needs', () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
    for (const key of counted) {
      const here = [...texts.keys()].filter(name => name.replace(PLURAL, '') === key && PLURAL.test(name));
      expect(here.map(name => PLURAL.exec(name)?.[1]).sort(), key).toEqual(forms);
    }
  });

  it('fills in the same values, and leaves nothing empty', () => {
    const english = flat(en);
    for (const [key, text] of texts) {
      const origin = english.get(key) ?? english.get(key.replace(PLURAL, '_other')) ?? '';
      expect(variables(text), key).toEqual(variables(origin));
      expect(text.trim(), key).not.toBe('');
    }
  });
});

describe('the language one starts with', () => {
  it('is the one chosen before, else one the browser wants, else English', () => {
    expect(preferredLanguage('pl', ['de'])).toBe('pl');
    expect(preferredLanguage(null, ['fr-FR', 'de-AT', 'it'])).toBe('de');
    expect(preferredLanguage('klingon', ['fr'])).toBe('en');
  });
});
