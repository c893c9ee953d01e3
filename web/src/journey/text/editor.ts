import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language';
import { lintGutter, lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Annotation, Compartment, EditorState, type Extension, Prec } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  hoverTooltip,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { pieces, UNSEEN } from '../../i18n/foreign';
import { difference } from '../document/splice';
import { completions, type Words } from './complete';
import { knownAt } from './explain';
import { markedStep } from './marks';
import type { Help } from './offers';
import { outline, stepAt } from './outline';
import { theme } from './theme';

/** What the editor asks of the screen around it, always as it is now. */
export interface Around {
  change: ((text: string) => void) | undefined;
  undo: (() => void) | undefined;
  redo: (() => void) | undefined;
  /** The cursor came to another step, or to none. */
  step: ((id: string | null) => void) | undefined;
  /** The cursor stands somewhere else. */
  cursor: ((pos: number) => void) | undefined;
  help: Help | undefined;
  words: Words;
}

/** A change that comes from the screen: it is not told back. */
const outside = Annotation.define<boolean>();

/** What depends on the language and on whether one may write. */
export const worded = new Compartment();

/** What depends on the reader's language. */
export function wording(label: string, phrases: Record<string, string>, readOnly: boolean): Extension {
  return [
    EditorState.phrases.of(phrases),
    EditorState.readOnly.of(readOnly),
    EditorView.contentAttributes.of({
      'aria-label': label,
      // Whoever scrolls by keys finds it, also where the text is only read.
      tabindex: '0',
      'aria-readonly': String(readOnly),
      autocapitalize: 'off',
      autocorrect: 'off',
      spellcheck: 'false',
    }),
  ];
}

/** The editor of journey documents. Undo and redo are the screen's: one history for text and graph. */
export function extensions(around: () => Around): Extension {
  const back = (of: 'undo' | 'redo') => () => {
    around()[of]?.();
    return true;
  };
  return [
    lineNumbers(),
    lintGutter(),
    foldGutter(),
    codeFolding(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    highlightSpecialChars({ specialChars: new RegExp(UNSEEN.source, 'gu'), render: unseen }),
    drawSelection(),
    bracketMatching(),
    closeBrackets(),
    indentOnInput(),
    indentUnit.of('  '),
    yaml(),
    theme,
    markedStep,
    search({ top: true }),
    autocompletion({
      override: [
        completions(
          () => around().help,
          () => around().words,
        ),
      ],
      icons: false,
    }),
    hoverTooltip((view, pos) => tooltip(view, pos, around())),
    Prec.highest(
      keymap.of([
        { key: 'Mod-z', run: back('undo'), preventDefault: true },
        { key: 'Mod-Shift-z', run: back('redo'), preventDefault: true },
        { key: 'Mod-y', run: back('redo'), preventDefault: true },
      ]),
    ),
    EditorView.domEventHandlers({
      // The menus of browsers and phones, too.
      beforeinput: event => {
        if (event.inputType !== 'historyUndo' && event.inputType !== 'historyRedo') return false;
        event.preventDefault();
        return back(event.inputType === 'historyUndo' ? 'undo' : 'redo')();
      },
    }),
    keymap.of([
      { key: 'Tab', run: acceptCompletion },
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...searchKeymap,
      ...foldKeymap,
      ...lintKeymap,
      ...defaultKeymap,
      // Escape, then Tab leaves the editor.
      indentWithTab,
    ]),
    EditorView.updateListener.of(update => {
      const told = update.transactions.some(one => one.annotation(outside));
      if (update.docChanged && !told) around().change?.(update.state.doc.toString());
      if (update.docChanged || update.selectionSet) around().cursor?.(update.state.selection.main.head);
      const moved = update.selectionSet || update.docChanged;
      if (moved && !told && update.view.hasFocus) around().step?.(stepUnder(update.state));
    }),
  ];
}

function stepUnder({ doc, selection }: EditorState): string | null {
  return stepAt(outline(doc), doc.lineAt(selection.main.head).number)?.id || null;
}

function unseen(code: number): HTMLElement {
  const mark = document.createElement('span');
  mark.className = 'cm-specialChar';
  mark.textContent = pieces(String.fromCodePoint(code))
    .map(({ text }) => text)
    .join('');
  return mark;
}

function tooltip(view: EditorView, pos: number, { help, words }: Around) {
  const known = help ? knownAt(help, view.state.doc, pos) : null;
  if (!known) return null;
  const text = known.is === 'field' ? words.field(known.field) : known.description;
  if (text === '') return null;
  return {
    pos: known.from,
    end: known.to,
    above: true,
    create: () => {
      const dom = document.createElement('div');
      const line = document.createElement('p');
      line.textContent = text;
      dom.append(line);
      return { dom };
    },
  };
}

/** Puts another text into the editor, as one change where the two differ; someone who writes there is led to it. */
export function replace(view: EditorView, text: string): void {
  const change = difference(view.state.doc.toString(), text);
  if (!change) return;
  view.dispatch({
    changes: { from: change.from, to: change.to, insert: change.text },
    ...(view.hasFocus ? { selection: { anchor: change.from + change.text.length }, scrollIntoView: true } : {}),
    annotations: outside.of(true),
  });
}

/** Brings a line into the editor's window, without moving the page. */
export function reveal(view: EditorView, line: number): void {
  const { from } = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines));
  const { top, bottom } = view.lineBlockAt(from);
  const { scrollDOM } = view;
  const seen = top >= scrollDOM.scrollTop && bottom <= scrollDOM.scrollTop + scrollDOM.clientHeight;
  if (!seen) scrollDOM.scrollTo({ top: Math.max(0, top - 60) });
}
