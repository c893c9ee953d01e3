import { expect, it } from 'vitest';
import { sources } from '../../fake/rest';
import type { SourceView } from '../api/types';
import { atTouchpoint, believed, possibleActs, toChange, toForm, widened } from './sourceForm';

const shop = sources.find(source => source.id === 'shop') as SourceView;

it('opens a known source as it is, and sends what can be changed of it', () => {
  const form = toForm({ ...shop, acts: ['events'], branches: ['berlin-mitte'] });
  expect(toChange(form)).toEqual({ trust: 'public', acts: ['events'], branches: ['berlin-mitte'], origins: [] });
});

it('gives a new source what is usual at its touchpoint, and never the power to silence addresses', () => {
  expect(toForm(null)).toMatchObject({ trust: 'public', acts: possibleActs('public') });
  expect(atTouchpoint('till').trust).toBe('trusted');
  expect(possibleActs('trusted')).toContain('reports');
  expect(believed('trusted').acts).not.toContain('reports');
});

it('warns when whoever read a public key could do more from now on', () => {
  const narrow: SourceView = { ...shop, acts: ['events'] };
  const form = toForm(narrow);
  expect(widened(narrow, form)).toEqual({ believed: false, more: [] });
  expect(widened(narrow, { ...form, acts: ['withdraw', 'events'] })).toEqual({ believed: false, more: ['withdraw'] });
  const trusted = { ...form, ...believed('trusted') };
  expect(widened(narrow, trusted)).toMatchObject({ believed: true });
  expect(widened(narrow, trusted).more).toContain('vouchers');
  expect(widened({ ...narrow, trust: 'trusted' }, trusted)).toEqual({ believed: false, more: [] });
  expect(widened(null, trusted)).toEqual({ believed: false, more: [] });
});

it('takes origins however they are set apart, and none of a trusted source', () => {
  const origins = 'https://shop.example.com\n https://a.example, https://b.example\n';
  const form = { ...toForm(shop), origins };
  expect(toChange(form).origins).toEqual(['https://shop.example.com', 'https://a.example', 'https://b.example']);
  expect(toChange({ ...form, ...believed('trusted') }).origins).toEqual([]);
});
