import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from '../../i18n';
import { parse } from '../condition/parse';
import { print } from '../condition/print';
import {
  COMPARISONS,
  type Field,
  type Group,
  isGroup,
  type Literal,
  QUESTIONS,
  type Question,
  ROOTS,
  type Row,
  TEXT_TESTS,
} from '../condition/rows';
import styles from './Flow.module.css';

interface ConditionFieldProps {
  cel: string;
  onChange: (cel: string) => void;
}

/** A condition as rows, with its CEL beside; what says more than rows can is shown as text, and says so. */
export function ConditionField({ cel, onChange }: ConditionFieldProps) {
  const { t } = useTranslation();
  // Half-written rows are kept as they are; a text that comes from elsewhere takes their place.
  const [state, setState] = useState(() => ({ cel, rows: parse(cel) }));
  const now = state.cel === cel ? state : { cel, rows: parse(cel) };
  if (now !== state) setState(now);
  const put = (rows: Group) => {
    const text = print(rows);
    setState({ cel: text, rows });
    onChange(text);
  };
  return (
    <div className={styles.kinds}>
      {now.rows ? (
        <GroupRows group={now.rows} onChange={put} nested={false} />
      ) : (
        <p className="small soft">{t('flow.text_only')}</p>
      )}
      <Textarea
        label={t('flow.cel')}
        value={cel}
        rows={2}
        spellCheck={false}
        autoCapitalize="off"
        onChange={event => onChange(event.currentTarget.value)}
      />
    </div>
  );
}

const FRESH: Row = {
  field: { of: 'name', path: ['properties', 'category'] },
  test: '==',
  value: { type: 'text', text: '' },
};

function GroupRows({ group, onChange, nested }: { group: Group; onChange: (group: Group) => void; nested: boolean }) {
  const { t } = useTranslation();
  const { join, items } = group;
  const put = (next: readonly (Row | Group)[]) => onChange({ join, items: next });
  const other = join === 'all' ? 'any' : 'all';
  return (
    <div className={styles.group}>
      {items.length > 1 ? (
        <NativeSelect
          aria-label={t('flow.join')}
          value={join}
          data={(['all', 'any'] as const).map(value => ({ value, label: t(`flow.${value}`) }))}
          disabled={nested}
          onChange={event => onChange(rejoined(group, event.currentTarget.value as Group['join']))}
        />
      ) : null}
      {items.map((item, at) =>
        isGroup(item) ? (
          <GroupRows
            // biome-ignore lint/suspicious/noArrayIndexKey: a row's place is its identity
            key={at}
            group={item}
            nested
            onChange={next => put(items.toSpliced(at, 1, ...(next.items.length > 1 ? [next] : next.items)))}
          />
        ) : (
          <OneRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a row's place is its identity
            key={at}
            row={item}
            onChange={next => put(items.toSpliced(at, 1, next))}
            onRemove={() => put(items.toSpliced(at, 1))}
          />
        ),
      )}
      <div className="row">
        <Button size="compact-sm" onClick={() => put([...items, FRESH])}>
          {t('flow.add_row')}
        </Button>
        {items.length > 0 ? (
          <Button size="compact-sm" onClick={() => put([...items, { join: other, items: [FRESH, FRESH] }])}>
            {t('flow.add_group')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

/** The same rows joined the other way; groups that are then joined alike become one. */
function rejoined({ items }: Group, join: Group['join']): Group {
  return { join, items: items.flatMap(item => (isGroup(item) && item.join === join ? item.items : [item])) };
}

interface OneRowProps {
  row: Row;
  onChange: (row: Row) => void;
  onRemove: () => void;
}

function OneRow({ row, onChange, onRemove }: OneRowProps) {
  const { t } = useTranslation();
  const kind = row.field.of === 'name' ? (row.field.path[0] ?? '') : row.field.question;
  const test = 'not' in row && row.not ? `not_${row.test}` : row.test;
  return (
    <div className={styles.row}>
      <NativeSelect
        aria-label={t('flow.looked_at')}
        value={kind}
        data={[...ROOTS, ...(Object.keys(QUESTIONS) as Question[])].map(value => ({
          value,
          label: t(`flow.of.${value}`),
        }))}
        onChange={event => onChange(withField(row, fresh(event.currentTarget.value)))}
      />
      <FieldWords field={row.field} onChange={field => onChange({ ...row, field })} />
      <NativeSelect
        aria-label={t('flow.test')}
        value={test}
        data={testsOf(row.field).map(value => ({ value, label: t(`flow.tests.${value}`) }))}
        onChange={event => onChange(tested(row.field, event.currentTarget.value, literalsOf(row)))}
      />
      <Values row={row} onChange={onChange} />
      <div className={styles.wide}>
        <Button size="compact-sm" onClick={onRemove}>
          {t('flow.remove_row')}
        </Button>
      </div>
    </div>
  );
}

function FieldWords({ field, onChange }: { field: Field; onChange: (field: Field) => void }) {
  const { t } = useTranslation();
  if (field.of === 'name')
    return (
      <TextInput
        aria-label={t('flow.property')}
        value={field.path.slice(1).join('.')}
        onChange={event =>
          onChange({ ...field, path: [field.path[0] ?? 'properties', ...event.currentTarget.value.split('.')] })
        }
      />
    );
  return (
    <>
      <TextInput
        aria-label={t('flow.about')}
        value={field.about}
        onChange={event => onChange({ ...field, about: event.currentTarget.value })}
      />
      {field.window === null ? null : (
        <TextInput
          label={t('flow.window')}
          value={field.window}
          onChange={event => onChange({ ...field, window: event.currentTarget.value })}
        />
      )}
    </>
  );
}

/** The value, or the values with commas; a number, yes and no are recognised, and quotes make a text of them. */
function Values({ row, onChange }: { row: Row; onChange: (row: Row) => void }) {
  const { t } = useTranslation();
  const [written, setWritten] = useState<string | null>(null);
  const id = useId();
  if (row.test === 'is' || row.test === 'is_not') return <span />;
  const shown = literalsOf(row).map(shownAs).join(', ');
  return (
    <TextInput
      id={id}
      aria-label={t('flow.value')}
      value={written ?? shown}
      onChange={event => {
        const text = event.currentTarget.value;
        setWritten(text);
        const many = row.test === 'in' || row.test === 'not_in';
        const values = (many ? text.split(',') : [text]).map(one => literalOf(many ? one.trim() : one, row));
        onChange(tested(row.field, 'not' in row && row.not ? `not_${row.test}` : row.test, values));
      }}
      onBlur={() => setWritten(null)}
    />
  );
}

const PLAIN = /^(?:-?\d+(?:\.\d+)?|true|false)$/;

function shownAs(value: Literal): string {
  if (value.type === 'truth') return String(value.truth);
  return value.type === 'text' && PLAIN.test(value.text) ? `"${value.text}"` : value.text;
}

function literalOf(text: string, { test }: Row): Literal {
  if ((TEXT_TESTS as readonly string[]).includes(test)) return { type: 'text', text };
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return { type: 'number', text };
  if (text === 'true' || text === 'false') return { type: 'truth', truth: text === 'true' };
  return { type: 'text', text: /^"(?:.*)"$/.test(text) && PLAIN.test(text.slice(1, -1)) ? text.slice(1, -1) : text };
}

function literalsOf(row: Row): readonly Literal[] {
  return 'values' in row ? row.values : 'value' in row ? [row.value] : [];
}

const NOT_TESTS = ['not_contains', 'not_startsWith', 'not_endsWith'] as const;

function testsOf(field: Field) {
  if (field.of === 'name')
    return [...COMPARISONS, 'in', 'not_in', ...TEXT_TESTS, ...NOT_TESTS, 'is', 'is_not'] as const;
  return QUESTIONS[field.question].answer === 'truth' ? (['is', 'is_not'] as const) : COMPARISONS;
}

/** A row about a field with a test and as much of the old values as fits. */
function tested(field: Field, test: string, old: readonly Literal[]): Row {
  const [value = { type: field.of === 'name' ? 'text' : 'number', text: field.of === 'name' ? '' : '0' } as Literal] =
    old;
  if (test === 'is' || test === 'is_not') return { field, test };
  if (test === 'in' || test === 'not_in') return { field, test, values: old.length > 0 ? old : [value] };
  const name = TEXT_TESTS.find(one => test === one || test === `not_${one}`);
  if (name)
    return {
      field,
      test: name,
      not: test !== name,
      value: { type: 'text', text: value.type === 'truth' ? '' : value.text },
    };
  const number: Literal = field.of === 'question' && value.type !== 'number' ? { type: 'number', text: '0' } : value;
  return { field, test: COMPARISONS.find(one => one === test) ?? '==', value: number };
}

function withField(row: Row, field: Field): Row {
  const allowed: readonly string[] = testsOf(field);
  const test = 'not' in row && row.not ? `not_${row.test}` : row.test;
  return tested(field, allowed.includes(test) ? test : (allowed[0] ?? '=='), literalsOf(row));
}

function fresh(kind: string): Field {
  if (!Object.hasOwn(QUESTIONS, kind)) return { of: 'name', path: [kind, ''] };
  const question = kind as Question;
  return { of: 'question', question, about: '', window: QUESTIONS[question].window ? '30d' : null };
}
