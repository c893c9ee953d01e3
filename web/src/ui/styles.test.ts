// @vitest-environment node
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).map(name => `src/${name}`);
const texts = new Map(
  files
    .filter(name => /\.(tsx?|css)$/.test(name) && !/\.test\./.test(name))
    .map(name => [name, readFileSync(name, 'utf8')]),
);
const matches = (text: string, what: RegExp) => [...text.matchAll(what)].map(([, found = '']) => found);

it('every part of Mantine that is used has its sheet', () => {
  const sheets = texts.get('src/ui/styles.ts') ?? '';
  const used = [...texts.values()]
    .flatMap(text => matches(text, /import \{([^}]*)\} from '@mantine\/core'/g))
    .flatMap(names => names.split(',').map(name => name.trim()));
  const bare = [...new Set(used)].filter(
    name => existsSync(`node_modules/@mantine/core/styles/${name}.css`) && !sheets.includes(`/${name}.css'`),
  );
  expect(bare).toEqual([]);
});

it('every value that a sheet uses is defined there, among the tokens, or by its part', () => {
  const defined = (text: string) => matches(text, /['"]?(--[\w-]+)['"]?\]?\s*:/g);
  const everywhere = new Set([
    ...defined(texts.get('src/ui/tokens.css') ?? ''),
    ...[...texts].filter(([name]) => name.endsWith('x')).flatMap(([, text]) => defined(text)),
  ]);
  for (const [name, text] of texts) {
    if (!name.endsWith('.css')) continue;
    const here = new Set(defined(text));
    // What Mantine and the graph's library define themselves have other names than ours.
    const unknown = matches(text, /var\((--[\w-]+)\)/g).filter(
      one => !here.has(one) && !everywhere.has(one) && !/^--(mantine|xy|button|input)-/.test(one),
    );
    expect([name, unknown]).toEqual([name, []]);
  }
});
