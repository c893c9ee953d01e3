// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';

/** What each folder may import besides itself; a domain knows the API, the words and the parts, and no other domain. */
const BELOW = ['api', 'i18n', 'ui'];
const MAY: Record<string, string[]> = { i18n: [], api: [], ui: ['api', 'i18n'] };
const DOMAINS = [
  'account',
  'approval',
  'branch',
  'channel',
  'customer',
  'files',
  'hold',
  'journey',
  'plan',
  'session',
  'settings',
  'trace',
  'voucher',
];
for (const domain of DOMAINS) MAY[domain] = BELOW;
MAY.app = [...BELOW, ...DOMAINS];

function sources(): string[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
    path => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path) && path.includes('/'),
  );
}

it('domains do not know each other, and nothing but tests knows the fake', () => {
  const broken: string[] = [];
  const files = sources();
  expect(files.length).toBeGreaterThan(60);
  for (const path of files) {
    const folder = path.split('/')[0] ?? '';
    for (const [, target = ''] of readFileSync(join('src', path), 'utf8').matchAll(
      /(?:from|import)\s*\(?\s*'(\.[^']*)'/g,
    )) {
      const to = relative('.', join('src', path, '..', target));
      const other = to.startsWith('src/') ? (to.split('/')[1] ?? '') : to;
      if (other !== folder && !MAY[folder]?.includes(other)) broken.push(`${path} -> ${to}`);
    }
  }
  expect(broken).toEqual([]);
});

it('nothing asks for what browsers offer over HTTPS alone: a branch may use plain HTTP inside its house', () => {
  const asking = sources().filter(path => /crypto\.(randomUUID|subtle)/.test(readFileSync(join('src', path), 'utf8')));
  expect(asking).toEqual([]);
});
