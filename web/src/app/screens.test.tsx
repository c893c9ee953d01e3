import { createMemoryHistory } from '@tanstack/react-router';
import { act, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeApi } from '../../fake/api';
import { ADA, deliveries } from '../../fake/customers';
import { NOW, nodes as plan, treeChanges, unbooked } from '../../fake/plan';
import { brandSettings, session as usual } from '../../fake/rest';
import { speak, startI18n } from '../i18n';
import { textEditor, writeOver } from '../journey/text/testing';
import { qrPath } from '../ui/qr';
import { App } from './App';
import { type AppRouter, makeRouter } from './router';

/** What was asked of the API, as `METHOD path body`. */
let asked: string[] = [];

/** Text without the marks that isolate names. */
const plain = (element: HTMLElement) => element.textContent?.replace(/[\u2066-\u2069]/g, '');

function open(path: string): AppRouter {
  const router = makeRouter(createMemoryHistory({ initialEntries: [path] }));
  render(<App router={router} />);
  return router;
}

beforeAll(async () => {
  await startI18n();
});

beforeEach(async () => {
  asked = [];
  await speak('en');
  vi.stubGlobal('fetch', async (request: Request) => {
    const copy = request.clone();
    asked.push(`${request.method} ${new URL(request.url).pathname} ${await copy.text()}`.trim());
    return fakeApi(request);
  });
});

describe('what waits to be booked', () => {
  it('leads to the activities that the plan has, and only names what it has not', async () => {
    const [item] = unbooked(false);
    const [transfer] = item?.transfers ?? [];
    const of = (to: string) => ({ ...item, id: to, transfers: [{ ...transfer, from: null, to }] });
    vi.stubGlobal('fetch', async (request: Request) => {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname !== '/v1/plan/unbooked') return fakeApi(request);
      return Response.json(searchParams.get('dismissed') === 'true' ? [] : [of('shoes-in-branch'), of('never-made')]);
    });
    open('/plan/unbooked');
    const known = await screen.findByRole('link', { name: 'Shoes, in the branch' });
    expect(known.getAttribute('href')).toBe('/plan/activity%3Ashoes-in-branch');
    expect(screen.getByText('never-made')).toBeDefined();
    expect(screen.queryByRole('link', { name: 'never-made' })).toBeNull();
  });
});

describe('an event in the timeline', () => {
  it('shows where and by what it was sent', async () => {
    open(`/customers/${ADA}`);
    const [more] = await screen.findAllByText('All details');
    await userEvent.click(more as HTMLElement);
    const context = (await screen.findAllByRole('region', { name: 'Where and by what it was sent' }))[0] as HTMLElement;
    expect(within(context).getByText('Campaign')).toBeDefined();
    expect(within(context).getByText('newsletter')).toBeDefined();
  });
});

describe('an address that was taken back', () => {
  it('is told as such, apart from the address', async () => {
    open(`/customers/${ADA}?tab=profile`);
    expect(await screen.findByText('ada.beispiel.with.a.long.name@old-mailbox.example.com')).toBeDefined();
    expect(screen.getByText(/^withdrawn on .*: nothing is sent there$/)).toBeDefined();
  });
});

describe('in another language', () => {
  it('damage of the stores and hints of the editor are said in it', async () => {
    await speak('de');
    open('/settings?tab=data');
    expect(await screen.findByText('Ab Byte 70 nicht lesbar.')).toBeDefined();
    expect(screen.queryByText(/does not read back/)).toBeNull();
  });

  it('a journey is told with what to do about it', async () => {
    await speak('de');
    open('/journeys/new');
    const editor = await textEditor('Die Journey als YAML-Dokument');
    act(() => writeOver(editor, `${editor.state.doc}\n      chanel: email`));
    expect(await screen.findByText('Ist „channel“ gemeint?', undefined, { timeout: 5_000 })).toBeDefined();
  });

  it('an amount of a voucher is written as its readers write it', async () => {
    await speak('de');
    open('/journeys/new');
    expect(await screen.findByText(/Einen Gutschein geben: 10,00\s€/)).toBeDefined();
  });
});

describe('a node of the plan', () => {
  const rename = async () => {
    open('/plan/campaign%3Aloyalty');
    await userEvent.click(await screen.findByRole('button', { name: 'Change' }));
    await userEvent.click(await screen.findByRole('menuitem', { name: 'Rename' }));
    const dialog = await screen.findByRole('dialog', { name: 'Rename Loyalty all year' });
    const name = within(dialog).getByLabelText(/^Name/);
    await userEvent.clear(name);
    await userEvent.type(name, 'ロイヤルティ');
    await userEvent.type(within(dialog).getByLabelText(/^Reason/), 'For Japan');
    return dialog;
  };

  it('is renamed with a reason, over what was read', async () => {
    const dialog = await rename();
    await userEvent.click(within(dialog).getByRole('button', { name: 'Rename' }));
    await waitFor(() =>
      expect(asked).toContain('PATCH /v1/plan/nodes/campaign%3Aloyalty {"name":"ロイヤルティ","reason":"For Japan"}'),
    );
  });

  it('says at the field what the plan has against it', async () => {
    const dialog = await rename();
    const refused = { title: 'It is understood, and refused.', status: 422, code: 'refused', reason: 'name_taken' };
    vi.stubGlobal('fetch', async (request: Request) =>
      request.method === 'PATCH'
        ? new Response(JSON.stringify(refused), { status: 422, headers: { 'content-type': 'application/json' } })
        : fakeApi(request),
    );
    await userEvent.click(within(dialog).getByRole('button', { name: 'Rename' }));
    const said = await within(dialog).findByText(/has this name already/, {}, { timeout: 5_000 });
    const name = within(dialog).getByLabelText(/^Name/);
    expect(name.getAttribute('aria-invalid')).toBe('true');
    expect(name.getAttribute('aria-describedby')).toContain(said.id);
  });

  it('does not lose what was written by a slip', async () => {
    await rename();
    await userEvent.keyboard('{Escape}');
    const ask = await screen.findByRole('dialog', { name: 'Leave without saving?' });
    await userEvent.click(within(ask).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Leave without saving?' })).toBeNull());
    expect(screen.getByRole('dialog', { name: 'Rename Loyalty all year' })).toBeTruthy();
  });
});

describe('the way down the golden thread', () => {
  it('opens a figure to its records, down to the message and the sale', async () => {
    open('/');
    await userEvent.click(await screen.findByRole('button', { name: /^Brought back.+/ }));
    const drawer = await screen.findByRole('dialog', { name: 'Records of Nordwind 2026' });
    expect(await within(drawer).findByRole('link', { name: 'Sale T-20418' })).toBeTruthy();
    expect(within(drawer).getByText('+€129.90')).toBeTruthy();
  });

  it('shows where one stands from the company down to one message', async () => {
    open(`/deliveries/${encodeURIComponent(`trail-shoes/3/prompt/${ADA}/staff/4711`)}`);
    const thread = await screen.findByRole('navigation', { name: 'From the company down to here' });
    await waitFor(() => expect(within(thread).getAllByRole('listitem')).toHaveLength(6));
    const here = within(thread).getByText('Ada Beispiel');
    expect(here.getAttribute('aria-current')).toBe('page');
  });
});

describe('why somebody did or did not get something', () => {
  it('names every check of the gate, in its order', async () => {
    open(`/customers/${ADA}?tab=why&journey=trail-shoes`);
    const lists = await screen.findAllByRole('list', { name: 'Checks of the gate' });
    const names = within(lists[1] as HTMLElement)
      .getAllByRole('listitem')
      .map(item => item.firstChild?.textContent);
    expect(names).toHaveLength(13);
    expect(names.slice(0, 4)).toEqual(['Brand, purpose, channel', 'Journey runs', 'Suppression', 'Consent']);
    expect((lists[1] as HTMLElement).textContent).toContain('enough messages over all channels');
  });
});

describe('a journey', () => {
  it('is stopped only after asking', async () => {
    open('/journeys/trail-shoes');
    await userEvent.click(await screen.findByRole('button', { name: 'Stop' }));
    const dialog = await screen.findByRole('dialog', { name: /^Stop Trail shoes/ });
    expect(asked.some(one => one.includes('/stop'))).toBe(false);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Stop' }));
    await waitFor(() => expect(asked).toContain('POST /v1/journeys/trail-shoes/stop'));
  });

  it('names the lines of its document that hold invisible characters', async () => {
    open('/journeys/trail-shoes?tab=document');
    const editor = await textEditor('The journey as a YAML document');
    act(() => writeOver(editor, 'id: x\nname: "a\u202eb"'));
    expect(editor.contentDOM.textContent).toContain('"a‹U+202E›b"');
    expect(await screen.findByText(/^Line 2 contains an invisible character.*‹U\+202E›$/)).toBeTruthy();
  });

  it('cannot be published while the document has errors', async () => {
    open('/journeys/trail-shoes?tab=document');
    const editor = await textEditor('The journey as a YAML document');
    const publish = screen.getByRole('button', { name: 'Publish' });
    await waitFor(() => expect(publish).toHaveProperty('disabled', false));
    act(() => writeOver(editor, 'id: x\nsteps:\n  - message: {chanel: email}'));
    expect(await screen.findByText(/there is no field `chanel` here/)).toBeTruthy();
    expect(publish).toHaveProperty('disabled', true);
  });
});

describe('the branch page', () => {
  it('sends the answer under the right message and takes the prompt away', async () => {
    open('/branch/berlin-mitte');
    const card = (await screen.findByRole('heading', { name: 'Ada' })).closest('li') as HTMLElement;
    await userEvent.click(within(card).getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(screen.queryByRole('heading', { name: 'Ada' })).toBeNull());
    const key = encodeURIComponent(`trail-shoes/3/prompt/${ADA}/staff/4711`);
    expect(asked).toContain(`POST /v1/branches/berlin-mitte/prompts/${key}/answer {"answer":"done"}`);
  });
});

describe('the link of a branch', () => {
  it('is shown once, to copy and as a code to scan', async () => {
    open('/branch');
    await userEvent.click(await screen.findByRole('button', { name: 'New link for the phone: Berlin Mitte' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Make the link' }));
    const dialog = await screen.findByRole('dialog', { name: "Link for the branch's phone" });
    const link = 'http://localhost/branch/enter#bt_berlin-mitte';
    expect(within(dialog).getByRole('textbox', { name: 'Link' })).toHaveProperty('value', link);
    const code = within(dialog).getByRole('img', { name: 'QR code of the link' });
    expect(code.querySelector('path')?.getAttribute('d')).toBe(qrPath(link).path);
    expect(code.querySelector('rect')?.getAttribute('fill')).toBe('#fff');
  });
});

describe('when something goes wrong', () => {
  it('says what happened and what to do, in the reader’s language', async () => {
    await speak('de');
    open('/customers/nobody');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('So etwas gibt es hier nicht');
    expect(alert.textContent).toContain('Prüfen Sie die Adresse');
  });
});

describe('moving money', () => {
  it('sends exact minor units and a reason, and nothing before both are there', async () => {
    open('/plan');
    await userEvent.click(await screen.findByRole('button', { name: 'Move money' }));
    const dialog = await screen.findByRole('dialog', { name: 'Move planned money' });
    const send = within(dialog).getByRole('button', { name: 'Move money' });
    await userEvent.selectOptions(within(dialog).getByRole('combobox', { name: 'From' }), 'shoes-mail');
    await userEvent.selectOptions(within(dialog).getByRole('combobox', { name: 'To' }), 'shoes-in-branch');
    await userEvent.type(within(dialog).getByRole('textbox', { name: /Amount in EUR/ }), '1,234.5');
    expect(send).toHaveProperty('disabled', true);
    await userEvent.type(within(dialog).getByRole('textbox', { name: /Reason/ }), 'Snow is late');
    await userEvent.click(send);
    await waitFor(() =>
      expect(asked).toContain(
        'POST /v1/plan/transfers {"from":"shoes-mail","to":"shoes-in-branch","amount":{"minor":123450,"currency":"EUR"},"reason":"Snow is late"}',
      ),
    );
  });
});

describe('a dialog with something in it', () => {
  const asks = async () => {
    await userEvent.keyboard('{Escape}');
    return screen.findByRole('dialog', { name: 'Leave without saving?' });
  };

  it('is not thrown away by a slip: moving money', async () => {
    open('/plan');
    await userEvent.click(await screen.findByRole('button', { name: 'Move money' }));
    const dialog = await screen.findByRole('dialog', { name: 'Move planned money' });
    await userEvent.type(within(dialog).getByRole('textbox', { name: /Reason/ }), 'Snow is late');
    const ask = await asks();
    await userEvent.click(within(ask).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('dialog', { name: 'Leave without saving?' })).toBeNull());
    expect(within(dialog).getByRole('textbox', { name: /Reason/ })).toHaveProperty('value', 'Snow is late');
  });
});

describe('what a newcomer reads', () => {
  const answering = (answers: Record<string, unknown>) =>
    vi.stubGlobal('fetch', async (request: Request) => {
      const answer = answers[new URL(request.url).pathname];
      return answer === undefined ? fakeApi(request) : Response.json(answer);
    });

  it('closed books name their last day as closed, and that they were open before', async () => {
    const [change] = treeChanges;
    const closed = { ...change, name: 'Nordwind', what: 'books_closed', before: null, after: '2026-10-31' };
    answering({ '/v1/plan/nodes/campaign%3Aloyalty/changes': [closed] });
    open('/plan/campaign%3Aloyalty');
    const told = await screen.findByText(/^The books of/);
    expect(plain(told)).toBe('The books of Nordwind are closed up to and including Oct 31, 2026 (before: not closed)');
  });

  it('a message that was never sent shows no cost', async () => {
    const [sent] = deliveries;
    const of = (state: string) => ({ ...sent, send_key: state, state });
    answering({ '/v1/deliveries': { items: ['accepted', 'suppressed', 'claimed', 'refused'].map(of), next: null } });
    open('/deliveries');
    const cells = (await screen.findAllByRole('row')).flatMap(row => row.querySelector('[data-label="Cost"]') ?? []);
    expect(cells.map(cell => cell.textContent)).toEqual(['€0.40', '–', '€0.40committed', '–']);
  });

  it('a file without a source leads to the sources', async () => {
    answering({ '/v1/sources': [] });
    open('/files?kind=orders');
    expect((await screen.findByRole('link', { name: 'Go to the sources' })).getAttribute('href')).toBe(
      '/settings?tab=sources',
    );
    expect(screen.queryByLabelText('Choose a file, or drop it here')).toBeNull();
  });

  it("a till's times are of its brand's zone, seen and sent before the test", async () => {
    open('/files?kind=orders');
    const pick = await screen.findByLabelText('Choose a file, or drop it here');
    await userEvent.upload(pick, new File(['a;b'], 'till.csv', { type: 'text/csv' }));
    expect(await screen.findByLabelText(/^Time zone of the times/)).toHaveProperty('value', 'Europe/Berlin');
    await userEvent.click(screen.getByRole('button', { name: 'Test the import' }));
    await waitFor(() =>
      expect(asked.some(one => one.includes('/try') && one.includes('"zone":"Europe/Berlin"'))).toBe(true),
    );
  });

  it('an installation without a journey says what comes first', async () => {
    answering({ '/v1/journeys': [], '/v1/brands': [] });
    open('/');
    const steps = await screen.findByRole('region', { name: 'First steps' });
    const states = within(steps).getAllByRole('listitem');
    expect(states.map(step => step.querySelector('a')?.getAttribute('href'))).toEqual([
      '/settings?tab=brands',
      '/settings?tab=sources',
      '/settings?tab=mail',
      '/plan',
      '/journeys/new',
    ]);
    expect(states[0]?.textContent).toContain('To do');
    expect(states[1]?.textContent).toContain('Done');
  });

  it('what is over budget leads to exactly those activities', async () => {
    const over = plan.map(node =>
      node.id === 'activity:shoes-mail'
        ? { ...node, figures: { ...node.figures, free: { minor: -1, currency: 'EUR' } } }
        : node,
    );
    answering({ '/v1/plan': { as_of: NOW, since: NOW, nodes: over } });
    open('/plan?only=over');
    const sheet = await screen.findByRole('region', { name: 'Only activities over budget' });
    const activities = within(sheet)
      .getAllByRole('link')
      .map(link => link.getAttribute('href'));
    expect(activities.filter(href => href?.includes('activity'))).toEqual(['/plan/activity%3Ashoes-mail']);
  });
});

describe('a file of invoices', () => {
  it("comes in from an activity's page, paid by it, and what was refused is said in the reader's language", async () => {
    open('/plan/activity%3Ashoes-mail');
    await userEvent.click(await screen.findByRole('link', { name: 'Import actuals' }));
    const pick = await screen.findByLabelText('Choose a file, or drop it here');
    expect(screen.queryByLabelText('On behalf of source')).toBeNull();
    await userEvent.upload(pick, new File(['a;b'], 'invoices.csv', { type: 'text/csv' }));
    const payer = await screen.findByLabelText(/^Activity that pays/);
    await waitFor(() => expect(payer).toHaveProperty('value', 'shoes-mail'));
    await userEvent.click(screen.getByRole('button', { name: 'Test the import' }));
    await screen.findByText(/the plan has no activity “shoes-posters”/);
    expect(asked.find(one => one.startsWith('POST /v1/files/f1/try'))).toContain('"payer":"shoes-mail"');
    expect(screen.getByText(/line 1 of invoice R-17 in the books looks like this one/)).toBeTruthy();
    expect(screen.getByText('Empty rows, passed over')).toBeTruthy();
    await speak('de');
    expect(await screen.findByText(/der Plan hat keine Aktivität „shoes-posters“/)).toBeTruthy();
    expect(screen.getByText(/Zahlen haben ein Dezimalkomma/)).toBeTruthy();
  });
});

describe('a journey that nothing pays for', () => {
  it('says so in the list and on its page', async () => {
    open('/journeys');
    expect(await screen.findByText('Activity closed')).toBeTruthy();
    open('/journeys/cart-reminder');
    expect(await screen.findByText(/Nothing new is sent/)).toBeTruthy();
  });
});

describe('a second brand', () => {
  it('begins with what another agreed to say, under its own name', async () => {
    open('/settings');
    await userEvent.click(await screen.findByRole('button', { name: 'Add a brand' }));
    const dialog = await screen.findByRole('dialog', { name: 'Add a brand' });
    await userEvent.type(within(dialog).getByRole('textbox', { name: /^Name/ }), 'Suedwind');
    await waitFor(() => expect(within(dialog).getByRole('button', { name: 'Add' })).toHaveProperty('disabled', false));
    await userEvent.click(within(dialog).getByRole('button', { name: 'Add' }));
    const put = () => asked.find(one => one.startsWith('PUT /v1/brands/suedwind '));
    await waitFor(() => expect(put()).toBeTruthy());
    expect(put()).toContain('"name":"Suedwind"');
    expect(put()).not.toContain('hallo@nordwind.example');
  });
});

describe('the settings of a brand', () => {
  const NAME = { name: /^Name of the brand/ };
  const sent = () => asked.filter(one => one.startsWith('PUT /v1/brands/nordwind '));

  /** Opens the form over a document with a property that it does not know. */
  async function openBrand(): Promise<AppRouter> {
    const settings = { ...brandSettings, tomorrow: { colour: 'gold' } };
    const answer = globalThis.fetch;
    vi.stubGlobal('fetch', async (request: Request) => {
      const brand = request.method === 'GET' && new URL(request.url).pathname === '/v1/brands/nordwind';
      return brand ? Response.json({ id: 'nordwind', settings }) : answer(request);
    });
    const router = open('/settings');
    await screen.findByRole('textbox', NAME);
    return router;
  }

  async function save() {
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    const dialog = await screen.findByRole('dialog', { name: /^Save the settings of/ });
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
  }

  async function retype(field: HTMLElement, text: string) {
    await userEvent.clear(field);
    await userEvent.type(field, text);
  }

  it('are saved with that one change and everything else as it was', async () => {
    await openBrand();
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull();
    const email = screen.getByRole('group', { name: 'E-mail' });
    await retype(within(email).getByRole('textbox', { name: /^Cost of one message/ }), '0.07');
    expect(screen.getByRole('status').textContent).toBe('1 change not saved');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    const dialog = await screen.findByRole('dialog', { name: 'Save the settings of Nordwind?' });
    expect(dialog.textContent).toContain('Cost of one message (email)Before: €0.02 → After: €0.07');
    expect(sent()).toEqual([]);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(sent()).toHaveLength(1));
    const [first, ...others] = brandSettings.channels;
    expect(JSON.parse(sent()[0]?.split('nordwind ')[1] ?? '').settings).toEqual({
      ...brandSettings,
      channels: [{ ...first, unit_cost: { minor: 7, currency: 'EUR' } }, ...others],
      tomorrow: { colour: 'gold' },
    });
  });

  it('show what the server has against them at the field, and go there', async () => {
    await openBrand();
    await retype(screen.getByRole('textbox', NAME), '  ');
    await save();
    expect((await screen.findByRole('alert')).textContent).toContain(
      'Name of the brand: Say how people know the brand.',
    );
    const field = screen.getByRole('textbox', NAME);
    expect(field.getAttribute('aria-invalid')).toBe('true');
    await waitFor(() => expect(document.activeElement).toBe(field));
  });

  it('are not sent while something typed cannot be read', async () => {
    await openBrand();
    await retype(screen.getByRole('textbox', NAME), 'Nordwind Sport');
    await retype(screen.getByRole('textbox', { name: /^Share of customers/ }), '101');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(screen.getByText('This is not a number that fits here.')).toBeTruthy();
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('are not lost by leaving without a question', async () => {
    const router = await openBrand();
    await retype(screen.getByRole('textbox', NAME), 'Nordwind Sport');
    await userEvent.click(screen.getAllByRole('link', { name: 'Branches' })[0] as HTMLElement);
    const stay = await screen.findByRole('dialog', { name: 'Leave without saving?' });
    await userEvent.click(within(stay).getByRole('button', { name: 'Cancel' }));
    expect(router.state.location.pathname).toBe('/settings');
    expect(screen.getByRole('textbox', NAME)).toHaveProperty('value', 'Nordwind Sport');
    await userEvent.click(screen.getAllByRole('link', { name: 'Branches' })[0] as HTMLElement);
    const leave = await screen.findByRole('dialog', { name: 'Leave without saving?' });
    await userEvent.click(within(leave).getByRole('button', { name: 'Leave' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/branch'));
  });

  it('are one document in both views, and cannot be saved while it cannot be read', async () => {
    await openBrand();
    await userEvent.click(screen.getByRole('tab', { name: 'As document' }));
    const text = screen.getByRole('textbox', { name: 'Settings document' });
    await userEvent.clear(text);
    expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true);
    expect(screen.getByRole('tab', { name: 'Form' })).toHaveProperty('disabled', true);
    await userEvent.paste(JSON.stringify({ ...brandSettings, name: 'Südwind' }));
    await userEvent.click(screen.getByRole('tab', { name: 'Form' }));
    expect(screen.getByRole('textbox', NAME)).toHaveProperty('value', 'Südwind');
  });

  it('never edit a wording people have seen: a change is a new version', async () => {
    await openBrand();
    const offers = screen.getByRole('group', { name: 'Offers' });
    expect(within(offers).queryByRole('textbox', { name: 'German' })).toBeNull();
    await userEvent.click(within(offers).getByRole('button', { name: 'Begin a new version' }));
    await retype(within(offers).getByRole('textbox', { name: /^German/ }), 'Ja, gern.');
    await save();
    await waitFor(() => expect(sent()).toHaveLength(1));
    const { wordings } = JSON.parse(sent()[0]?.split('nordwind ')[1] ?? '').settings.purposes[0];
    expect(wordings).toEqual([
      ...(brandSettings.purposes[0]?.wordings ?? []),
      { version: 3, language: 'de', text: 'Ja, gern.' },
      { version: 3, language: 'pl', text: 'Tak, Nordwind może składać mi osobiste oferty.' },
    ]);
  });
});

describe('while nothing is sent', () => {
  it('every screen says so and why, and the way to look is for who may decide', async () => {
    const fetch = globalThis.fetch;
    const held = { ...usual, held: ['moved'] };
    vi.stubGlobal('fetch', async (request: Request) =>
      request.url.endsWith('/v1/session') ? Response.json(held) : fetch(request),
    );
    open('/plan');
    const banner = (await screen.findByText('Nothing is sent')).closest('.notice') as HTMLElement;
    expect(banner.textContent).toContain('moved or copied');
    expect(within(banner).getByRole('link', { name: 'See what would go out' })).toBeTruthy();
  });

  it('is lifted only after seeing what would go out, and for exactly that', async () => {
    open('/hold');
    expect(await screen.findByText('42 messages would go out at once')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: 'Start sending' }));
    const dialog = await screen.findByRole('dialog', { name: 'Start sending messages?' });
    expect(asked.some(one => one.includes('/release'))).toBe(false);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Start sending' }));
    await waitFor(() => expect(asked).toContain('POST /v1/hold/release {"seen":"6c1f0a9be2d47730:42"}'));
    expect(await screen.findByText('Messages are being sent')).toBeTruthy();
  });
});

describe('what is asked first', () => {
  it('an activity answers what it brought, and keeps its bookings behind a tab', async () => {
    const router = open('/plan/activity%3Ashoes-in-branch');
    const answer = await screen.findByRole('region', { name: 'What it brought' });
    await within(answer).findByText(/by more than chance would explain/);
    expect(answer.textContent).toContain('€38,120 spent, €298,410 brought back.');
    // What came back per euro is no proof of an effect, and no figure in large type.
    expect(within(answer).getByText(/By last touch €7.83 came back per €1 spent/)).toBeTruthy();
    expect([...answer.querySelectorAll('dd')].map(figure => figure.textContent)).toEqual(['+€4.45']);
    expect(answer.textContent).toContain('of which margin');
    expect(screen.queryByRole('region', { name: 'Down to each message and sale' })).toBeNull();
    await userEvent.click(screen.getByRole('tab', { name: 'Ledger' }));
    const ledger = await screen.findByRole('region', { name: 'Down to each message and sale' });
    expect((await within(ledger).findAllByRole('row')).length).toBeGreaterThan(3);
    expect(router.state.location.search).toEqual({ tab: 'ledger' });
  });

  it('a message shows what was checked once, and of each try what forbade it', async () => {
    open(`/deliveries/${encodeURIComponent(`trail-shoes/3/prompt/${ADA}/staff/4711`)}`);
    const [all, tried, ...others] = await screen.findAllByRole('list', { name: 'Checks of the gate' });
    expect(within(all as HTMLElement).getAllByRole('listitem')).toHaveLength(13);
    expect(within(tried as HTMLElement).getAllByRole('listitem')).toHaveLength(1);
    expect(others).toEqual([]);
    expect(screen.getByText('13 checks, nothing against it')).toBeTruthy();
  });
});
