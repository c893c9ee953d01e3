import { Button, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from '../../i18n';
import { countries, weekdays } from '../../i18n/places';
import { useFormat } from '../../i18n/useFormat';
import styles from './brand.module.css';
import { isFields, type Json, type Path, textOf, textsOf, valueAt } from './document';
import { SelectField, SwitchField, TimeField } from './fields';
import { useBrandForm, useField } from './form';
import { AddLine, CheckList, Chips, GroupProblem, RemoveButton } from './parts';
import { useRows } from './useRows';

const USUAL = { from: '21:00:00', to: '08:00:00', days: [], on_holidays: false };

/** Turns a part of the document on and off; what stood there before comes back. */
export function PartSwitch({ path, usual }: { path: Path; usual: Json }) {
  const { saved } = useBrandForm();
  const { value, set, label, hint } = useField(path);
  const before = valueAt(saved, path);
  return (
    <Switch
      label={label}
      description={hint}
      checked={isFields(value)}
      onChange={event => set(event.currentTarget.checked ? (isFields(before) ? before : usual) : null)}
    />
  );
}

/** When people are left in peace, by their own clock. */
export function Quiet() {
  const { locale } = useFormat();
  const { value } = useField(['quiet']);
  return (
    <>
      <PartSwitch path={['quiet']} usual={USUAL} />
      {isFields(value) ? (
        <>
          <div className={styles.fields}>
            <TimeField path={['quiet', 'from']} />
            <TimeField path={['quiet', 'to']} />
          </div>
          <CheckList path={['quiet', 'days']} choices={weekdays(locale)} />
          <SwitchField path={['quiet', 'on_holidays']} />
        </>
      ) : null}
    </>
  );
}

/** Public holidays by country. */
export function Holidays() {
  const { t } = useTranslation();
  const { rows, add } = useRows(['holidays']);
  const { error } = useField(['holidays']);
  const { document } = useBrandForm();
  return (
    <>
      <GroupProblem error={error} />
      {rows.map(row => (
        <Calendar key={row.key} path={row.path} onRemove={row.remove} />
      ))}
      <AddLine onClick={() => add({ country: textOf(document.country), dates: [] })}>
        {t('brand_form.add_calendar')}
      </AddLine>
    </>
  );
}

function Calendar({ path, onRemove }: { path: Path; onRemove: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { value, set } = useField([...path, 'dates']);
  const country = textOf(useField([...path, 'country']).value);
  const [date, setDate] = useState('');
  const dates = textsOf(value);
  const add = () => {
    if (date && !dates.includes(date)) set([...dates, date].sort());
    setDate('');
  };
  return (
    <fieldset className={styles.item} aria-label={country}>
      <div className={styles.line}>
        <div className="grow">
          <SelectField
            path={[...path, 'country']}
            choices={countries(format.locale)}
            none={t('brand_form.no_country')}
          />
        </div>
        <RemoveButton label={t('brand_form.remove_calendar', { country })} onClick={onRemove} />
      </div>
      <Chips
        items={dates.map(one => ({ value: one, label: format.time(one, 'day') }))}
        remove={label => t('brand_form.remove', { name: label })}
        onRemove={one => set(dates.filter(other => other !== one))}
      />
      <div className={styles.line}>
        <TextInput
          type="date"
          label={t('brand_form.new_date')}
          value={date}
          onChange={event => setDate(event.currentTarget.value)}
          onKeyDown={event => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            add();
          }}
        />
        <Button disabled={!date} onClick={add}>
          {t('action.add')}
        </Button>
      </div>
    </fieldset>
  );
}
