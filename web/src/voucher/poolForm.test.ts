import { expect, it } from 'vitest';
import { amountsOf, EMPTY, idsIn, type PoolForm, toPool } from './poolForm';

const own = { id: 'shoes', brand: 'nordwind', activity: 'shoes-mail' };
const pool = (more: Partial<PoolForm>) => {
  const form = { ...EMPTY, name: 'Shoes', value: '10', cap: '500', ...more };
  return toPool(form, own, amountsOf(form, 'EUR', 'de'));
};

it('takes an amount off, or a share of at most an amount', () => {
  expect(pool({})?.benefit).toEqual({ amount: { minor: 1000, currency: 'EUR' } });
  expect(pool({ by: 'percent', percent: '15' })?.benefit).toEqual({
    amount: { minor: 1000, currency: 'EUR' },
    percent: 15,
  });
  expect(pool({ percent: '15' })?.benefit.percent).toBeUndefined();
});

it('is no pool while something is missing or wrong', () => {
  for (const more of [
    { value: '' },
    { cap: 'much' },
    { basket: '-1' },
    { by: 'percent' as const },
    { by: 'percent' as const, percent: '101' },
    { by: 'percent' as const, percent: '1.5' },
  ])
    expect(pool(more), JSON.stringify(more)).toBeNull();
});

it('says where, on what and by whom it can be used', () => {
  const conditions = pool({
    basket: '49,90',
    branches: ['mitte'],
    categories: 'shoes, socks;shoes\n',
    one_per_person: true,
  })?.conditions;
  expect(conditions).toEqual({
    min_basket: { minor: 4990, currency: 'EUR' },
    branches: ['mitte'],
    categories: ['shoes', 'socks'],
    products: [],
    personal: false,
    one_per_person: true,
    combinable: false,
  });
  expect(idsIn(' ')).toEqual([]);
});
