import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The journeys of the repository, by their place: for tests. */
export const JOURNEYS: [string, string][] = [
  '../demo/journeys',
  '../crates/journey/examples',
  '../crates/journey/examples/streams',
]
  .flatMap(folder =>
    readdirSync(folder)
      .filter(name => name.endsWith('.yaml'))
      .map(name => join(folder, name)),
  )
  .map(path => [path, readFileSync(path, 'utf8')]);
