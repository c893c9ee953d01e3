import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconPlus, IconTrash, IconX } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from '../../i18n';
import type { Choice } from '../../i18n/places';
import styles from './brand.module.css';
import { type Path, textsOf } from './document';
import { useField } from './form';

/** Several fields that are one matter, with what is wrong with them as a whole. */
export function Group({ path, children }: { path: Path; children: ReactNode }) {
  const { label, hint, error } = useField(path);
  return (
    <fieldset className={styles.group}>
      <legend>{label}</legend>
      <div className="stack tight">
        {hint ? <p className="small soft">{hint}</p> : null}
        <GroupProblem error={error} />
        {children}
      </div>
    </fieldset>
  );
}

/** What is wrong with several fields together; it takes the focus, so that it is found after sending. */
export function GroupProblem({ error }: { error: string | undefined }) {
  return error ? (
    <p className={styles.problem} data-problem tabIndex={-1}>
      {error}
    </p>
  ) : null;
}

/** Takes one of several things away; the name says which. */
export function RemoveButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button variant="subtle" color="bad" px="xs" aria-label={label} title={label} onClick={onClick}>
      <IconTrash size={17} aria-hidden />
    </Button>
  );
}

/** Adds one more of several things. */
export function AddLine({ children, onClick }: { children: string; onClick: () => void }) {
  return (
    <div>
      <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={onClick}>
        {children}
      </Button>
    </div>
  );
}

interface ChipsProps {
  items: readonly Choice[];
  /** The name of the button that takes one away. */
  remove: (label: string) => string;
  onRemove: (value: string) => void;
}

/** Short things in a row, each with its way out. */
export function Chips({ items, remove, onRemove }: ChipsProps) {
  return (
    <ul className={styles.chips}>
      {items.map(({ value, label }) => (
        <li key={value}>
          {label}
          <button type="button" aria-label={remove(label)} onClick={() => onRemove(value)}>
            <IconX size={15} aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Some of many, each with its box; kept in the order of the choices. */
export function CheckList({ path, choices }: { path: Path; choices: readonly Choice[] }) {
  const { value, set } = useField(path);
  const chosen = textsOf(value);
  const known = choices.map(one => one.value);
  const all = [...choices, ...chosen.filter(one => !known.includes(one)).map(one => ({ value: one, label: one }))];
  const toggle = (one: string, on: boolean) =>
    set(all.map(choice => choice.value).filter(other => (other === one ? on : chosen.includes(other))));
  return (
    <Group path={path}>
      <div className={styles.checks}>
        {all.map(choice => (
          <label key={choice.value}>
            <input
              type="checkbox"
              checked={chosen.includes(choice.value)}
              onChange={event => toggle(choice.value, event.currentTarget.checked)}
            />
            {choice.label}
          </label>
        ))}
      </div>
    </Group>
  );
}

interface AddByIdProps {
  label: string;
  hint: string;
  /** The ids that are taken. */
  taken: readonly string[];
  verb: string;
  onAdd: (id: string) => void;
}

/** Asks for the id of something new; it stays for good, other documents will name it. */
export function AddById({ label, hint, taken, verb, onAdd }: AddByIdProps) {
  const { t } = useTranslation();
  const [id, setId] = useState('');
  const fits = /^[A-Za-z0-9._-]{1,64}$/.test(id);
  const free = !taken.includes(id);
  const add = () => {
    if (!fits || !free) return;
    onAdd(id);
    setId('');
  };
  const problem = fits ? t('brand_form.id_taken') : t('brand_form.bad_id');
  return (
    <div className={styles.line}>
      <TextInput
        className="grow"
        label={label}
        description={hint}
        error={id !== '' && !(fits && free) ? problem : undefined}
        value={id}
        onChange={event => setId(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          add();
        }}
        autoCapitalize="off"
        spellCheck={false}
      />
      <Button disabled={!fits || !free} onClick={add}>
        {verb}
      </Button>
    </div>
  );
}

interface PickToAddProps {
  label: string;
  choices: readonly Choice[];
  onAdd: (value: string) => void;
}

/** Adds one of the choices as soon as the button is pressed, not while the arrow keys pass over them. */
export function PickToAdd({ label, choices, onAdd }: PickToAddProps) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState('');
  const value = choices.some(one => one.value === chosen) ? chosen : '';
  if (choices.length === 0) return null;
  return (
    <div className={styles.line}>
      <NativeSelect
        label={label}
        value={value}
        onChange={event => setChosen(event.currentTarget.value)}
        data={[{ value: '', label: '–' }, ...choices]}
      />
      <Button disabled={value === ''} onClick={() => onAdd(value)}>
        {t('action.add')}
      </Button>
    </div>
  );
}
