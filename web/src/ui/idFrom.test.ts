import { describe, expect, it } from 'vitest';
import { freeId, idFrom } from './idFrom';

describe('an id from a name', () => {
  it.each([
    ['Frühling: Schuhe & Größen', 'fruhling-schuhe-grossen'],
    ['Łódź 2026', 'lodz-2026'],
    ['Ærø', 'aero'],
    ['Άνοιξη 2026', 'anoixi-2026'],
    ['Весенняя обувь', 'vesennyaya-obuv'],
    ['Щастя', 'shchastya'],
    ['はるのくつ', 'harunokutsu'],
    ['キャンペーン', 'kyanpen'],
    ['ｻｯｶｰ', 'sakka'],
    ['しゃしん', 'shashin'],
    ['봄 신발', 'bom-sinbal'],
    ['عروض', 'arwd'],
    ['אביב', 'abyb'],
    ['ＳＡＬＥ', 'sale'],
    ['👟 Shoes 👟', 'shoes'],
  ])('%s is written %s', (name, id) => expect(idFrom(name)).toBe(id));

  it('is valid, whatever the name', () => {
    for (const name of ['—', '春', '👟', '', 'x'.repeat(500), `${'ab-'.repeat(40)}`, '\u202e\u200b']) {
      expect(idFrom(name), name).toMatch(/^([a-z0-9][a-z0-9-]{0,63})?$/);
      expect(freeId(name, 'activity', []), name).toMatch(/^[a-z0-9][a-z0-9-]{0,63}$/);
    }
  });

  it('is numbered where the name gives none, or where it is taken', () => {
    expect(idFrom('春の靴')).toBe('');
    expect(idFrom('春のキャンペーン')).toBe('nokyanpen');
    expect(freeId('春', 'activity', ['activity-1'])).toBe('activity-2');
    expect(freeId('Spring', 'campaign', ['spring', 'spring-2'])).toBe('spring-3');
    expect(freeId('x'.repeat(70), 'pool', ['x'.repeat(64)])).toBe(`${'x'.repeat(62)}-2`);
  });
});
