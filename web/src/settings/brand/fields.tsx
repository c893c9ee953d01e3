import { NativeSelect, Switch, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from '../../i18n';
import { decimalText, type Money, parseMoney } from '../../i18n/format';
import { type Choice, including } from '../../i18n/places';
import { useFormat } from '../../i18n/useFormat';
import styles from './brand.module.css';
import { isFields, type Json, type Path, textOf } from './document';
import { useField } from './form';
import { readSpan, type SpanOfTime, UNITS, type Unit, unitWord, writeSpan } from './span';

interface TextFieldProps {
  path: Path;
  type?: 'text' | 'email' | 'date' | 'time';
  required?: boolean;
  rows?: number;
  maxLength?: number;
}

/** A text; several lines if it has rows. */
export function TextField({ path, rows, type, ...input }: TextFieldProps) {
  const { value, set, label, hint, error } = useField(path);
  const common = { ...input, label, description: hint, error, value: textOf(value) };
  return rows ? (
    <Textarea {...common} rows={rows} onChange={event => set(event.currentTarget.value)} />
  ) : (
    <TextInput {...common} type={type ?? 'text'} onChange={event => set(event.currentTarget.value)} />
  );
}

/** A time of day, kept to the second as the document has it. */
export function TimeField({ path }: { path: Path }) {
  const { value, set, label, hint, error } = useField(path);
  return (
    <TextInput
      type="time"
      label={label}
      description={hint}
      error={error}
      required
      value={textOf(value).replace(/^(\d\d:\d\d):00$/, '$1')}
      onChange={event => set(event.currentTarget.value.replace(/^\d\d:\d\d$/, '$&:00'))}
    />
  );
}

interface SelectFieldProps {
  path: Path;
  choices: readonly Choice[];
  /** Words for having chosen nothing; without them something must be chosen. */
  none?: string;
}

/** One of many; what is set is always among them. */
export function SelectField({ path, choices, none }: SelectFieldProps) {
  const { value, set, label, hint, error } = useField(path);
  const chosen = textOf(value);
  return (
    <NativeSelect
      label={label}
      description={hint}
      error={error}
      value={chosen}
      onChange={event => set(event.currentTarget.value)}
      data={[...(none ? [{ value: '', label: none }] : []), ...including(choices, chosen)]}
    />
  );
}

/** Yes or no. */
export function SwitchField({ path }: { path: Path }) {
  const { value, set, label, hint } = useField(path);
  return (
    <Switch
      label={label}
      description={hint}
      checked={value === true}
      onChange={event => set(event.currentTarget.checked)}
    />
  );
}

interface TypedProps {
  path: Path;
  /** What is typed before anybody types. */
  start: string;
  /** What was typed as a value of the document; undefined if it is none. */
  read: (text: string) => Json | undefined;
  /** Said when it is none. */
  wrong: string;
  hint?: string | undefined;
  required?: boolean;
  inputMode?: 'decimal' | 'numeric';
  rightSection?: ReactNode;
  hideLabel?: boolean;
}

/** Something typed that becomes a value when it can be read; until then the form cannot be sent, and the document stays. */
function Typed({ path, start, read, wrong, hideLabel, ...input }: TypedProps) {
  const { set, label, hint, error } = useField(path);
  const [text, setText] = useState(start);
  // What the document had is never in the way, even if no one would type it so.
  const problem = text !== start && text.trim() !== '' && read(text) === undefined ? wrong : '';
  const field = useValidity(problem);
  return (
    <TextInput
      {...input}
      ref={field}
      label={hideLabel ? undefined : label}
      aria-label={hideLabel ? label : undefined}
      description={hideLabel ? undefined : (input.hint ?? hint)}
      error={problem || error}
      value={text}
      onChange={event => {
        const typed = event.currentTarget.value;
        setText(typed);
        const value = read(typed);
        if (value !== undefined) set(value);
      }}
    />
  );
}

interface NumberFieldProps {
  path: Path;
  min?: number;
  max?: number;
  /** Whether only whole numbers are meant. */
  whole?: boolean;
  unit?: string;
  hideLabel?: boolean;
}

/** A number as the reader's language writes it. */
export function NumberField({ path, min, max, whole, unit, hideLabel }: NumberFieldProps) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const { value } = useField(path);
  const point = decimalPoint(locale);
  const read = (text: string) => {
    const [units = '', decimals, ...rest] = text.trim().split(point);
    const plain = decimals === undefined ? units : `${units}.${decimals}`;
    const digits = /^-?\d+$/.test(units) && /^\d+$/.test(decimals ?? '0') && rest.length === 0;
    const number = digits ? Number(plain) : Number.NaN;
    const fits = (!whole || Number.isInteger(number)) && number >= (min ?? -Infinity) && number <= (max ?? Infinity);
    return fits ? number : undefined;
  };
  return (
    <Typed
      path={path}
      start={typeof value === 'number' ? String(value).replace('.', point) : ''}
      read={read}
      wrong={t(whole ? 'brand_form.no_whole_number' : 'brand_form.no_number')}
      required
      inputMode={whole ? 'numeric' : 'decimal'}
      rightSection={unit ? <span className="soft">{unit}</span> : undefined}
      hideLabel={hideLabel ?? false}
    />
  );
}

/** What something costs, in the brand's currency; an amount kept in another one stays until a new one is typed. */
export function MoneyField({ path, currency }: { path: Path; currency: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { value } = useField(path);
  const kept = readMoney(value);
  const foreign = kept !== null && kept.currency !== currency ? kept : null;
  return (
    <Typed
      key={currency}
      path={path}
      start={kept && !foreign ? decimalText(kept).replace('.', decimalPoint(format.locale)) : ''}
      read={text => {
        const money = parseMoney(text, currency, format.locale);
        return money && money.minor >= 0 ? { ...money } : undefined;
      }}
      wrong={t('brand_form.no_amount')}
      hint={foreign ? t('brand_form.other_currency', { amount: format.money(foreign), currency }) : undefined}
      required={!foreign}
      inputMode="decimal"
      rightSection={<span className="soft small">{currency}</span>}
    />
  );
}

function readMoney(value: Json | undefined): Money | null {
  if (!isFields(value) || typeof value.minor !== 'number' || typeof value.currency !== 'string') return null;
  return { minor: value.minor, currency: value.currency };
}

interface SpanFieldProps {
  path: Path;
  /** Whether it may be left empty. */
  optional?: boolean;
  hideLabel?: boolean;
}

/** How long: a number and its unit; a span finer than a second is shown as the document writes it. */
export function SpanField(props: SpanFieldProps) {
  const { value } = useField(props.path);
  const [start] = useState(() => textOf(value));
  const span = readSpan(start);
  return start !== '' && !span ? (
    <TextField path={props.path} required={!props.optional} />
  ) : (
    <Span {...props} start={span} />
  );
}

function Span({ path, optional, hideLabel, start }: SpanFieldProps & { start: SpanOfTime | null }) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const { set, label, hint, error } = useField(path);
  const [count, setCount] = useState(start ? String(start.count) : '');
  const [unit, setUnit] = useState<Unit>(start?.unit ?? 'day');
  const number = /^[1-9]\d{0,5}$/.test(count.trim()) ? Number(count) : null;
  const empty = count.trim() === '';
  const problem = number === null && !empty ? t('brand_form.no_span') : '';
  const field = useValidity(problem);
  const change = (typed: string, chosen: Unit) => {
    setCount(typed);
    setUnit(chosen);
    if (/^[1-9]\d{0,5}$/.test(typed.trim())) set(writeSpan({ count: Number(typed), unit: chosen }));
    else if (typed.trim() === '' && optional) set(null);
  };
  return (
    <div className={styles.span}>
      <TextInput
        ref={field}
        label={hideLabel ? undefined : label}
        aria-label={hideLabel ? label : undefined}
        description={hideLabel ? undefined : hint}
        error={problem || error}
        value={count}
        onChange={event => change(event.currentTarget.value, unit)}
        inputMode="numeric"
        required={!optional}
      />
      <NativeSelect
        aria-label={t('brand_form.unit_of', { field: label })}
        value={unit}
        onChange={event => change(count, event.currentTarget.value as Unit)}
        data={UNITS.map(one => ({ value: one, label: unitWord(one, number ?? 2, locale) }))}
      />
    </div>
  );
}

/** Tells the browser what is wrong with a field, so that a form with it is not sent and the field is found. */
function useValidity(problem: string) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.setCustomValidity(problem), [problem]);
  return field;
}

function decimalPoint(locale: string): string {
  return new Intl.NumberFormat(locale).formatToParts(0.5).find(part => part.type === 'decimal')?.value ?? '.';
}
