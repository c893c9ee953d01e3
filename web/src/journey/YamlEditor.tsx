import { memo, useDeferredValue, useId, useRef } from 'react';
import type { DocumentProblem } from '../api/types';
import { useTranslation } from '../i18n';
import { pieces } from '../i18n/foreign';
import { InEnglish } from '../ui/Await';
import { Foreign } from '../ui/Foreign';
import { useSaid } from '../ui/said';
import styles from './YamlEditor.module.css';
import { offsetOf, piecesOf } from './yaml';

/** What stands against a text: as the server found it, or in the words of this screen. */
export type Found = DocumentProblem | (Omit<DocumentProblem, 'code'> & { code: null });

interface YamlEditorProps {
  value: string;
  onChange?: (value: string) => void;
  problems: readonly Found[];
  label: string;
}

/**
 * A place to write a journey: a plain text field (so that every keyboard and screen reader knows it) over a coloured copy,
 * with line numbers that mark what is wrong. Choosing a problem puts the cursor where it is.
 */
export function YamlEditor({ value, onChange, problems, label }: YamlEditorProps) {
  const { t } = useTranslation();
  const area = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  // The coloured copy of a long text follows when there is time, so that the key that was pressed does not wait for it.
  const lines = useDeferredValue(value).split('\n');
  const marks = new Map(problems.map(problem => [problem.line, problem.severity]));
  const goTo = (problem: Found) => {
    const field = area.current;
    if (!field) return;
    const offset = offsetOf(value, problem.line, problem.column);
    field.focus();
    field.setSelectionRange(offset, offset);
    field.closest(`.${styles.scroll}`)?.scrollTo({ top: Math.max(0, (problem.line - 4) * 20), behavior: 'smooth' });
  };
  return (
    <div className={styles.editor}>
      <div className={styles.scroll}>
        <div className={styles.sheet}>
          <div className={styles.gutter} aria-hidden="true">
            {lines.map((_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line's number is its identity
              <span key={index} data-mark={marks.get(index + 1)}>
                {index + 1}
              </span>
            ))}
          </div>
          <div className={styles.body}>
            <pre aria-hidden="true" className={styles.copy}>
              {lines.map((line, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a line's number is its identity
                <Line key={index} text={line} mark={marks.get(index + 1)} />
              ))}
            </pre>
            <textarea
              ref={area}
              className={styles.field}
              aria-label={label}
              aria-describedby={problems.length > 0 ? listId : undefined}
              aria-invalid={problems.some(problem => problem.severity === 'error')}
              value={value}
              readOnly={!onChange}
              onChange={event => onChange?.(event.currentTarget.value)}
              spellCheck={false}
              autoCapitalize="off"
              autoComplete="off"
              wrap="off"
              rows={lines.length}
            />
          </div>
        </div>
      </div>
      <Unseen lines={lines} />
      {problems.length > 0 ? (
        <ul id={listId} className={styles.problems}>
          {problems.map(problem => (
            <li key={`${problem.line}:${problem.column} ${problem.code} ${problem.path}`} data-mark={problem.severity}>
              <button type="button" className="link-button" onClick={() => goTo(problem)}>
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
}

/** A line in colour, drawn again only when it changes. */
const Line = memo(function Line({ text, mark }: { text: string; mark: string | undefined }) {
  return (
    <span data-mark={mark}>
      {piecesOf(text).map((piece, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a line are in order
        <i key={at} className={styles[piece.sort]}>
          {piece.text}
        </i>
      ))}
      {'\n'}
    </span>
  );
});

/** What is wrong: in English as the server says it, with its values; else by its code, with the English behind it. */
export function Told({ problem: { code, message, hint, hint_said } }: { problem: Found }) {
  const { t, i18n } = useTranslation();
  const say = useSaid();
  if (i18n.language === 'en' || code === null)
    return (
      <>
        <Foreign>{message}</Foreign> <span className="soft">{hint ? <Foreign>{hint}</Foreign> : null}</span>
      </>
    );
  const key = `document_problem.${code}`;
  return (
    <>
      {t((i18n.exists(key) ? key : 'document_problem.other') as never)}{' '}
      {hint_said ? <span className="soft">{say('hint', hint_said)}</span> : null}
      <InEnglish text={message} />
    </>
  );
}

/** In the field a letter without a picture cannot be marked: its line is named below. */
function Unseen({ lines }: { lines: readonly string[] }) {
  const { t } = useTranslation();
  const found = lines.flatMap((line, at) =>
    pieces(line).flatMap(({ text, mark }) => (mark ? [{ line: at + 1, text }] : [])),
  );
  if (found.length === 0) return null;
  return (
    <ul className={styles.problems}>
      {found.map(({ line, text }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line may hold the same letter twice
        <li key={at} data-mark="warning">
          {t('editor.unseen', { line, mark: text })}
        </li>
      ))}
    </ul>
  );
}
