import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { memo, type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from '../../i18n';
import { Foreign } from '../../ui/Foreign';
import { type Around, extensions, replace, reveal, worded, wording } from './editor';
import { fieldAround } from './explain';
import { type Mark, markStep, withMarks } from './marks';
import type { Help } from './offers';
import { outline } from './outline';
import type { Field } from './schema';
import styles from './TextEditor.module.css';
import { usePhrases, useWords } from './words';

/** What others may ask of the editor. */
export interface EditorHandle {
  /** Puts the cursor at a line and column, both from 1. */
  goTo: (line: number, column: number) => void;
  /** Puts the cursor at a step. */
  goToStep: (id: string) => void;
}

export interface TextEditorProps {
  value: string;
  /** Absent: it is only read. */
  onChange?: ((text: string) => void) | undefined;
  undo?: (() => void) | undefined;
  redo?: (() => void) | undefined;
  marks: readonly Mark[];
  label: string;
  /** The step that is chosen on the graph. */
  step?: string | null | undefined;
  onStep?: ((id: string | null) => void) | undefined;
  help?: Help | undefined;
  handle?: RefObject<EditorHandle | null> | undefined;
}

/** Where one writes a journey as text. It stands in a shadow root, where its style sheets do without a style element. */
export const TextEditor = memo(function TextEditor(props: TextEditorProps) {
  const { value, onChange, undo, redo, marks, label, step = null, onStep, help, handle } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const words = useWords();
  const phrases = usePhrases();
  const [cursor, setCursor] = useState(0);
  const around = useRef<Around>(null as never);
  around.current = { change: onChange, undo, redo, step: onStep, cursor: help && setCursor, help, words };
  const readOnly = !onChange;
  const said = useMemo(() => wording(label, phrases, readOnly), [label, phrases, readOnly]);
  const begun = useRef({ value, said });
  useEffect(() => {
    if (!host.current) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open', delegatesFocus: true });
    const { value: doc, said: first } = begun.current;
    const made = new EditorView({
      state: EditorState.create({ doc, extensions: [worded.of(first), extensions(() => around.current)] }),
      parent: root,
      root,
    });
    view.current = made;
    return () => {
      view.current = null;
      made.destroy();
    };
  }, []);
  useLayoutEffect(() => {
    if (view.current) replace(view.current, value);
  }, [value]);
  useEffect(() => view.current?.dispatch({ effects: worded.reconfigure(said) }), [said]);
  useEffect(() => {
    if (view.current) view.current.dispatch(withMarks(view.current.state, marks));
  }, [marks]);
  useEffect(() => {
    const here = view.current;
    if (!here) return;
    here.dispatch({ effects: markStep.of(step) });
    const lines = step === null || here.hasFocus ? undefined : outline(here.state.doc).find(one => one.id === step);
    if (lines) reveal(here, lines.first);
  }, [step]);
  useEffect(() => {
    if (!handle) return;
    const goTo = (line: number, column: number) => {
      const here = view.current;
      if (!here) return;
      const { from, to } = here.state.doc.line(Math.min(Math.max(1, line), here.state.doc.lines));
      const at = Math.min(to, from + Math.max(0, column - 1));
      here.focus();
      here.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
    };
    handle.current = {
      goTo,
      goToStep: id => {
        const lines = view.current && outline(view.current.state.doc).find(one => one.id === id);
        if (lines) goTo(lines.first, 1);
      },
    };
    return () => {
      handle.current = null;
    };
  }, [handle]);
  return (
    <>
      <div ref={host} data-editor="" />
      {help ? <FieldHelp view={view} help={help} cursor={cursor} value={value} /> : null}
    </>
  );
});

interface FieldHelpProps {
  view: RefObject<EditorView | null>;
  help: Help;
  cursor: number;
  /** The text it is about: what is said changes with it. */
  value: string;
}

/** What the field at the cursor means, for those who do not point, and which keys leave. */
function FieldHelp({ view, help, cursor, value }: FieldHelpProps) {
  const { t } = useTranslation();
  const words = useWords();
  const [field, setField] = useState<Field | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew where the cursor or the text is another
  useEffect(() => {
    const later = setTimeout(() => {
      const here = view.current;
      setField(here ? fieldAround(help, here.state.doc, Math.min(cursor, here.state.doc.length)) : null);
    }, 150);
    return () => clearTimeout(later);
  }, [view, help, cursor, value]);
  return (
    <div className={styles.help}>
      <p>
        {field ? (
          <>
            <code>{field.name}</code> <Foreign>{words.field(field)}</Foreign>
          </>
        ) : null}
      </p>
      <p className="soft">{t('editor.keys')}</p>
    </div>
  );
}
