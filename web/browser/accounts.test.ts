import { createHmac } from 'node:crypto';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { components } from '../src/api/schema';
import { api, findings, listen, openBrowser, signIn, tooWide, URL_UNDER_TEST, visit } from './rapport.ts';

const unique = Date.now().toString(36);
const EMAIL = `ida.${unique}@example.com`;
const WORDS = 'three pears at the window';
let administrator: BrowserContext;
let page: Page;

beforeAll(async () => {
  administrator = await openBrowser();
  page = administrator.pages()[0] ?? (await administrator.newPage());
  await signIn(page);
});
afterAll(() => administrator?.close());

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

/** Sets how mail leaves the house, but for the secrets, which stay. */
async function setMail(change: object): Promise<{ host: string | null }> {
  const before = await api<components['schemas']['MailSettings']>(page, '/v1/mail');
  const { host, port, security, connections, user, dkim_domain, return_path } = before;
  const status = await page.evaluate(
    async body => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch('/v1/mail', { method: 'PUT', headers, body: JSON.stringify(body) })).status;
    },
    { host, port, security, connections, user, dkim_domain, return_path, ...change },
  );
  expect(status).toBe(200);
  return { host: host ?? null };
}

it('somebody is invited, accepts, sets up a second factor, and signs in with it', async () => {
  const complaints = listen(page);
  const usual = await setMail({ host: null });
  await visit(page, '/settings?tab=people');
  await page.getByRole('button', { name: 'Invite somebody' }).click();
  await page.getByLabel('Name').last().fill(`Ida Example ${unique}`);
  await page.getByLabel('E-mail address').fill(EMAIL);
  await page.getByRole('combobox', { name: 'Role' }).selectOption('analyst');
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  // No mail leaves: the link is handed over.
  const link = await page.getByRole('dialog').getByLabel('Link').inputValue();
  expect(link).toContain('/password#');
  await setMail(usual);

  const other = await openBrowser();
  const tab = other.pages()[0] ?? (await other.newPage());
  await tab.goto(link.replace(/^https?:\/\/[^/]+/, URL_UNDER_TEST));
  await tab.getByText(EMAIL).waitFor();
  expect(tab.url(), 'the secret leaves the address at once').not.toContain('#');
  await tab.getByLabel('New password').fill(WORDS);
  await tab.getByRole('button', { name: 'Set password and sign in' }).click();
  await tab.getByRole('navigation', { name: 'Main' }).first().waitFor({ state: 'attached' });
  expect(await tab.getByRole('link', { name: 'Vouchers' }).count(), 'an analyst sees vouchers').toBeGreaterThan(0);
  expect(await tab.getByRole('link', { name: 'Files' }).count(), 'and brings in no files').toBe(0);

  await visit(tab, '/account');
  expect(await findings(tab)).toEqual([]);
  expect(await tooWide(tab)).toBe(0);
  await tab.getByRole('button', { name: 'Set up an app' }).click();
  await tab.getByRole('dialog').getByLabel('Current password').fill(WORDS);
  await tab.getByRole('button', { name: 'Next' }).click();
  const key = await tab.getByRole('dialog').getByLabel('Key', { exact: true }).inputValue();
  await tab.getByLabel('Code from the app').fill(code(key));
  await tab.getByRole('button', { name: 'Turn on' }).click();
  await tab.getByText('each of these lets you in once', { exact: false }).waitFor();
  await tab.getByRole('button', { name: 'Close this window' }).click();
  await tab.getByText('On, 10 recovery codes left').waitFor();
  await other.close();

  const third = await openBrowser();
  const fresh = third.pages()[0] ?? (await third.newPage());
  await fresh.goto(`${URL_UNDER_TEST}/sign-in`);
  await fresh.getByLabel('E-mail address').fill(EMAIL);
  await fresh.getByLabel('Password', { exact: true }).fill(WORDS);
  await fresh.getByRole('button', { name: 'Sign in', exact: true }).click();
  await fresh.getByLabel('Code', { exact: true }).fill(code(key, 1));
  await fresh.getByRole('button', { name: 'Sign in', exact: true }).click();
  await fresh.getByRole('navigation', { name: 'Main' }).first().waitFor({ state: 'attached' });
  await third.close();
  expect(complaints).toEqual([]);
});
