import { describe, expect, it } from 'vitest';
import { countries, currencies, including, languages, weekdays, zoneOf, zones } from './places';

const values = (choices: readonly { value: string }[]) => choices.map(one => one.value);

describe('what one can choose from', () => {
  it('has every country and nothing that is none', () => {
    const codes = values(countries('en'));
    expect(codes.length).toBeGreaterThan(240);
    expect(codes.length).toBeLessThan(255);
    expect(codes).toEqual(expect.arrayContaining(['DE', 'IT', 'NL', 'PL', 'GB', 'US']));
    for (const none of ['EU', 'UK', 'DD', 'SU', 'ZZ', 'XA']) expect(codes, none).not.toContain(none);
  });

  it('names things in the reader’s language, in its order', () => {
    expect(countries('de').find(one => one.value === 'PL')?.label).toBe('Polen');
    expect(languages('it').find(one => one.value === 'de')?.label).toBe('tedesco');
    expect(currencies('en').find(one => one.value === 'EUR')?.label).toBe('EUR · Euro');
    expect(weekdays('nl')[0]).toEqual({ value: 'monday', label: 'maandag' });
    expect(values(weekdays('en')).at(-1)).toBe('sunday');
  });

  it('knows the zone of Greenwich and those of places', () => {
    expect(values(zones())).toEqual(expect.arrayContaining(['UTC', 'Europe/Berlin']));
  });

  it('keeps what is set although nobody knows it', () => {
    expect(values(including([{ value: 'DE', label: 'Germany' }], 'QX'))).toEqual(['QX', 'DE']);
    expect(values(including([{ value: 'DE', label: 'Germany' }], 'DE'))).toEqual(['DE']);
  });
});

it('suggests the zone of a country where there is one answer', () => {
  expect(zoneOf('DE', 'UTC')).toBe('Europe/Berlin');
  expect(zoneOf('PL', 'Europe/Berlin')).toBe('Europe/Warsaw');
  expect(zoneOf('ES', 'Atlantic/Canary')).toBe('Atlantic/Canary');
  expect(zoneOf('US', 'Europe/Berlin')).toBeNull();
});
