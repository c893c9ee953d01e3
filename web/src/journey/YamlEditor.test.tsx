import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { beforeAll, expect, it } from 'vitest';
import { speak, startI18n } from '../i18n';
import type { Found } from './Told';
import { YamlEditor } from './YamlEditor';

beforeAll(async () => {
  await startI18n();
  await speak('de');
});

const at = { severity: 'error', path: 'id', line: 1, column: 1 } as const;

/** What stands in the list outside of what is folded away. */
function shown(problem: Found): string {
  cleanup();
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MantineProvider>
        <YamlEditor value="id: x" problems={[problem]} label="Dokument" />
      </MantineProvider>
    </QueryClientProvider>,
  );
  const line = screen.getAllByRole('listitem').find(one => one.dataset.mark === 'error') as HTMLElement;
  for (const folded of line.querySelectorAll('details')) folded.remove();
  return line.textContent ?? '';
}

it('says what is wrong in the reader’s language first, and folds only the server’s English', () => {
  const known = { ...at, code: 'unknown_brand', message: 'there is no brand `x`' } as const;
  expect(shown(known)).toContain('Eine solche Marke gibt es nicht.');
  expect(shown(known)).not.toContain('there is no brand');
  const later = { ...at, code: 'of_a_later_release', message: 'odd' } as unknown as Found;
  expect(shown(later)).toContain('Hier stimmt etwas nicht');
  // The screen's own words are not the server's English.
  expect(shown({ ...at, code: null, message: 'Die ID „x“ ist vergeben.' })).toContain('Die ID „x“ ist vergeben.');
});
