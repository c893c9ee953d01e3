import { EditorView } from '@codemirror/view';
import { waitFor } from '@testing-library/react';

/** The code editor with a label, once it is there: it stands in a shadow root, where queries do not look. */
export function textEditor(label: string): Promise<EditorView> {
  return waitFor(() => {
    const contents = [...document.querySelectorAll('[data-editor]')].map(host =>
      host.shadowRoot?.querySelector<HTMLElement>('.cm-content'),
    );
    const found = contents.find(content => content?.getAttribute('aria-label') === label);
    const view = found ? EditorView.findFromDOM(found) : null;
    if (!view) throw new Error(`no text editor is labelled ${label}`);
    return view;
  });
}

/** Writes over the whole text, as someone who pastes does. */
export function writeOver(view: EditorView, text: string): void {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, userEvent: 'input.paste' });
}
