import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

/** The server under test, and who may do everything there. */
export const URL_UNDER_TEST = (process.env.RAPPORT_URL ?? '').replace(/\/$/, '');
export const TOKEN = process.env.RAPPORT_ADMIN_TOKEN ?? '';

const SHOTS = new URL('shots/', import.meta.url).pathname;
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const DESK = { width: 1360, height: 900 };
export const PHONE = { width: 360, height: 780 };

/** A fresh browser with a profile of its own. */
export function openBrowser(
  look: { viewport?: typeof DESK; colorScheme?: 'light' | 'dark' } = {},
): Promise<BrowserContext> {
  mkdirSync(SHOTS, { recursive: true });
  return chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), 'rapport-browser-')), {
    executablePath: process.env.RAPPORT_BROWSER ?? '/usr/bin/chromium',
    args: FLAGS,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    viewport: look.viewport ?? DESK,
    colorScheme: look.colorScheme ?? 'light',
    // What moves would be measured half transparent.
    reducedMotion: 'reduce',
  });
}

/** What a page complained about: errors of its scripts, and everything the content security policy refused. */
export function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', error => complaints.push(error.message));
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return complaints;
}

/** Signs in as a person does: with the token, on the page. */
export async function signIn(page: Page): Promise<void> {
  await page.goto(`${URL_UNDER_TEST}/sign-in`);
  await page.getByRole('button', { name: 'Use a token instead' }).click();
  await page.getByLabel('Token').first().fill(TOKEN);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Main' }).first().waitFor({ state: 'attached' });
}

/** Opens a screen of the signed-in application and waits until it has something to show. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.goto(`${URL_UNDER_TEST}${path}`);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.waitForFunction(() => document.querySelector('.mantine-Skeleton-root') === null, null, {
    timeout: 20_000,
  });
}

/** Serious and critical findings of axe on this page, as sentences. */
export async function findings(page: Page): Promise<string[]> {
  // Over the debugging protocol, so that the content security policy stays as it is.
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const axe = (globalThis as unknown as { axe: { run: () => Promise<{ violations: Violation[] }> } }).axe;
    return (await axe.run()).violations;
  });
  return found
    .filter(one => one.impact === 'serious' || one.impact === 'critical')
    .map(one => `${one.id}: ${one.nodes.map(node => node.target.join(' ')).join(', ')}`);
}

interface Violation {
  id: string;
  impact: string;
  nodes: { target: string[] }[];
}

/** How many pixels of the page lie outside the window, sideways. */
export function tooWide(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Keeps a picture of the page for people to look at. */
export async function shot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${SHOTS}${name}.png`, fullPage: true });
}

/** Asks the API as the signed-in person. */
export async function api<T>(page: Page, path: string, init: { method?: string; body?: unknown } = {}): Promise<T> {
  const answer = await page.request.fetch(`${URL_UNDER_TEST}${path}`, {
    method: init.method ?? 'GET',
    headers: { origin: URL_UNDER_TEST },
    ...(init.body === undefined ? {} : { data: init.body }),
  });
  if (!answer.ok()) throw new Error(`${init.method ?? 'GET'} ${path}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as T;
}
