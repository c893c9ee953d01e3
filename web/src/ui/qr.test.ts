import { encode } from 'uqr';
import { expect, it } from 'vitest';
import { qrPath } from './qr';

const LINK = 'https://rapport.example/branch/enter#bt_berlin-mitte_0123456789abcdef';

/** The modules a path of rectangles fills. */
function filled(path: string): Set<string> {
  const dark = new Set<string>();
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (let at = 0; at < Number(length); at += 1) dark.add(`${Number(x) + at},${y}`);
  }
  return dark;
}

it('draws exactly the dark modules of the symbol', () => {
  const { size, path } = qrPath(LINK);
  const { data } = encode(LINK, { ecc: 'M', border: 4 });
  const dark = data.flatMap((row, y) => row.flatMap((on, x) => (on ? [`${x},${y}`] : [])));
  expect(size).toBe(data.length);
  expect([...filled(path)].sort()).toEqual(dark.sort());
});

it('keeps the four light modules around it without which scanners do not find it', () => {
  const { size, path } = qrPath(LINK);
  const places = [...filled(path)].flatMap(place => place.split(',').map(Number));
  expect(Math.min(...places)).toBe(4);
  expect(Math.max(...places)).toBe(size - 5);
});
