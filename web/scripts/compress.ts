import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** What shrinks; fonts and pictures are compressed by themselves. */
const TEXT = /\.(?:js|css|html|svg|json|txt)$/;

/** Writes `FILE.br` and `FILE.gz` beside each file of a build that is smaller so, for a server to hand out as they are. */
export function compress(): Plugin {
  return {
    name: 'rapport-compress',
    apply: 'build',
    writeBundle({ dir = 'dist' }) {
      for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
        if (!TEXT.test(name)) continue;
        const path = join(dir, name);
        const plain = readFileSync(path);
        const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
        const small = { br: brotliCompressSync(plain, quality), gz: gzipSync(plain, { level: 9 }) };
        for (const [end, bytes] of Object.entries(small)) {
          if (bytes.length < plain.length) writeFileSync(`${path}.${end}`, bytes);
        }
      }
    },
  };
}
