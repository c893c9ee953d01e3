import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { speak, startI18n } from '../../i18n';
import { read } from '../document';
import type { Found } from '../Told';
import { useHistory } from '../useHistory';
import { FlowEditor } from './FlowEditor';

beforeAll(async () => {
  await startI18n();
  await speak('en');
});
afterEach(cleanup);

const TEXT = `# a note
name: A journey
steps:
  - id: mail   # the first
    message: {channel: email, content: {subject: Hello, text: There}}
  - id: fork
    branch:
      cases:
        - {when: 'traits.tier == "gold"', then: rest}
        - {when: now.getHours() < 12, then: rest}
  - id: rest
    wait: {for: 2d}
`;
const PROBLEM: Found = {
  code: null,
  severity: 'error',
  path: 'steps.2.wait.for',
  line: 12,
  column: 1,
  message: 'That is too short.',
};

let text = TEXT;

function Held() {
  const [written, setWritten] = useState(TEXT);
  text = written;
  const history = useHistory(written, setWritten);
  const [chosen, setChosen] = useState<string | null>(null);
  const source = read(written);
  if (!source) return null;
  return (
    <FlowEditor
      source={source}
      now={() => source}
      problems={[PROBLEM]}
      onChange={(next, typing) => history.change(next.text, typing)}
      undo={history.undo}
      redo={history.redo}
      stale={false}
      chosen={chosen}
      onChoose={setChosen}
      onShow={() => {}}
      counts={null}
    />
  );
}

function open() {
  text = TEXT;
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { enabled: false } } })}>
      <MantineProvider>
        <Held />
      </MantineProvider>
    </QueryClientProvider>,
  );
  return userEvent.setup();
}
const press = (name: string | RegExp) => screen.getByRole('button', { name });

it('puts a step onto a way, takes it back to the byte, and does it again', async () => {
  const user = open();
  await user.click(press('Add a step after mail'));
  await user.click(press('Wait'));
  const added = TEXT.replace('  - id: fork', '  - id: wait\n    wait: {for: 1d}\n  - id: fork');
  expect(text).toBe(added);
  await user.click(press('Undo'));
  expect(text).toBe(TEXT);
  await user.click(press('Redo'));
  expect(text).toBe(added);
});

it('moves a step by keyboard alone', async () => {
  const user = open();
  press(/^Trigger/).focus();
  await user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}{Enter}');
  expect(press(/^Wait.*rest/).getAttribute('aria-pressed')).toBe('true');
  await user.click(press('Move'));
  press('Put rest after Trigger').focus();
  await user.keyboard('{Enter}');
  expect(text.indexOf('- id: rest')).toBeLessThan(text.indexOf('- id: mail   # the first'));
});

it('shows what is wrong at its step, and changes the step’s fields', async () => {
  const user = open();
  expect(press(/^Wait.*rest/).textContent).toContain('1 problem');
  await user.click(press(/^Wait.*rest/));
  expect(screen.getByText('That is too short.')).toBeTruthy();
  await user.type(screen.getByLabelText('How long'), '12h');
  expect(text).toBe(TEXT.replace('for: 2d', 'for: 2d12h'));
  await user.clear(screen.getByLabelText('Name of the step'));
  await user.type(screen.getByLabelText('Name of the step'), 'pause{Enter}');
  expect(text).toBe(TEXT.replace('for: 2d', 'for: 2d12h').replaceAll('rest', 'pause'));
});

it('shows a condition as rows where they say it all, else as text', async () => {
  const user = open();
  await user.click(press(/^Branch.*fork/));
  const [first, second] = screen.getAllByText(/^Case \d/).map(one => within(one.parentElement as HTMLElement));
  expect(second?.getByText(/says more than rows can show/)).toBeTruthy();
  await user.clear(first?.getByLabelText('Value') as HTMLElement);
  await user.type(first?.getByLabelText('Value') as HTMLElement, 'silver');
  expect(text).toContain('{when: traits.tier == "silver", then: rest}');
});
