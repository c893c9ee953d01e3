import { createHmac } from 'node:crypto';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { components } from '../src/api/schema.ts';
import {
  api,
  DESK,
  findings,
  listen,
  openBrowser,
  PHONE,
  shot,
  signIn,
  tooWide,
  URL_UNDER_TEST,
  visit,
} from './rapport.ts';

const unique = Date.now().toString(36);
const NAME = `Ida Example ${unique}`;
const EMAIL = `ida.${unique}@example.com`;
const WORDS = 'three pears at the window';
const OTHER_WORDS = 'four plums under the bridge';

/** The code an authenticator app shows for this key, so many steps from now (RFC 6238). */
function code(key: string, steps = 0): string {
  const bits = [...key]
    .map(digit => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(digit).toString(2).padStart(5, '0'))
    .join('');
  const secret = Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const hash = createHmac('sha1', secret).update(counter).digest();
  const number = hash.readUInt32BE((hash.at(-1) ?? 0) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

async function fresh(): Promise<[BrowserContext, Page]> {
  const context = await openBrowser();
  return [context, context.pages()[0] ?? (await context.newPage())];
}

async function enter(page: Page, password: string): Promise<void> {
  await page.goto(`${URL_UNDER_TEST}/sign-in`);
  await page.getByLabel('E-mail address').fill(EMAIL);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.keyboard.press('Enter');
}

const inside = (page: Page) => page.getByRole('navigation', { name: 'Main' }).first().waitFor({ state: 'attached' });

describe.skipIf(URL_UNDER_TEST === '')('accounts', () => {
  let administrator: BrowserContext;
  let page: Page;
  let key = '';
  let recovery: string[] = [];

  beforeAll(async () => {
    [administrator, page] = await fresh();
    await signIn(page);
  });
  afterAll(() => administrator?.close());

  /** Sets how mail leaves, but for the secrets, which stay; answers with the host there was. */
  async function setMail(host: string | null): Promise<string | null> {
    const before = await api<components['schemas']['MailSettings']>(page, '/v1/mail');
    const { port, security, connections, user, dkim_domain, return_path } = before;
    const body = { host, port, security, connections, user, dkim_domain, return_path };
    await api(page, '/v1/mail', { method: 'PUT', body });
    return before.host ?? null;
  }

  it('invites somebody, who chooses a password by the link and sees what the role allows', async () => {
    const usual = await setMail(null);
    await visit(page, '/settings?tab=people');
    await page.getByRole('button', { name: 'Invite somebody' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(NAME);
    await dialog.getByLabel('E-mail address').fill(EMAIL);
    await dialog.getByRole('combobox', { name: 'Role' }).selectOption('analyst');
    await dialog.getByRole('button', { name: 'Invite', exact: true }).click();
    // No mail leaves: the link is handed over.
    const link = await page.getByRole('textbox', { name: 'Link' }).inputValue();
    await setMail(usual);

    const [context, guest] = await fresh();
    const complaints = listen(guest);
    await guest.goto(link.replace(/^https?:\/\/[^/]+/, URL_UNDER_TEST));
    await guest.getByText(EMAIL).waitFor();
    expect(guest.url(), 'the secret leaves the address at once').not.toContain('#');
    await guest.getByRole('textbox', { name: 'New password' }).fill(WORDS);
    await guest.keyboard.press('Enter');
    await inside(guest);
    await guest.getByRole('heading', { level: 1 }).first().waitFor();
    expect(await guest.getByRole('link', { name: 'Vouchers' }).count(), 'sees vouchers').toBeGreaterThan(0);
    expect(await guest.getByRole('link', { name: 'Files' }).count(), 'brings in no files').toBe(0);
    await visit(guest, '/vouchers');
    expect(await guest.getByRole('button', { name: 'Add a pool' }).count(), 'adds no pools').toBe(0);
    await visit(guest, '/files');
    await guest.getByText('It needs the permission', { exact: false }).waitFor();
    // What someone may not read is not asked for either: the console is silent.
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('sets up a second factor by keyboard, and signs in with a code, then with a recovery code', async () => {
    const [context, guest] = await fresh();
    await enter(guest, WORDS);
    await inside(guest);
    await visit(guest, '/account');
    for (const viewport of [DESK, PHONE]) {
      await guest.setViewportSize(viewport);
      expect(await findings(guest)).toEqual([]);
      expect(await tooWide(guest)).toBe(0);
    }
    await shot(guest, 'account-phone-light');
    await guest.getByRole('button', { name: 'Set up an app' }).press('Enter');
    await guest.getByRole('dialog').getByRole('textbox', { name: 'Current password' }).waitFor();
    await guest.keyboard.type(WORDS);
    await guest.keyboard.press('Enter');
    key = await guest.getByRole('textbox', { name: 'Key' }).inputValue();
    await guest.getByLabel('Code from the app').fill(code(key));
    await guest.keyboard.press('Enter');
    recovery = (await guest.getByRole('textbox', { name: 'Recovery codes' }).inputValue()).split('\n');
    expect(recovery.length).toBe(10);
    await shot(guest, 'recovery-codes-phone-light');
    await context.close();

    for (const [given, left] of [
      [() => code(key, 1), 10],
      [() => recovery[0] ?? '', 9],
    ] as const) {
      const [other, again] = await fresh();
      await enter(again, WORDS);
      await again.getByRole('textbox', { name: 'Code' }).fill(given());
      await again.keyboard.press('Enter');
      await inside(again);
      await visit(again, '/account');
      await again.getByText(`On, ${left} recovery codes left`).waitFor();
      await other.close();
    }
  });

  it('changes the password, which ends the other browsers, and makes and removes a token', async () => {
    const [one, first] = await fresh();
    await enter(first, WORDS);
    await first.getByRole('textbox', { name: 'Code' }).fill(recovery[1] ?? '');
    await first.keyboard.press('Enter');
    await inside(first);
    const [two, second] = await fresh();
    await enter(second, WORDS);
    await second.getByRole('textbox', { name: 'Code' }).fill(recovery[2] ?? '');
    await second.keyboard.press('Enter');
    await inside(second);

    await visit(first, '/account');
    const panel = first.getByRole('region', { name: 'Password' });
    await panel.getByRole('textbox', { name: 'Current password' }).fill(WORDS);
    await panel.getByRole('textbox', { name: 'New password' }).fill(OTHER_WORDS);
    await panel.getByRole('button', { name: 'Change password' }).click();
    await first.getByText('The password is changed', { exact: false }).waitFor();
    await second.reload();
    await second.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await two.close();

    await first.getByRole('button', { name: 'New token' }).click();
    const dialog = first.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Spreadsheet');
    await dialog.getByLabel('See the plan and its figures').check();
    await dialog.getByRole('textbox', { name: 'Current password' }).fill(OTHER_WORDS);
    await dialog.getByRole('button', { name: 'Add', exact: true }).click();
    const token = await first.getByRole('textbox', { name: 'Token' }).inputValue();
    const ask = (path: string) =>
      fetch(`${URL_UNDER_TEST}${path}`, { headers: { authorization: `Bearer ${token}` } }).then(({ status }) => status);
    expect(await ask('/v1/plan')).toBe(200);
    expect(await ask('/v1/vouchers/pools'), 'it may only what stands in it').not.toBe(200);
    await first.getByRole('button', { name: 'Close this window' }).click();
    await first
      .getByRole('row', { name: /Spreadsheet/ })
      .getByRole('button', { name: 'Remove' })
      .click();
    await first.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await first.getByText('No tokens').waitFor();
    expect(await ask('/v1/plan')).toBe(401);
    await one.close();
  });

  it('gives another role, removes a lost second factor, and closes the account after asking', async () => {
    await visit(page, '/settings?tab=people');
    await page.getByRole('button', { name: `Edit: ${NAME}` }).click();
    const dialog = page.getByRole('dialog', { name: NAME });
    await dialog.getByRole('combobox', { name: 'Role' }).selectOption('controller');
    await dialog.getByRole('button', { name: 'Give role' }).click();
    await dialog.getByRole('listitem').filter({ hasText: 'Controller' }).waitFor();
    const confirm = async (verb: string) => {
      await dialog.getByRole('button', { name: verb }).click();
      const asked = page.getByRole('dialog', { name: new RegExp(`${NAME}\\?$`) });
      await asked.getByRole('button', { name: verb }).click();
      await asked.waitFor({ state: 'hidden' });
    };
    await confirm('Remove second factor');
    const [context, guest] = await fresh();
    await enter(guest, OTHER_WORDS);
    await inside(guest);
    await confirm('Close account');
    await guest.reload();
    await guest.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    await context.close();
    // Each button acted at once: closing asks nothing.
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });
});
