import { useMemo } from 'react';
import { useTranslation } from '../../i18n';
import type { Words } from './complete';
import type { Field } from './schema';

/** What the editor says of fields and templates. */
export function useWords(): Words {
  const { t, i18n } = useTranslation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language alone
  return useMemo(
    () => ({
      field: (field: Field) => {
        // The schema's own words are the English ones.
        const key = `schema.${field.of}_${field.name}`;
        return i18n.language !== 'en' && i18n.exists(key) ? t(key as never) : field.description;
      },
      step: (kind: string) => t(`step.${kind}` as never),
      required: t('editor.required'),
      template: t('editor.template'),
    }),
    [i18n.language],
  );
}

/** What CodeMirror says by itself, by its English words, and the names of ours. */
const PHRASES = {
  Find: 'find',
  Replace: 'replace_with',
  next: 'next',
  previous: 'previous',
  all: 'all',
  'match case': 'case',
  regexp: 'regexp',
  'by word': 'by_word',
  replace: 'replace',
  'replace all': 'replace_all',
  close: 'close',
  'current match': 'current',
  'on line': 'on_line',
  'replaced match on line $': 'replaced_one',
  'replaced $ matches': 'replaced_all',
  'Go to line': 'to_line',
  go: 'go',
  'Control character': 'control',
  'Selection deleted': 'deleted',
  'folded code': 'folded',
  unfold: 'unfold',
  'Folded lines': 'folded_lines',
  'Unfolded lines': 'unfolded_lines',
  to: 'to',
  Diagnostics: 'problems',
  'No diagnostics': 'no_problems',
  Completions: 'completions',
} as const;

export function usePhrases(): Record<string, string> {
  const { t, i18n } = useTranslation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language alone
  return useMemo(
    () => Object.fromEntries(Object.entries(PHRASES).map(([english, name]) => [english, t(`editor.says.${name}`)])),
    [i18n.language],
  );
}
