import { type Diagnostic, setDiagnostics } from '@codemirror/lint';
import {
  type EditorState,
  RangeSet,
  StateEffect,
  StateField,
  type Text,
  type TransactionSpec,
} from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';
import { outline } from './outline';

/** Which step is marked; none with null. */
export const markStep = StateEffect.define<string | null>();

const LINE = Decoration.line({ class: 'cm-step' });

interface Marked {
  id: string | null;
  lines: DecorationSet;
}

/** The lines of the step that is chosen on the graph, or in which the cursor stands. */
export const markedStep = StateField.define<Marked>({
  create: () => ({ id: null, lines: Decoration.none }),
  update(marked, transaction) {
    const told = transaction.effects.find(effect => effect.is(markStep));
    const id = told ? told.value : marked.id;
    if (id === marked.id && !transaction.docChanged) return marked;
    return { id, lines: linesOf(transaction.state.doc, id) };
  },
  provide: field => EditorView.decorations.from(field, ({ lines }) => lines),
});

function linesOf(doc: Text, id: string | null): DecorationSet {
  const step = id === null ? undefined : outline(doc).find(one => one.id === id);
  if (!step) return Decoration.none;
  const lines = Array.from({ length: step.last - step.first + 1 }, (_, at) => doc.line(step.first + at).from);
  return RangeSet.of(lines.map(from => LINE.range(from)));
}

/** What is wrong at a line and column, in the reader's words. */
export interface Mark {
  line: number;
  column: number;
  severity: 'error' | 'warning';
  text: string;
}

/** Shows these marks in place of those before. */
export function withMarks(state: EditorState, marks: readonly Mark[]): TransactionSpec {
  return setDiagnostics(
    state,
    marks.filter(({ line }) => line > 0).map(mark => diagnostic(state.doc, mark)),
  );
}

function diagnostic(doc: Text, { line, column, severity, text }: Mark): Diagnostic {
  const { from, to, text: written } = doc.line(Math.min(line, doc.lines));
  const at = Math.min(to, from + Math.max(0, column - 1));
  const word = /^[^\s:,{}[\]]+/.exec(written.slice(at - from))?.[0].length ?? 0;
  return { from: at, to: Math.min(to, at + Math.max(1, word)), severity, message: text };
}
