import { describe, expect, it } from 'vitest';
import { brandSettings } from '../../../fake/rest';
import { changesOf } from './changes';
import { type Json, nameAt, parseDocument, same, valueAt, withValue } from './document';
import { nameParts } from './form';
import { readSpan, saySpan, writeSpan } from './span';

const DOCUMENT: Json = brandSettings;

describe('a document that is changed in places', () => {
  it('takes an object as settings and nothing else', () => {
    expect(parseDocument('{"id": "acme"}')).toEqual({ ok: true, value: { id: 'acme' } });
    expect(parseDocument('[1]').ok).toBe(false);
    expect(parseDocument('{"id": }').ok).toBe(false);
  });

  it('differs from the one before only in that place', () => {
    const path = ['channels', 1, 'caps', 0] as const;
    const after = withValue(DOCUMENT, path, { max: 1, per: '1d' });
    expect(valueAt(after, path)).toEqual({ max: 1, per: '1d' });
    expect(withValue(after, path, undefined)).toEqual(DOCUMENT);
    expect(JSON.stringify(withValue(DOCUMENT, ['name'], 'Nordwind'))).toBe(JSON.stringify(DOCUMENT));
  });

  it('is the same whatever the order of its fields, and not with a field more or less', () => {
    expect(same({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toBe(true);
    expect(same({ a: 1 }, { a: 1, b: 2 })).toBe(false);
    expect(same([1, 2], [2, 1])).toBe(false);
    expect(same({ a: 1 }, { b: 1 })).toBe(false);
  });

  it('names places as the server does: by ids, and by the list where elements have none', () => {
    expect(nameAt(DOCUMENT, ['channels', 0, 'caps'])).toBe('channels.email.caps');
    expect(nameAt(DOCUMENT, ['purposes', 0, 'expires_after'])).toBe('purposes.offers.expires_after');
    expect(nameAt(DOCUMENT, ['holidays', 0])).toBe('holidays');
    expect(nameAt(DOCUMENT, ['hold_out', 'percent'])).toBe('hold_out.percent');
  });
});

describe('what changed between two documents', () => {
  const change = (path: readonly (string | number)[], value: Json | undefined) =>
    changesOf(DOCUMENT, withValue(DOCUMENT, path, value)).map(({ name, field, of }) => ({ name, field, of }));

  it('is nothing between equal ones', () => {
    expect(changesOf(DOCUMENT, structuredClone(DOCUMENT))).toEqual([]);
  });

  it('is told by the place, and whose it is', () => {
    expect(change(['channels', 0, 'unit_cost'], { minor: 3, currency: 'EUR' })).toEqual([
      { name: 'channels.email.unit_cost', field: 'channels_unit_cost', of: ['email'] },
    ]);
    expect(change(['quiet'], null).map(one => one.name)).toEqual([
      'quiet.from',
      'quiet.to',
      'quiet.days',
      'quiet.on_holidays',
    ]);
  });

  it('tells what was added and taken away without calling its neighbours changed', () => {
    expect(change(['channels', 0], undefined)).toEqual([{ name: 'channels.email', field: 'channels', of: ['email'] }]);
    expect(change(['channels', 4], { id: 'sms' })).toEqual([{ name: 'channels.sms', field: 'channels', of: ['sms'] }]);
  });

  it('is the order, too', () => {
    const channels = brandSettings.channels;
    expect(change(['channels'], channels.toReversed())).toEqual([{ name: 'channels', field: 'channels', of: [] }]);
  });

  it('contains fields that no form knows', () => {
    expect(changesOf({ colour: 'red' }, { colour: 'blue' })).toMatchObject([{ name: 'colour', field: 'colour' }]);
  });
});

it('finds the words for a place that the server names, whatever the id', () => {
  expect(nameParts('channels.email.caps')).toEqual({ field: 'channels_caps', of: 'email' });
  expect(nameParts('purposes.shop.news.wordings')).toEqual({ field: 'purposes_wordings', of: 'shop.news' });
  expect(nameParts('hold_out.percent')).toEqual({ field: 'hold_out_percent', of: '' });
  expect(nameParts('channels')).toEqual({ field: 'channels', of: '' });
});

describe('a span', () => {
  it.each([
    ['730d', 730, 'day'],
    ['2w', 14, 'day'],
    ['1d12h', 36, 'hour'],
    ['90s', 90, 'second'],
    ['3000ms', 3, 'second'],
    ['0s', 0, 'second'],
  ])('%s is %d %s, exactly', (text, count, unit) => {
    expect(readSpan(text)).toEqual({ count, unit });
  });

  it('is none where it is finer than a second or nothing at all', () => {
    for (const text of ['500ms', '', '7', 'd', '7 d', '-7d']) expect(readSpan(text), text).toBeNull();
  });

  it('is written as it was read, and said in the reader’s language', () => {
    expect(writeSpan({ count: 36, unit: 'hour' })).toBe('36h');
    expect(saySpan('7d', 'de')).toBe('7 Tage');
    expect(saySpan('2w', 'pl')).toBe('14 dni');
    expect(saySpan('Product Viewed', 'de')).toBe('Product Viewed');
  });
});
