// @vitest-environment node
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import en from './i18n/en.json';
import { FIRST } from './i18n/first';

/** How much the first screen may weigh on the wire, its fonts and one language with it. */
const BUDGET = 350_000;

interface Chunk {
  file: string;
  css?: string[];
  imports?: string[];
}
let dir: string;
let chunks: Record<string, Chunk>;
/** The sources that were put into each file. */
let sources: Map<string, string[]>;

beforeAll(async () => {
  // Else React comes with what it has for tests.
  vi.stubEnv('NODE_ENV', 'production');
  dir = mkdtempSync(join(tmpdir(), 'rapport-weight-'));
  const built = await build({ logLevel: 'error', build: { outDir: dir, emptyOutDir: true, manifest: true } });
  const { output } = [built].flat()[0] as Rolldown.RolldownOutput;
  sources = new Map(output.flatMap(one => (one.type === 'chunk' ? [[one.fileName, one.moduleIds]] : [])));
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
  const parts = needed(['index.html', 'src/plan/OverviewPage.tsx', `src/i18n/${language}.json?first`]);
  const fonts = readdirSync(join(dir, 'assets')).filter(name => /-latin-wght-normal.*\.woff2$/.test(name));
  expect(fonts).toHaveLength(2);
  const files = [...parts, 'index.html', ...fonts.map(name => `assets/${name}`)];
  expect(parts.filter(file => /echarts|JourneyGraph|Settings|TextEditor/.test(file))).toEqual([]);
  expect(files.reduce((sum, file) => sum + onTheWire(file), 0)).toBeLessThan(BUDGET);
});

it('one language is fetched, not all of them, and of that the words of the first screen', () => {
  const first = needed(['index.html', 'src/plan/OverviewPage.tsx']);
  for (const language of ['en', 'de', 'it', 'nl', 'pl']) {
    for (const part of ['first', 'rest']) {
      const { file } = chunks[`src/i18n/${language}.json?${part}`] ?? { file: `no file of its own: ${language}` };
      expect(file).toMatch(/\.js$/);
      expect(first).not.toContain(file);
    }
  }
});

/** What is said of a problem alone; until all words are there, its code stands in their place. */
const OF_PROBLEMS = ['problem_hint', 'problem_reason', 'problem_said', 'problem_title', 'document_problem', 'hint'];

it('the first words are those that the first screen uses', () => {
  const files = needed(['index.html', 'src/plan/OverviewPage.tsx']).flatMap(file => sources.get(file) ?? []);
  const text = files
    .filter(file => /\/src\/.+\.tsx?$/.test(file))
    .map(file => readFileSync(file, 'utf8'))
    .join('\n');
  const words: Record<string, object> = en;
  const isWord = ([, group = '', key = '']: RegExpMatchArray) =>
    key.startsWith('$') ? group in words : [key, `${key}_other`].some(name => name in (words[group] ?? {}));
  const keys = [...text.matchAll(/['"`](\w+)\.(\w+|\$\{)/g)].filter(isWord);
  const codes = [...text.matchAll(/\b(?:word|say)\('(\w+)'/g)];
  const used = [...new Set([...keys, ...codes].map(([, group = '']) => group))];
  expect(used.filter(group => !OF_PROBLEMS.includes(group)).sort()).toEqual(FIRST.toSorted());
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
