import { memo, type RefObject, useDeferredValue, useMemo, useRef } from 'react';
import { useTranslation } from '../i18n';
import { pieces, UNSEEN } from '../i18n/foreign';
import { laterPart } from '../ui/later';
import { type Found, Told, useToldText } from './Told';
import type { Mark } from './text/marks';
import type { Help } from './text/offers';
import type { EditorHandle } from './text/TextEditor';
import styles from './YamlEditor.module.css';

const TextEditor = laterPart(async () => (await import('./text/TextEditor')).TextEditor, 12);

interface YamlEditorProps {
  value: string;
  onChange?: ((value: string) => void) | undefined;
  problems: readonly Found[];
  label: string;
  undo?: (() => void) | undefined;
  redo?: (() => void) | undefined;
  /** The step that is chosen on the graph. */
  step?: string | null;
  onStep?: (id: string | null) => void;
  help?: Help | undefined;
  handle?: RefObject<EditorHandle | null>;
}

/** A place to write a journey: the code editor, and below it what is wrong. Choosing a problem puts the cursor where it is. */
export const YamlEditor = memo(function YamlEditor(props: YamlEditorProps) {
  const { value, onChange, problems, label, undo, redo, step, onStep, help, handle } = props;
  const { t, i18n } = useTranslation();
  const tell = useToldText();
  const own = useRef<EditorHandle | null>(null);
  const editor = handle ?? own;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is told changes with the problems and the language alone
  const marks = useMemo(
    () =>
      problems.map(
        (problem): Mark => ({
          line: problem.line,
          column: problem.column,
          severity: problem.severity === 'error' ? 'error' : 'warning',
          text: tell(problem),
        }),
      ),
    [problems, i18n.language],
  );
  return (
    <div className={styles.editor}>
      <TextEditor
        value={value}
        onChange={onChange}
        undo={undo}
        redo={redo}
        marks={marks}
        label={label}
        step={step}
        onStep={onStep}
        help={help}
        handle={editor}
      />
      <Unseen text={useDeferredValue(value)} />
      {problems.length > 0 ? (
        <ul className={styles.problems} aria-label={t('editor.says.problems')}>
          {problems.map(problem => (
            <li key={`${problem.line}:${problem.column} ${problem.code} ${problem.path}`} data-mark={problem.severity}>
              <button
                type="button"
                className="link-button"
                onClick={() => editor.current?.goTo(problem.line, problem.column)}
              >
                {problem.line > 0 ? t('editor.at', { line: problem.line, column: problem.column }) : problem.path}
              </button>{' '}
              <strong>{t(problem.severity === 'error' ? 'editor.error' : 'editor.warning')}</strong>{' '}
              <Told problem={problem} />
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
});

/** Letters without a picture, named by their lines: the marks in the text are small, and it may be long. */
const Unseen = memo(function Unseen({ text }: { text: string }) {
  const { t } = useTranslation();
  if (!UNSEEN.test(text)) return null;
  const found = text
    .split('\n')
    .flatMap((line, at) => pieces(line).flatMap(({ text: mark, mark: is }) => (is ? [{ line: at + 1, mark }] : [])));
  return (
    <ul className={styles.problems}>
      {found.map(({ line, mark }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line may hold the same letter twice
        <li key={at} data-mark="warning">
          {t('editor.unseen', { line, mark })}
        </li>
      ))}
    </ul>
  );
});
