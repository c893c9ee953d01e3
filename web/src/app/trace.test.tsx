import { createMemoryHistory } from '@tanstack/react-router';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeApi } from '../../fake/api';
import { speak, startI18n } from '../i18n';
import { App } from './App';
import { makeRouter } from './router';

let asked: string[] = [];

function open(path: string) {
  render(<App router={makeRouter(createMemoryHistory({ initialEntries: [path] }))} />);
}

beforeAll(async () => {
  await startI18n();
});

beforeEach(async () => {
  asked = [];
  await speak('en');
  vi.stubGlobal('fetch', async (request: Request) => {
    const url = new URL(request.url);
    asked.push(`${url.pathname}${url.search}`);
    return fakeApi(request);
  });
});

describe('the trace', () => {
  it('says who did what, from what to what, and why', async () => {
    open('/trace');
    const table = await screen.findByRole('table');
    const rows = within(table).getAllByRole('row').slice(1);
    expect(rows).toHaveLength(5);
    expect(rows[0]?.textContent).toContain('Ada Beispiel');
    expect(rows[0]?.textContent).toContain('Clearer for the agency');
    expect(rows[1]?.textContent).toContain('Published');
    expect(rows[3]?.textContent).toContain('Someone who was erased');
    expect(rows[4]?.textContent).toContain('By Rapport itself');
  });

  it('asks for what was chosen', async () => {
    open('/trace');
    await screen.findByRole('table');
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Act' }), 'published');
    await waitFor(() => expect(asked).toContain('/v1/trace?act=published'));
  });
});

describe('the history of a thing', () => {
  it('is one click away and told in plain words', async () => {
    open('/plan/activity%3Ashoes-in-branch');
    await userEvent.click(await screen.findByRole('button', { name: 'History' }));
    const drawer = await screen.findByRole('dialog', { name: /History of/ });
    await within(drawer).findByText('Changed');
    expect(drawer.textContent).toContain('Shoes, in the branch');
    expect(drawer.textContent).toContain('2 changes');
    expect(drawer.textContent).toContain('Someone who was erased');
    expect(asked).toContain('/v1/trace/story?object=node%3Aactivity%3Ashoes-in-branch');
  });
});
