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

/** A language's words: those of the first screen, then the rest. */
const FILES: Record<Language, readonly [first: () => Promise<Words>, rest: () => Promise<Words>]> = {
  en: [() => import('./en.json?first'), () => import('./en.json?rest')],
  de: [() => import('./de.json?first'), () => import('./de.json?rest')],
  it: [() => import('./it.json?first'), () => import('./it.json?rest')],
  nl: [() => import('./nl.json?first'), () => import('./nl.json?rest')],
  pl: [() => import('./pl.json?first'), () => import('./pl.json?rest')],
};
interface Words {
  default: object;
}
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

/** The parts that are there already. */
const known = new Set<() => Promise<Words>>();

async function add(language: Language, part: () => Promise<Words>): Promise<void> {
  if (known.has(part)) return;
  i18next.addResourceBundle(language, 'translation', (await part()).default, true);
  known.add(part);
}

/** Switches to a language, all of whose words are there; remembers the choice on this device. */
export async function speak(language: Language): Promise<void> {
  await Promise.all(FILES[language].map(part => add(language, part)));
  await turnTo(language);
}

async function turnTo(language: Language): Promise<void> {
  localStorage.setItem(STORED, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

/** Begins with the words of the first screen; `allWords` has the others. */
export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    fallbackLng: false,
    resources: {},
    // React keeps markup out; what is put into a sentence must not turn it round.
    interpolation: { escapeValue: true, escape: foreign },
    // What is shown already takes the words that come after it.
    react: { bindI18nStore: 'added' },
    returnNull: false,
  });
  const begin = async (language: Language) => {
    await add(language, FILES[language][0]);
    await turnTo(language);
  };
  // A language that does not come now is no reason to show nothing; another may be there already.
  await begin(preferredLanguage(localStorage.getItem(STORED), navigator.languages)).catch(() => begin('en'));
}

/** The words that only later screens use. */
export async function allWords(): Promise<void> {
  const { language } = i18next;
  if (isLanguage(language)) await add(language, FILES[language][1]);
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
