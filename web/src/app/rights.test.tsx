import { createMemoryHistory } from '@tanstack/react-router';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { fakeApi } from '../../fake/api';
import { nodes as plan } from '../../fake/plan';
import { channels, session } from '../../fake/rest';
import { speak, startI18n } from '../i18n';
import { App } from './App';
import { makeRouter } from './router';

/** What was asked of the API, as `METHOD path body`. */
let asked: string[] = [];

/** The API from memory, with these answers in place of its own. */
function answers(own: Record<string, unknown>) {
  asked = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname } = new URL(request.url);
    asked.push(`${request.method} ${pathname} ${await request.clone().text()}`.trim());
    const answer = request.method === 'GET' ? own[pathname] : undefined;
    return answer === undefined ? fakeApi(request) : Response.json(answer);
  });
}

function open(path: string) {
  render(<App router={makeRouter(createMemoryHistory({ initialEntries: [path] }))} />);
}

/** Somebody who may do everything but this. */
const without = (...names: string[]) => ({
  ...session,
  permissions: session.permissions.filter(name => !names.includes(name)),
});

beforeAll(startI18n);
beforeEach(() => speak('en'));

it('a new plan is offered to those who see all plans, not to those who see a part of one', async () => {
  answers({});
  open('/plan');
  expect(await screen.findByRole('button', { name: 'New plan' })).toBeDefined();
});

it('who heads an area adds below it, and no plan beside it', async () => {
  const part = plan.filter(node => node.path.includes('area:direct'));
  const nodes = part.map(node => (node.id === 'area:direct' ? { ...node, parent: null } : node));
  answers({ '/v1/plan': { as_of: '2026-11-20T12:00:00Z', since: '2026-11-19T12:00:00Z', nodes } });
  open('/plan');
  expect((await screen.findAllByRole('button', { name: /^Add below/ })).length).toBeGreaterThan(0);
  expect(screen.queryByRole('button', { name: 'New plan' })).toBeNull();
});

const sms = {
  schema: { type: 'object', properties: { sender: { type: 'string', title: 'Sender' } }, required: ['sender'] },
  values: { sender: 'Nordwind' },
  revision: '1',
};

it('how a channel is sent on is changed by those who may, and looked at by the others', async () => {
  const kinds = [{ ...channels.kinds[0], id: 'sms', settings: sms }];
  const all = { '/v1/channels': { ...channels, kinds } };
  answers(all);
  open('/settings?tab=channel-sms');
  expect(((await screen.findByLabelText(/Sender/)) as HTMLInputElement).matches(':disabled')).toBe(false);
  expect(screen.getByRole('button', { name: 'Save' })).toBeDefined();
});

it('how a channel is sent on is only looked at by those who may not change it', async () => {
  const kinds = [{ ...channels.kinds[0], id: 'sms', settings: sms }];
  answers({ '/v1/channels': { ...channels, kinds }, '/v1/session': without('settings.change') });
  open('/settings?tab=channel-sms');
  expect(((await screen.findByLabelText(/Sender/)) as HTMLInputElement).matches(':disabled')).toBe(true);
  expect(screen.queryByRole('button', { name: /try/i })).toBeNull();
});

it('the people page says where a role is held and how long', async () => {
  answers({});
  open('/settings?tab=people');
  expect(await screen.findByText(/until Nov 30, 2026/)).toBeDefined();
  expect(screen.getByText(/ended May 31, 2026/)).toBeDefined();
  expect((await screen.findAllByText('Loyalty all year')).length).toBeGreaterThan(0);
});

it('a role is given up to and with a day', async () => {
  answers({});
  open('/settings?tab=people');
  await userEvent.click(await screen.findByRole('button', { name: 'Edit: Mara Manager' }));
  const dialog = await screen.findByRole('dialog');
  const day = within(dialog).getByLabelText('Last day');
  await userEvent.type(day, '2030-01-31');
  await userEvent.selectOptions(await within(dialog).findByRole('combobox', { name: 'Role' }), 'analyst');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Give role' }));
  const until = new Date(2030, 1, 1).toISOString();
  expect(asked).toContain(`POST /v1/people/p2/roles {"role":"analyst","until":"${until}"}`);
});
