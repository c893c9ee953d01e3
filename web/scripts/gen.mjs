// Writes src/api/schema.ts from openapi.json; with --check it only says whether the two still agree.
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const source = new URL('../openapi.json', import.meta.url);
const target = new URL('../src/api/schema.ts', import.meta.url);
const header = '// Generated from openapi.json by `npm run gen`. Do not edit.\n\n';
const text = header + astToString(await openapiTS(JSON.parse(readFileSync(source, 'utf8')), { alphabetize: true }));

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error('src/api/schema.ts is stale: run `npm run gen`.');
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
  console.log('src/api/schema.ts written');
}
