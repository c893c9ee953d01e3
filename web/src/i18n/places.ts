/** Countries, languages, currencies and zones to choose from, named in the reader's language by `Intl`. */

export interface Choice {
  value: string;
  label: string;
}

const LETTERS = Array.from({ length: 26 }, (_, at) => String.fromCharCode(65 + at));
const PAIRS = LETTERS.flatMap(first => LETTERS.map(second => first + second));

/** Codes that Unicode names as regions but ISO 3166 lists as no country. */
const NO_COUNTRY = new Set(['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'ZZ']);

/** A moment of each half of the year: one of them has summer time, where there is any. */
const MIDSEASONS = [Date.UTC(2026, 0, 15), Date.UTC(2026, 6, 15)];

const memo = new Map<string, Choice[]>();
function once(key: string, make: () => Choice[]): Choice[] {
  const made = memo.get(key) ?? make();
  memo.set(key, made);
  return made;
}

function named(codes: readonly string[], type: 'region' | 'language' | 'currency', locale: string): Choice[] {
  const names = new Intl.DisplayNames(locale, { type, fallback: 'none' });
  return codes
    .flatMap(value => {
      const label = names.of(value);
      return label ? [{ value, label }] : [];
    })
    .sort((a, b) => a.label.localeCompare(b.label, locale));
}

/** A language or country by its code, as the reader calls it; what is no code stays. */
export function nameOf(type: 'language' | 'region', code: string, locale: string): string {
  try {
    return new Intl.DisplayNames(locale, { type }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** Every country by its ISO 3166 code; codes that were replaced are left out. */
export function countries(locale: string): Choice[] {
  return once(`countries ${locale}`, () => {
    const codes = PAIRS.filter(code => !NO_COUNTRY.has(code) && new Intl.Locale(`und-${code}`).region === code);
    return named(codes, 'region', locale);
  });
}

/** Every language of two letters (BCP 47). */
export function languages(locale: string): Choice[] {
  return once(`languages ${locale}`, () => {
    const codes = PAIRS.map(pair => pair.toLowerCase()).filter(code => new Intl.Locale(code).language === code);
    return named(codes, 'language', locale);
  });
}

/** Every currency in use by its ISO 4217 code, the code first: that is what invoices say. */
export function currencies(locale: string): Choice[] {
  return once(`currencies ${locale}`, () =>
    named(Intl.supportedValuesOf('currency'), 'currency', locale)
      .map(({ value, label }) => ({ value, label: `${value} · ${label}` }))
      .sort((a, b) => a.value.localeCompare(b.value)),
  );
}

/** Every time zone by its IANA name. */
export function zones(): Choice[] {
  return once('zones', () => {
    const names = new Set(['UTC', ...Intl.supportedValuesOf('timeZone')]);
    return [...names].map(value => ({ value, label: value.replaceAll('_', ' ') }));
  });
}

/** The zones of a country: a method by now, a property in engines of some years ago. */
interface Zones {
  getTimeZones?: () => string[] | undefined;
  timeZones?: string[] | undefined;
}

/**
 * The time zone that a country suggests: the reader's own if it is one of the country's, or the first where all of them keep the same
 * time; none where that would be a guess.
 */
export function zoneOf(country: string, own: string): string | null {
  const place = new Intl.Locale(`und-${country}`) as Intl.Locale & Zones;
  const all = place.getTimeZones?.() ?? place.timeZones ?? [];
  if (all.includes(own)) return own;
  const clocks = all.map(timeZone => {
    const shown = new Intl.DateTimeFormat('en', { timeZone, dateStyle: 'short', timeStyle: 'short' });
    return MIDSEASONS.map(moment => shown.format(moment)).join();
  });
  return new Set(clocks).size === 1 ? (all[0] ?? null) : null;
}

/** The choices with the one that is set among them, even if no one here knows it. */
export function including(choices: readonly Choice[], value: string): Choice[] {
  const known = value === '' || choices.some(one => one.value === value);
  return known ? [...choices] : [{ value, label: value }, ...choices];
}

/** The days of the week from Monday, as the settings and as the reader name them. */
export function weekdays(locale: string): Choice[] {
  const format = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  const names = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
  // 2024-01-01 was a Monday.
  return names.map((value, at) => ({ value, label: format.format(new Date(Date.UTC(2024, 0, 1 + at))) }));
}
