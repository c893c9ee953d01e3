import { expect, it } from 'vitest';
import { brandSettings } from '../../../fake/rest';
import { newBrand } from './newBrand';

it('a new brand takes over what another agreed to say, and nothing that is that one’s own', () => {
  const made = newBrand('suedwind', 'Südwind', brandSettings);
  expect(made).toMatchObject({ id: 'suedwind', name: 'Südwind', zone: 'Europe/Berlin', currency: 'EUR' });
  expect(made.purposes).toEqual(brandSettings.purposes);
  expect(['sender', 'look', 'hold_out'].filter(own => own in made)).toEqual([]);
});

it('without one it has what every brand needs', () => {
  expect(Object.keys(newBrand('a', 'A', null))).toContain('purposes');
});
