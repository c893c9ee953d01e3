// @vitest-environment node
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';

/** How much the first screen may weigh on the wire, its fonts and one language with it. */
const BUDGET = 350_000;

interface Chunk {
  file: string;
  css?: string[];
  imports?: string[];
}
let dir: string;
let chunks: Record<string, Chunk>;

beforeAll(async () => {
  // Else React comes with what it has for tests.
  vi.stubEnv('NODE_ENV', 'production');
  dir = mkdtempSync(join(tmpdir(), 'rapport-weight-'));
  await build({ logLevel: 'error', build: { outDir: dir, emptyOutDir: true, manifest: true } });
  chunks = JSON.parse(readFileSync(join(dir, '.vite/manifest.json'), 'utf8'));
}, 300_000);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** The files that these parts need before they can run, each once. */
function needed(parts: readonly string[]): string[] {
  const seen = new Set<string>();
  const open = [...parts];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    if (seen.has(part)) continue;
    seen.add(part);
    open.push(...(chunks[part]?.imports ?? []));
  }
  const found = [...seen].map(part => chunks[part]);
  expect(found.every(Boolean)).toBe(true);
  return [...new Set(found.flatMap(chunk => (chunk ? [chunk.file, ...(chunk.css ?? [])] : [])))];
}

const onTheWire = (file: string) => {
  const path = join(dir, file);
  return statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size;
};

it.each(['en', 'de', 'it', 'nl', 'pl'])('the overview weighs little in %s', language => {
  const parts = needed(['index.html', 'src/plan/OverviewPage.tsx', `src/i18n/${language}.json`]);
  const fonts = readdirSync(join(dir, 'assets')).filter(name => /-latin-wght-normal.*\.woff2$/.test(name));
  expect(fonts).toHaveLength(2);
  const files = [...parts, 'index.html', ...fonts.map(name => `assets/${name}`)];
  expect(parts.filter(file => /echarts|JourneyGraph|Settings|TextEditor/.test(file))).toEqual([]);
  expect(files.reduce((sum, file) => sum + onTheWire(file), 0)).toBeLessThan(BUDGET);
});

it('one language is fetched, not all of them', () => {
  const first = needed(['index.html', 'src/plan/OverviewPage.tsx']);
  for (const language of ['en', 'de', 'it', 'nl', 'pl']) {
    const { file } = chunks[`src/i18n/${language}.json`] ?? { file: `no file of its own: ${language}` };
    expect(file).toMatch(/\.js$/);
    expect(first).not.toContain(file);
  }
});

it('what shrinks lies beside itself as brotli and gzip, and is the same', () => {
  const texts = readdirSync(join(dir, 'assets')).filter(
    name => /\.(js|css)$/.test(name) && statSync(join(dir, 'assets', name)).size > 1_000,
  );
  expect(texts.length).toBeGreaterThan(20);
  for (const path of [...texts.map(name => join(dir, 'assets', name)), join(dir, 'index.html')]) {
    const plain = readFileSync(path);
    expect(brotliDecompressSync(readFileSync(`${path}.br`)).equals(plain)).toBe(true);
    expect(gunzipSync(readFileSync(`${path}.gz`)).equals(plain)).toBe(true);
  }
});
