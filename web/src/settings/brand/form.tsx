import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { ProblemField } from '../../api/problem';
import { useTranslation } from '../../i18n';
import { foreign } from '../../i18n/foreign';
import { type Fields, fieldAt, type Json, nameAt, type Path, valueAt, withValue } from './document';

interface BrandForm {
  /** The document as it stands in the form. */
  document: Fields;
  /** The document as it holds on the server. */
  saved: Fields;
  /** What the server has against the document it was last sent. */
  problems: readonly ProblemField[];
  set: (path: Path, value: Json | undefined) => void;
  /** Sets several places at once: two calls of `set` in a row would begin from the same document. */
  setAll: (values: readonly [Path, Json][]) => void;
}

const Form = createContext<BrandForm | null>(null);

interface BrandFormProps extends Omit<BrandForm, 'set' | 'setAll'> {
  onChange: (document: Fields) => void;
  children: ReactNode;
}

/** Lets the fields inside read and change one document. */
export function BrandFormProvider({ document, saved, problems, onChange, children }: BrandFormProps) {
  const form = useMemo(
    () => ({
      document,
      saved,
      problems,
      set: (path: Path, value: Json | undefined) => onChange(withValue(document, path, value) as Fields),
      setAll: (values: readonly [Path, Json][]) =>
        onChange(values.reduce<Json>((all, [path, value]) => withValue(all, path, value), document) as Fields),
    }),
    [document, saved, problems, onChange],
  );
  return <Form.Provider value={form}>{children}</Form.Provider>;
}

export function useBrandForm(): BrandForm {
  const form = useContext(Form);
  if (!form) throw new Error('a field of a brand stands outside its form');
  return form;
}

/** One place of the document: its value, its name, and what is wrong with it. */
export function useField(path: Path) {
  const form = useBrandForm();
  const words = useFieldWords();
  const field = fieldAt(path);
  const name = nameAt(form.document, path);
  const problem = form.problems.find(one => one.path === name);
  return {
    value: valueAt(form.document, path),
    set: (value: Json | undefined) => form.set(path, value),
    label: words.label(field),
    hint: words.hint(field),
    error: problem && words.problem(problem),
  };
}

/** A place as the server names it, as the language files call it and whose it is: `channels_caps` of `email`. */
export function nameParts(name: string): { field: string; of: string } {
  const [list = '', ...rest] = name.split('.');
  const last = rest.at(-1);
  if (last === undefined || !['channels', 'purposes'].includes(list))
    return { field: name.replaceAll('.', '_'), of: '' };
  // An id may have points of its own.
  return { field: `${list}_${last}`, of: rest.slice(0, -1).join('.') };
}

/** The words of the form, in the reader's language; a field we do not know is called as in the document. */
export function useFieldWords() {
  const { t, i18n } = useTranslation();
  const say = (key: string) => (i18n.exists(key) ? (t(key as never) as string) : undefined);
  return {
    label: (field: string) => say(`brand_field.${field}`) ?? field.replaceAll('_', ' '),
    hint: (field: string) => say(`brand_hint.${field}`),
    problem: ({ code, message }: ProblemField) => say(`brand_problem.${code}`) ?? foreign(message),
  };
}
