import { NativeSelect, NumberInput, TextInput } from '@mantine/core';
import type { FileForm } from '../api/types';
import { useTranslation } from '../i18n';

interface FormFieldsProps {
  form: FileForm;
  onChange: (form: FileForm) => void;
}

/** How a file is written, where that shall not be found out: the same words as the API's and the command line's. */
export function FormFields({ form, onChange }: FormFieldsProps) {
  const { t } = useTranslation();
  const set = (change: { [K in keyof FileForm]?: FileForm[K] | undefined }) => onChange(said({ ...form, ...change }));
  const select = <K extends 'decimal' | 'dates' | 'delimiter' | 'encoding'>(
    field: K,
    label: string,
    choices: [NonNullable<FileForm[K]>, string][],
  ) => (
    <NativeSelect
      label={label}
      value={form[field] ?? ''}
      onChange={event => set({ [field]: choices.find(([value]) => value === event.currentTarget.value)?.[0] })}
      data={[{ value: '', label: t('files.found_out') }, ...choices.map(([value, label]) => ({ value, label }))]}
    />
  );
  return (
    <>
      {select('decimal', t('files.decimal'), [
        ['comma', '1.234,56'],
        ['point', '1,234.56'],
      ])}
      {select('dates', t('files.dates'), [
        ['day_first', t('files.day_first')],
        ['month_first', t('files.month_first')],
      ])}
      {select('delimiter', t('files.delimiter'), [
        [',', ','],
        [';', ';'],
        ['|', '|'],
        ['\\t', t('files.tab')],
      ])}
      {select('encoding', t('files.encoding'), [
        ['utf-8', 'UTF-8'],
        ['windows-1252', 'Windows-1252 (Latin-1)'],
        ['utf-16le', 'UTF-16 LE'],
        ['utf-16be', 'UTF-16 BE'],
      ])}
      <NumberInput
        label={t('files.heading')}
        min={1}
        allowDecimal={false}
        value={form.heading ?? ''}
        onChange={line => set({ heading: Number(line) || undefined })}
      />
      <TextInput
        label={t('files.sheet')}
        description={t('files.sheet_hint')}
        defaultValue={form.sheet ?? ''}
        onBlur={event => set({ sheet: event.currentTarget.value.trim() })}
      />
    </>
  );
}

/** What is not said is left out: the server finds it out. */
function said(form: { [K in keyof FileForm]?: FileForm[K] | undefined }): FileForm {
  return Object.fromEntries(Object.entries(form).filter(([, value]) => value)) as FileForm;
}
