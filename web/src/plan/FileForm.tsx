import { NativeSelect, TextInput } from '@mantine/core';
import type { ActualsForm } from '../api/plan';
import { useTranslation } from '../i18n';

/** How a file is written, where that shall not be found out: the same words as the API's and the import's. */
export function FileForm({ form, onChange }: { form: ActualsForm; onChange: (form: ActualsForm) => void }) {
  const { t } = useTranslation();
  const select = <K extends Exclude<keyof ActualsForm, 'sheet'>>(
    field: K,
    label: string,
    choices: [NonNullable<ActualsForm[K]>, string][],
  ) => (
    <NativeSelect
      label={label}
      value={form[field] ?? ''}
      onChange={event => {
        const chosen = choices.find(([value]) => value === event.currentTarget.value)?.[0];
        onChange(without({ ...form, [field]: chosen }));
      }}
      data={[{ value: '', label: t('actuals.found_out') }, ...choices.map(([value, label]) => ({ value, label }))]}
    />
  );
  return (
    <div className="stack tight">
      {select('decimal', t('actuals.decimal'), [
        ['comma', t('actuals.decimal_comma')],
        ['point', t('actuals.decimal_point')],
      ])}
      {select('dates', t('actuals.dates'), [
        ['day_first', t('actuals.day_first')],
        ['month_first', t('actuals.month_first')],
      ])}
      {select('delimiter', t('actuals.delimiter'), [
        [',', ','],
        [';', ';'],
        ['|', '|'],
        ['\\t', t('actuals.tab')],
      ])}
      {select('encoding', t('actuals.encoding'), [
        ['utf-8', 'UTF-8'],
        ['windows-1252', 'Windows-1252 (Latin-1)'],
        ['utf-16le', 'UTF-16 LE'],
        ['utf-16be', 'UTF-16 BE'],
      ])}
      <TextInput
        label={t('actuals.sheet')}
        description={t('actuals.sheet_hint')}
        defaultValue={form.sheet ?? ''}
        onBlur={event => {
          const sheet = event.currentTarget.value.trim();
          if (sheet !== (form.sheet ?? '')) onChange(without({ ...form, sheet }));
        }}
      />
    </div>
  );
}

/** What is not said is left out: the server finds it out. */
function without(form: { [K in keyof ActualsForm]?: ActualsForm[K] | undefined }): ActualsForm {
  return Object.fromEntries(Object.entries(form).filter(([, value]) => value)) as ActualsForm;
}
