import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The editor in the colours of the screens: they are variables, so light and dark need no second theme. */
const look = EditorView.theme({
  '&': {
    color: 'var(--ink)',
    backgroundColor: 'var(--sheet)',
    fontSize: '13px',
    maxHeight: '62dvh',
    minHeight: '16rem',
  },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px', overflow: 'auto', minHeight: '16rem' },
  '.cm-content': { padding: '0.75rem 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 1rem 0 0.5rem' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '2px' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    background: 'color-mix(in srgb, var(--gold) 35%, transparent)',
  },
  '.cm-gutters': {
    backgroundColor: 'var(--well)',
    color: 'var(--ink-faint)',
    border: '0',
    paddingInline: '0.25rem',
  },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--well) 55%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--ink)' },
  '.cm-step': {
    backgroundColor: 'color-mix(in srgb, var(--gold-wash) 60%, transparent)',
    boxShadow: 'inset 3px 0 0 var(--gold)',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--gold-wash)',
    outline: '1px solid var(--gold)',
  },
  '.cm-searchMatch': { backgroundColor: 'var(--gold-wash)', outline: '1px solid var(--gold)' },
  '.cm-searchMatch.cm-searchMatch-selected': { backgroundColor: 'color-mix(in srgb, var(--gold) 45%, transparent)' },
  '.cm-selectionMatch': { backgroundColor: 'var(--well)' },
  '.cm-specialChar': { color: 'var(--bad)', backgroundColor: 'var(--bad-wash)', borderRadius: '0.25rem' },
  '.cm-foldPlaceholder': {
    backgroundColor: 'var(--well)',
    border: '1px solid var(--rule-strong)',
    color: 'var(--ink-soft)',
  },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--bad)' },
  '.cm-lintRange-warning': { backgroundImage: 'none', textDecoration: 'underline wavy var(--wait)' },
  '.cm-lint-marker': { width: '0.75rem', height: '0.75rem', content: '""', borderRadius: '50%', marginTop: '4px' },
  '.cm-lint-marker-error': { content: '""', backgroundColor: 'var(--bad)' },
  '.cm-lint-marker-warning': { content: '""', backgroundColor: 'var(--wait)', borderRadius: '2px' },
  '.cm-tooltip': {
    color: 'var(--ink)',
    backgroundColor: 'var(--sheet)',
    border: '1px solid var(--rule-strong)',
    borderRadius: '0.5rem',
    boxShadow: 'var(--shadow)',
    maxWidth: 'min(26rem, 90vw)',
  },
  '.cm-tooltip p, .cm-tooltip pre': { margin: '0', padding: '0.375rem 0.625rem', whiteSpace: 'pre-wrap' },
  '.cm-tooltip-hover > div, .cm-completionInfo': { fontFamily: 'var(--sans)', fontSize: '0.875rem', lineHeight: '1.4' },
  // On a phone it would lie on the list; the line below the editor says it.
  '@media (max-width: 40rem)': { '.cm-tooltip.cm-completionInfo': { display: 'none' } },
  '.cm-completionInfo pre': { fontFamily: 'var(--mono)', fontSize: '12px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', fontSize: '13px', maxHeight: '16rem' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '0.1875rem 0.625rem', lineHeight: '1.5' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'var(--gold-wash)',
    color: 'var(--ink)',
  },
  '.cm-completionDetail': {
    color: 'var(--ink-soft)',
    fontStyle: 'normal',
    fontFamily: 'var(--sans)',
    fontSize: '12px',
  },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
  '.cm-diagnostic': { padding: '0.375rem 0.625rem', borderLeft: '3px solid var(--bad)', fontFamily: 'var(--sans)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--wait)' },
  '.cm-panels': { color: 'var(--ink)', backgroundColor: 'var(--well)', fontFamily: 'var(--sans)' },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--rule-strong)' },
  '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--rule-strong)' },
  '.cm-panel.cm-search': { padding: '0.5rem 2rem 0.5rem 0.625rem', fontSize: '0.875rem' },
  '.cm-panel.cm-search [name=close]': {
    fontSize: '1.25rem',
    minWidth: '1.5rem',
    minHeight: '1.5rem',
    color: 'inherit',
  },
  '.cm-panel.cm-search label': { fontSize: '0.8125rem', whiteSpace: 'nowrap' },
  '.cm-textfield': {
    color: 'var(--ink)',
    backgroundColor: 'var(--sheet)',
    border: '1px solid var(--rule-strong)',
    borderRadius: '0.375rem',
    padding: '0.25rem 0.5rem',
    fontSize: 'inherit',
  },
  '.cm-button': {
    color: 'var(--ink)',
    backgroundColor: 'var(--sheet)',
    backgroundImage: 'none',
    border: '1px solid var(--rule-strong)',
    borderRadius: '0.375rem',
    padding: '0.25rem 0.625rem',
    fontSize: 'inherit',
  },
  '.cm-button:focus-visible, .cm-textfield:focus-visible': { outline: '2px solid var(--gold)' },
  '.cm-snippetField': { backgroundColor: 'var(--gold-wash)' },
});

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--cool)' },
  { tag: tags.string, color: 'var(--good)' },
  { tag: tags.comment, color: 'var(--ink-faint)' },
  { tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace, tags.operator], color: 'var(--ink-soft)' },
  { tag: [tags.keyword, tags.meta, tags.labelName, tags.typeName], color: 'var(--gold-text)' },
]);

export const theme: Extension = [look, syntaxHighlighting(colours)];
