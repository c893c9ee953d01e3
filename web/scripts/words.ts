import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { FIRST } from '../src/i18n/first.ts';

/** Cuts the file of a language in two: `?first` has the words of the first screen, `?rest` all others. */
export function words(): Plugin {
  return {
    name: 'rapport-words',
    load(id) {
      const [, path, part] = /^(.+\/i18n\/\w+\.json)\?(first|rest)$/.exec(id) ?? [];
      if (!path) return null;
      this.addWatchFile(path);
      const groups = Object.entries(JSON.parse(readFileSync(path, 'utf8')));
      const wanted = groups.filter(([group]) => FIRST.includes(group) === (part === 'first'));
      return { code: `export default ${JSON.stringify(Object.fromEntries(wanted))}`, moduleType: 'js' };
    },
  };
}
