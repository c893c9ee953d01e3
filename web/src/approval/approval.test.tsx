import { createMemoryHistory } from '@tanstack/react-router';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeApi } from '../../fake/api';
import { App } from '../app/App';
import { makeRouter } from '../app/router';
import { speak, startI18n } from '../i18n';
import { textEditor, writeOver } from '../journey/text/testing';

/** What was asked of the API, as `METHOD path body`. */
let asked: string[] = [];

function open(path: string) {
  render(<App router={makeRouter(createMemoryHistory({ initialEntries: [path] }))} />);
}

beforeAll(startI18n);

beforeEach(async () => {
  asked = [];
  await speak('en');
  vi.stubGlobal('fetch', async (request: Request) => {
    const copy = request.clone();
    asked.push(`${request.method} ${new URL(request.url).pathname} ${await copy.text()}`.trim());
    return fakeApi(request);
  });
});

const posts = () => asked.filter(line => line.startsWith('POST') && !line.includes('/look'));

describe('my day', () => {
  it('says what waits for me, what I wait for, and what is late', async () => {
    open('/my-day');
    const mine = (await screen.findByRole('heading', { name: 'Waiting for you' })).closest('section') as HTMLElement;
    expect(within(mine).getByText('Late')).toBeDefined();
    expect(within(mine).getByRole('link').getAttribute('href')).toBe('/approvals/a1');
    const others = screen
      .getByRole('heading', { name: 'You are waiting for others' })
      .closest('section') as HTMLElement;
    expect(within(others).getByText(/Mara Manager/)).toBeDefined();
  });
});

describe('an approval', () => {
  it('is answered about the version that is shown, with the thing and its money in view', async () => {
    open('/approvals/a1');
    expect((await screen.findAllByText(/Free afterwards/)).length).toBeGreaterThan(0);
    expect(screen.getByRole('heading', { name: 'In words' })).toBeDefined();
    await userEvent.type(screen.getByLabelText('Remarks'), 'Fewer words');
    await userEvent.click(screen.getByRole('button', { name: 'Release' }));
    await waitFor(() => expect(posts()).toHaveLength(1));
    expect(posts()[0]).toBe('POST /v1/approvals/a1/approve {"version":"3f6c1b2a9d3e4f50","remarks":"Fewer words"}');
  });

  it('is rejected with a reason alone', async () => {
    open('/approvals/a1');
    await userEvent.click(await screen.findByRole('button', { name: 'Reject' }));
    const dialog = await screen.findByRole('dialog', {}, { timeout: 10_000 });
    const verb = within(dialog).getByRole('button', { name: 'Reject' });
    expect((verb as HTMLButtonElement).disabled).toBe(true);
    await userEvent.type(within(dialog).getByRole('textbox'), 'Too soon');
    await userEvent.click(verb);
    await waitFor(() => expect(posts()).toHaveLength(1));
    expect(posts()[0]).toContain('"reason":"Too soon"');
  });
});

describe('the link of a mail', () => {
  it('decides nothing by being opened', async () => {
    globalThis.history.replaceState(null, '', '/release#a_secret');
    open('/release');
    const button = await screen.findByRole('button', { name: 'Release' });
    expect(posts()).toEqual([]);
    expect(globalThis.location.hash).toBe('');
    await userEvent.click(button);
    expect(await screen.findByText(/Version .*3.* is live\./)).toBeDefined();
    expect(posts()).toEqual([
      'POST /v1/approval-links/answer {"link":"a_secret","version":"3f6c1b2a9d3e4f50","approve":true,"text":null}',
    ]);
    expect(screen.queryByRole('button', { name: 'Release' })).toBeNull();
  });
});

describe('publishing', () => {
  it('says what it costs and whom it asks before it asks', async () => {
    open('/journeys/trail-shoes?tab=document');
    const editor = await textEditor('The journey as a YAML document');
    writeOver(editor, `${editor.state.doc}\n`);
    const publish = await screen.findByRole('button', { name: 'Publish' });
    await waitFor(() => expect((publish as HTMLButtonElement).disabled).toBe(false), { timeout: 10_000 });
    await userEvent.click(publish);
    const dialog = await screen.findByRole('dialog', {}, { timeout: 10_000 });
    expect(await within(dialog).findByText(/Ada Head/)).toBeDefined();
    expect(within(dialog).getByText(/4,200/)).toBeDefined();
    expect(within(dialog).getByRole('button', { name: 'Ask for release' })).toBeDefined();
  });
});
