import type { components } from '../src/api/schema';
import { ago } from './plan.ts';

type Schemas = components['schemas'];

const line = (seq: number, minutes: number, more: Partial<Schemas['TraceLine']>): Schemas['TraceLine'] => ({
  seq,
  at: ago(minutes),
  origin: 'screen',
  address: '192.0.2.7',
  who: 'p_1',
  who_name: 'Ada Beispiel',
  about: null,
  about_name: null,
  act: 'changed',
  kind: 'node',
  id: 'activity:shoes-in-branch',
  object_name: null,
  changes: [],
  why: null,
  approval: null,
  ...more,
});

/** What was changed, newest first. */
export const lines: Schemas['TraceLine'][] = [
  line(7, 4, { act: 'exported', kind: 'stores', id: 'trace' }),
  line(6, 8, {
    act: 'moved_money',
    changes: [
      { field: 'from', before: null, after: 'activity:shoes-in-branch' },
      { field: 'to', before: null, after: 'activity:shoes-mail' },
      { field: 'amount.minor', before: null, after: 1_200_000 },
      { field: 'amount.currency', before: null, after: 'EUR' },
    ],
    why: 'The mailing does better than the branch.',
    approval: 'a2',
  }),
  line(5, 12, {
    changes: [{ field: 'name', before: 'Shoes', after: 'Shoes, in the branch' }],
    why: 'Clearer for the agency',
  }),
  line(4, 55, {
    act: 'published',
    kind: 'journey',
    id: 'trail-shoes',
    changes: [{ field: 'version', before: '2', after: '3' }],
  }),
  line(3, 180, {
    act: 'given',
    kind: 'person',
    id: 'p_2',
    object_name: 'Jan Przykład',
    about: 'p_2',
    about_name: 'Jan Przykład',
    changes: [{ field: 'role', before: null, after: 'analyst @ area:direct' }],
  }),
  line(2, 1_500, {
    act: 'lifted',
    kind: 'hold',
    id: 'all',
    origin: 'token',
    who: '0f6c1b2a9d3e4f500f6c1b2a9d3e4f50',
    who_name: null,
  }),
  line(1, 1_600, {
    act: 'published',
    kind: 'brand',
    id: 'nordwind',
    origin: 'rapport',
    address: null,
    who: null,
    who_name: null,
  }),
];

const said = (code: string, more: Partial<Schemas['Sentence']>): Schemas['Sentence'] => ({ code, ...more });

/** The story of a node. */
export const story: Schemas['Episode'][] = [
  {
    seq: 5,
    from: ago(14),
    until: ago(12),
    sentences: [
      said('did', {
        person: 'p_1',
        name: 'Ada Beispiel',
        act: 'changed',
        kind: 'node',
        id: 'activity:shoes-in-branch',
        times: 2,
      }),
      said('changed', { field: 'name', before: 'Shoes', after: 'Shoes, in the branch' }),
      said('because', { why: 'Clearer for the agency' }),
      said('from', { origin: 'screen', address: '192.0.2.7' }),
    ],
  },
  {
    seq: 1,
    from: ago(9_000),
    until: ago(9_000),
    sentences: [
      said('did', {
        person: '0f6c1b2a9d3e4f500f6c1b2a9d3e4f50',
        act: 'made',
        kind: 'node',
        id: 'activity:shoes-in-branch',
        times: 1,
      }),
      said('set', { field: 'name', after: 'Shoes' }),
      said('from', { origin: 'screen' }),
    ],
  },
];
