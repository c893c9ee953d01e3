import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { longDocument } from '../../fake/long';
import type { useCheck } from '../api/journeys';
import { startI18n } from '../i18n';
import { CheckedEditor } from './CheckedEditor';
import { textEditor } from './text/testing';

/** What was done for what one did: texts that were parsed, with their length, and pictures that were laid out. */
const done = vi.hoisted(() => ({ parsed: [] as number[], laidOut: 0 }));
vi.mock('yaml', async original => {
  const real = await original<typeof import('yaml')>();
  const parseDocument = (text: string, options: object) => {
    done.parsed.push(text.length);
    return real.parseDocument(text, options);
  };
  return { ...real, parseDocument };
});
vi.mock('./layout', async original => {
  const real = await original<typeof import('./layout')>();
  const layout: typeof real.layout = (...given) => {
    done.laidOut += 1;
    return real.layout(...given);
  };
  return { ...real, layout };
});

beforeAll(startI18n);
beforeEach(() => vi.stubGlobal('fetch', () => new Promise(() => {})));

const LABEL = 'The journey as a YAML document';
const CHECK = { data: undefined, isError: false } as ReturnType<typeof useCheck>;
let written = '';

function Held({ begun }: { begun: string }) {
  const [text, setText] = useState(begun);
  written = text;
  return <CheckedEditor text={text} onChange={setText} check={CHECK} />;
}

async function open(begun: string) {
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { enabled: false } } })}>
      <MantineProvider>
        <Held begun={begun} />
      </MantineProvider>
    </QueryClientProvider>,
  );
  await screen.findByRole('button', { name: /^Trigger/ });
  return textEditor(LABEL);
}
const stepOf = (id: string) => document.querySelector<HTMLElement>(`[data-step="${id}"]`) as HTMLElement;
const marked = (root: ParentNode) => [...root.querySelectorAll('.cm-step')].map(line => line.textContent?.trim());

it('a letter in a long journey parses one step, moves nothing, and a moved step is parsed no more', async () => {
  const text = longDocument(200);
  const view = await open(text);
  const type = (insert: string) => {
    const from = view.state.doc.toString().indexOf('for: 2d') + 'for: 2d'.length;
    act(() => view.dispatch({ changes: { from, insert }, userEvent: 'input.type' }));
  };
  const before = () => Object.assign(done, { parsed: [], laidOut: 0 });
  before();
  type('1h');
  // The picture follows when one rests.
  expect(done.parsed).toEqual([]);
  await waitFor(() => expect(done.parsed).toHaveLength(1));
  expect(done.parsed[0]).toBeLessThan(200);
  await waitFor(() => expect(stepOf('s1').textContent).toMatch(/49 hours/));
  expect(done.laidOut).toBe(0);
  before();
  stepOf('s1').click();
  await userEvent.click(await screen.findByRole('button', { name: 'Move' }));
  screen.getByRole('button', { name: 'Put s1 after s4' }).click();
  await waitFor(() => expect(done.laidOut).toBe(1));
  // Only the steps that lead elsewhere because of it.
  expect(done.parsed.reduce((sum, length) => sum + length, 0)).toBeLessThan(text.length / 20);
}, 120_000);

it('text and graph have one history, and choose the same step', async () => {
  const text = longDocument(6);
  const view = await open(text);
  await userEvent.click(stepOf('s1'));
  await waitFor(() => expect(marked(view.dom)).toEqual(['- id: s1', 'wait: {for: 2d}']));
  await userEvent.click(screen.getByRole('button', { name: 'Copy' }));
  expect(view.state.doc.toString()).toContain('id: s1-2');
  act(() => view.dispatch({ changes: { from: 0, insert: '# mine\n' }, userEvent: 'input.type' }));
  expect(written.startsWith('# mine\n')).toBe(true);
  act(() => view.focus());
  await userEvent.keyboard('{Control>}z{/Control}');
  expect(written).toContain('id: s1-2');
  expect(written.startsWith('# mine')).toBe(false);
  await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
  expect(view.state.doc.toString()).toBe(text);
  act(() => {
    view.focus();
    view.dispatch({ selection: { anchor: text.indexOf('id: s4') } });
  });
  await waitFor(() => expect(stepOf('s4').getAttribute('aria-pressed')).toBe('true'));
});

it('the picture stays while the text cannot be read, and says so', async () => {
  const view = await open(longDocument(6));
  act(() => view.dispatch({ changes: { from: 0, insert: 'x: "\n' }, userEvent: 'input.type' }));
  expect(await screen.findByText(/The graph shows what it said before/)).toBeTruthy();
  expect(stepOf('s4')).toBeTruthy();
});
