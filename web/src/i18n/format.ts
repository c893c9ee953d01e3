/** Numbers, dates and money as the reader's language writes them. Money comes as whole minor units and stays exact. */

/** An amount in minor units (cents) of a currency, as the API sends it. */
export interface Money {
  minor: number;
  currency: string;
}

const memo = new Map<string, unknown>();
function once<T>(key: string, make: () => T): T {
  const known = memo.get(key);
  if (known !== undefined) return known as T;
  const made = make();
  memo.set(key, made);
  return made;
}

/** How many decimals a currency has: 2 for EUR, 0 for JPY. */
export function digitsOf(currency: string): number {
  return once(
    `digits ${currency}`,
    () => new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2,
  );
}

/** Minor units as the decimal text Intl formats without rounding: 123456 of EUR is `1234.56`. */
export function decimalText(money: Money): `${number}` {
  const digits = digitsOf(money.currency);
  const sign = money.minor < 0 ? '-' : '';
  const whole = Math.abs(money.minor)
    .toString()
    .padStart(digits + 1, '0');
  const text = digits === 0 ? whole : `${whole.slice(0, -digits)}.${whole.slice(-digits)}`;
  return `${sign}${text}` as `${number}`;
}

/** A number of whole units, such as 12.43, as money; null if it is no amount of this currency. */
export function moneyOf(units: number, currency: string): Money | null {
  if (!/^[A-Z]{3}$/.test(currency)) return null;
  const minor = units * 10 ** digitsOf(currency);
  const whole = Math.round(minor);
  return Math.abs(minor - whole) < 1e-6 && Number.isSafeInteger(whole) ? { minor: whole, currency } : null;
}

/** What a person typed (`1.234,5` or `1,234.50`) as minor units, or null if it is not an amount of this currency. */
export function parseMoney(text: string, currency: string, locale: string): Money | null {
  const parts = new Intl.NumberFormat(locale).formatToParts(12345.6);
  const point = parts.find(part => part.type === 'decimal')?.value ?? '.';
  const group = point === ',' ? '.' : ',';
  const written = text.trim().replace(/[\s\u00a0\u202f'’]/g, ' ');
  // The sign of groups stands before three digits each time. Before one or two it is the decimal sign of another language.
  const grouped = new RegExp(`^-?\\d{1,3}(?:(?:\\${group}\\d{3})+|(?: \\d{3})+)(?:\\${point}\\d+)?$`).test(written);
  const foreign = new RegExp(`^-?\\d+\\${group}\\d{1,2}$`).test(written);
  const plain = grouped
    ? written.replaceAll(group, '').replaceAll(' ', '').replace(point, '.')
    : written.replace(foreign ? group : point, '.');
  const digits = digitsOf(currency);
  const match = /^(-?)(\d{1,13})(?:\.(\d+))?$/.exec(plain);
  if (!match) return null;
  const decimals = match[3] ?? '';
  if (decimals.length > digits) return null;
  const minor = Number(`${match[2]}${decimals.padEnd(digits, '0')}`);
  return { minor: match[1] ? -minor : minor, currency };
}

export type MoneyStyle = 'exact' | 'whole';

/** Below this many units cents matter also where whole units are shown. */
const CENTS_BELOW = 100;

/** Money in words of the reader: exact to the cent, or in whole units where the amount is large enough. */
export function formatMoney(money: Money, locale: string, style: MoneyStyle = 'exact', signed = false): string {
  const { currency } = money;
  const unit = 10 ** digitsOf(currency);
  const whole = style === 'whole' && (Math.abs(money.minor) >= CENTS_BELOW * unit || money.minor % unit === 0);
  const format = once(`money ${locale} ${currency} ${whole} ${signed}`, () => {
    const base: Intl.NumberFormatOptions = { style: 'currency', currency, signDisplay: signed ? 'exceptZero' : 'auto' };
    if (whole) base.maximumFractionDigits = 0;
    return new Intl.NumberFormat(locale, base);
  });
  return format.format(decimalText(money) as unknown as number);
}

/** A plain number. */
export function formatNumber(value: number, locale: string): string {
  return once(`number ${locale}`, () => new Intl.NumberFormat(locale)).format(value);
}

/** A share of one, as per cent. */
export function formatShare(value: number, locale: string): string {
  const format = once(
    `share ${locale}`,
    () => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }),
  );
  return format.format(value);
}

export type TimeStyle = 'moment' | 'day' | 'clock' | 'short' | 'month';
const TIME_STYLES: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  moment: { dateStyle: 'medium', timeStyle: 'short' },
  day: { dateStyle: 'medium' },
  clock: { timeStyle: 'medium' },
  short: { day: 'numeric', month: 'short' },
  month: { month: 'short', year: 'numeric' },
};

/** An instant or a plain day (`2026-11-21`), which is the same day everywhere. */
export function formatTime(value: string, locale: string, style: TimeStyle = 'moment'): string {
  const plain = /^\d{4}-\d\d-\d\d$/.test(value);
  const format = once(`time ${locale} ${style} ${plain}`, () => {
    return new Intl.DateTimeFormat(locale, plain ? { ...TIME_STYLES[style], timeZone: 'UTC' } : TIME_STYLES[style]);
  });
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? value : format.format(date);
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** A length of time in the largest unit that is whole: "48 hours", "7 days". */
export function formatSpan(seconds: number, locale: string): string {
  // `48 hours` is what people say of two days.
  const fits = ([unit, size]: [string, number]) => seconds % size === 0 && (unit !== 'day' || seconds !== 2 * size);
  const [unit, size] = STEPS.find(fits) ?? ['second', 1];
  const format = once(
    `span ${locale} ${unit}`,
    () => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }),
  );
  return format.format(seconds / size);
}

/** A text of the server with the moments in it (`2026-11-20T12:00:00Z`) as the reader writes them. */
export function withMoments(text: string, locale: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, moment => formatTime(moment, locale));
}

/** How long ago something was: "5 minutes ago". The server's clock may be ahead of the reader's: what happened is never to come. */
export function formatAgo(value: string, now: number, locale: string): string {
  const seconds = Math.min(0, Math.round((new Date(value).getTime() - now) / 1000));
  const format = once(`ago ${locale}`, () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(0, 'second');
}
