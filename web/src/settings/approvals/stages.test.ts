import { describe, expect, it } from 'vitest';
import { formOf, oneMore, stagesOf } from './stages';

const STAGE = { id: 'area', name: 'Area', required: [{ role: { role: 'area_head' } }], quorum: 1, due: '8h' };

describe('the form of a template', () => {
  it('gives back what it was given', () => {
    const stages = [[STAGE], [{ ...STAGE, id: 'money', when: 'amount > 100', four_eyes: false }]];
    expect(stagesOf(formOf(stages) ?? [])).toEqual(stages);
  });

  it('shows nothing that it would lose', () => {
    for (const stages of [
      [[STAGE, { ...STAGE, id: 'beside' }]],
      [[{ ...STAGE, required: [{ person: 'ada' }] }]],
      [[{ ...STAGE, required: [{ role: { role: 'director', at: 'company' } }] }]],
      [[{ ...STAGE, optional: ['owners_superior'] }]],
      [[{ ...STAGE, due: '1d' }]],
    ]) {
      expect(formOf(stages)).toBeNull();
    }
  });

  it('names each new stage differently', () => {
    const first = oneMore([]);
    expect(oneMore([first]).id).not.toBe(first.id);
    expect(oneMore([{ ...first, id: 'stage-2' }]).id).toBe('stage-3');
  });
});
