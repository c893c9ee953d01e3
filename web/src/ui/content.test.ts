import { expect, it } from 'vitest';
import { receiptLines, textOf } from './content';

it('shows a receipt line by line, however it was kept', () => {
  expect(receiptLines({ lines: ['Thanks', { text: 'Ten off' }] })).toEqual(['Thanks', 'Ten off']);
  expect(receiptLines({ text: 'a\nb' })).toEqual(['a', 'b']);
  expect(receiptLines({ subject: 'x' })).toEqual([]);
});

it('takes only text as text', () => {
  expect(textOf({ say: { html: '<b>' } }, 'say')).toBe('');
});
