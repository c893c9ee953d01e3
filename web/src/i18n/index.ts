import i18next from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type en from './en.json';
import { foreign } from './foreign';

/** The languages of the screens, each named in itself. One file each, with the same words; only the reader's is fetched. */
export const LANGUAGES = { en: 'English', de: 'Deutsch', it: 'Italiano', nl: 'Nederlands', pl: 'Polski' } as const;
export type Language = keyof typeof LANGUAGES;

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

const FILES: Record<Language, () => Promise<{ default: object }>> = {
  en: () => import('./en.json'),
  de: () => import('./de.json'),
  it: () => import('./it.json'),
  nl: () => import('./nl.json'),
  pl: () => import('./pl.json'),
};
const STORED = 'rapport.language';

export function isLanguage(value: string): value is Language {
  return value in LANGUAGES;
}

/** The reader's choice, else the first of the browser's languages that we speak, else English. */
export function preferredLanguage(stored: string | null, wanted: readonly string[]): Language {
  for (const value of [stored ?? '', ...wanted]) {
    const short = value.slice(0, 2).toLowerCase();
    if (isLanguage(short)) return short;
  }
  return 'en';
}

/** Loads a language's file and switches to it; remembers the choice on this device. */
export async function speak(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', (await FILES[language]()).default);
  }
  localStorage.setItem(STORED, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    fallbackLng: false,
    resources: {},
    // React keeps markup out; what is put into a sentence must not turn it round.
    interpolation: { escapeValue: true, escape: foreign },
    returnNull: false,
  });
  // A language that does not come now is no reason to show nothing; another may be there already.
  await speak(preferredLanguage(localStorage.getItem(STORED), navigator.languages)).catch(() => speak('en'));
}

/**
 * A word for a code that the server chose (a refusal, a state, a channel): ours if we have one, of the first group that has it; else the
 * code, made readable.
 */
export function useCode(): (group: string | readonly string[], code: string) => string {
  const { t, i18n } = useTranslation();
  return (group, code) => {
    const key = [group]
      .flat()
      .map(group => `${group}.${code}`)
      .find(key => i18n.exists(key));
    return key === undefined ? foreign(code.replaceAll('_', ' ')) : (t(key as never) as string);
  };
}

export { useTranslation };
