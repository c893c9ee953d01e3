import { createMemoryHistory } from '@tanstack/react-router';
import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeApi } from '../../fake/api';
import { speak, startI18n } from '../i18n';
import en from '../i18n/en.json';
import { ACTS } from '../trace/acts';
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
    const texts = rows.map(row => row.textContent?.replace(/[\u2068\u2069]/g, '') ?? '');
    expect(texts).toHaveLength(7);
    await waitFor(() => expect(rows[1]?.textContent).toMatch(/From: .*Shoes, in the branch.*To: .*Shoes, by e-mail/));
    expect(rows[1]?.textContent).toContain('€12,000.00');
    expect(within(rows[1] as HTMLElement).getByRole('link', { name: 'Released by an approval' })).toBeDefined();
    expect(texts[2]).toContain('Ada Beispiel');
    expect(texts[2]).toContain('Clearer for the agency');
    expect(texts[3]).toContain('Published');
    expect(texts[4]).toContain('Analyst · ');
    expect(texts[5]).toContain('Someone who was erased');
    expect(texts[6]).toContain('By Rapport itself');
  });

  it('can be searched for everything that has a word', () => {
    expect(ACTS.toSorted()).toEqual(Object.keys(en.trace_act).sort());
  });

  it('asks for what was chosen', async () => {
    open('/trace');
    await screen.findByRole('table');
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Action' }), 'published');
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
