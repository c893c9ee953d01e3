import type { BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { api, openBrowser, PHONE, signIn, TOKEN, URL_UNDER_TEST, visit } from './rapport.ts';
import type {
  BranchLink,
  BranchView,
  BrandSummary,
  CustomerSummary,
  JourneySummary,
  JourneyView,
  Plan,
  PlanNode,
} from './types.ts';

const unique = Date.now().toString(36);

describe.skipIf(URL_UNDER_TEST === '')('the screens and the server together', () => {
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    expect(TOKEN, 'RAPPORT_ADMIN_TOKEN').not.toBe('');
    context = await openBrowser();
    page = context.pages()[0] ?? (await context.newPage());
    await signIn(page);
  });
  afterAll(() => context?.close());

  it('refuses a wrong token with a cause and what to do', async () => {
    const other = await openBrowser();
    const stranger = other.pages()[0] ?? (await other.newPage());
    await stranger.goto(`${URL_UNDER_TEST}/plan`);
    await stranger.getByRole('button', { name: 'Use a token instead' }).click();
    await stranger.getByLabel('Token').first().fill('not-a-token');
    await stranger.getByRole('button', { name: 'Sign in' }).click();
    await stranger.getByRole('alert').getByText('This token is not known', { exact: true }).waitFor();
    await other.close();
  });

  it('adds an activity, moves money to it, and shows the movement with its reason', async () => {
    const { nodes } = await api<Plan>(page, '/v1/plan');
    const campaign = nodes.find(node => node.level === 'campaign');
    expect(campaign, 'a plan with a campaign').toBeTruthy();
    const name = `Browser test ${unique}`;
    await visit(page, '/plan');
    await page
      .getByRole('button', { name: `Add below ${campaign?.name}` })
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByRole('button', { name: 'Add' }).click();
    await page.getByRole('link', { name }).waitFor();

    await page.getByRole('button', { name: 'Move money' }).click();
    const transfer = page.getByRole('dialog', { name: 'Move planned money' });
    await transfer.getByLabel('To', { exact: true }).selectOption(`browser-test-${unique}`);
    await transfer.getByLabel(/^Amount in/).fill('12.34');
    await transfer.getByLabel('Reason').fill('A browser moved it');
    await transfer.getByRole('button', { name: 'Move money' }).click();
    await transfer.waitFor({ state: 'hidden' });

    await page.getByRole('link', { name }).click();
    await page.getByRole('tab', { name: 'Ledger' }).click();
    await page.getByText('A browser moved it').first().waitFor();
    const { node } = await api<{ node: PlanNode }>(page, `/v1/plan/nodes/activity:browser-test-${unique}`);
    expect(node.figures.planned.minor).toBe(1234);
  });

  it('renames, closes, archives and brings back an activity, and tells who did it why', async () => {
    const id = `activity:browser-test-${unique}`;
    await visit(page, `/plan/${encodeURIComponent(id)}`);
    const act = async (item: string, verb: string, more?: (dialog: Locator) => Promise<void>) => {
      await page.getByRole('button', { name: 'Change', exact: true }).click();
      await page.getByRole('menuitem', { name: item }).click();
      const dialog = page.getByRole('dialog');
      await more?.(dialog);
      await dialog.getByLabel('Reason').fill(`Because of ${item}`);
      await dialog.getByRole('button', { name: verb, exact: true }).click();
      await dialog.waitFor({ state: 'hidden' });
    };
    await act('Rename', 'Rename', dialog => dialog.getByLabel('Name').fill(`春の靴 ${unique}`));
    await page.getByRole('heading', { level: 1, name: `春の靴 ${unique}` }).waitFor();
    await page.getByText('Because of Rename').waitFor();
    await act('Close', 'Close');
    await act('Archive', 'Archive');
    await visit(page, '/plan');
    expect(await page.getByRole('link', { name: `春の靴 ${unique}` }).count()).toBe(0);
    await page.getByRole('switch', { name: /archived/ }).click();
    await page.getByRole('link', { name: `春の靴 ${unique}` }).click();
    await act('Bring back', 'Bring back');
    await act('Open again', 'Open again');
    const { node } = await api<{ node: PlanNode }>(page, `/v1/plan/nodes/${id}`);
    expect([node.closed, node.archived]).toEqual([false, false]);
  });

  it('brings in a file of orders: what its columns mean, what would come of it, then the rows, once', async () => {
    const text = `Kunde;Bon;Datum;Betrag\nbrowser-${unique};b-${unique}-1;01.03.2026;12,50\nbrowser-${unique};;01.03.2026;3,00\n`;
    const bring = async (again: boolean) => {
      await visit(page, '/files');
      await page.getByLabel('Choose a file, or drop it here').setInputFiles({
        name: `orders-${unique}.csv`,
        mimeType: 'text/csv',
        buffer: Buffer.from(text),
      });
      const amount = page.getByLabel('Meaning of the column Betrag');
      await amount.waitFor();
      expect(await amount.inputValue()).toBe('amount');
      expect(await page.getByText('12,50 · 3,00').count()).toBe(1);
      expect(await page.getByText('Filled in as for the last file of this series.').count()).toBe(again ? 1 : 0);
      await page.getByRole('button', { name: 'Test the import' }).click();
      await page.getByRole('heading', { name: 'Result of the test' }).waitFor();
      await page.getByText('Line 3: Order number missing').waitFor();
    };
    await bring(false);
    await page.getByRole('button', { name: 'Import 1 row' }).click();
    await page.getByRole('heading', { name: 'Imported', exact: true }).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: /Download all rows/ }).click();
    expect((await download).suggestedFilename()).toBe(`orders-${unique}.csv.refused.csv`);
    const order = await api<{ revenue: { minor: number } }>(page, `/v1/orders/b-${unique}-1`);
    expect(order.revenue.minor).toBe(1250);
    await bring(true);
    await page.getByText('Already in', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Import 0 rows' }).isDisabled()).toBe(true);
  });

  it('walks from the company down to one activity along the thread, and back up', async () => {
    const { nodes } = await api<Plan>(page, '/v1/plan');
    const activity = nodes.find(node => node.level === 'activity');
    await visit(page, `/plan/${encodeURIComponent(activity?.id ?? '')}`);
    const thread = page.getByRole('navigation', { name: 'From the company down to here' });
    expect(await thread.getByRole('listitem').count()).toBe(4);
    await thread.getByRole('link').nth(1).click();
    const area = nodes.find(node => node.id === activity?.path[1]);
    await page.getByRole('heading', { level: 1, name: area?.name ?? '' }).waitFor();
  });

  it('marks a mistake in a journey at its line', async () => {
    await visit(page, '/journeys/new');
    await page.getByLabel('The journey as a YAML document').fill('id: x\nname: X\nstepz: []\n');
    await page
      .getByText(/^Line \d+, column \d+$/)
      .first()
      .waitFor();
    await page.getByText('Has errors').waitFor();
  });

  it('keeps a draft by itself, and shows what somebody else kept meanwhile before it is overwritten', async () => {
    const [journey] = await api<JourneySummary[]>(page, '/v1/journeys');
    if (!journey) throw new Error('there is no journey here');
    const path = `/v1/journeys/${journey.id}`;
    const before = await api<JourneyView>(page, path);
    await visit(page, `/journeys/${journey.id}?tab=document`);
    const editor = page.getByLabel('The journey as a YAML document');
    const text = before.draft ?? before.document;
    await editor.fill(`${text}\n# mine ${unique}\n`);
    await page.getByText('Kept as a draft', { exact: true }).waitFor();
    const kept = await api<JourneyView>(page, path);
    expect(kept.draft).toContain(`# mine ${unique}`);
    expect(kept.revision).not.toBe(before.revision);

    await api(page, `${path}/draft`, { method: 'PUT', body: { document: `${text}\n# theirs ${unique}\n` } });
    await editor.fill(`${text}\n# mine again ${unique}\n`);
    await page.getByText('Another person saved a draft').waitFor();
    await page.getByText(`# theirs ${unique}`).waitFor();
    expect((await api<JourneyView>(page, path)).draft).toContain(`# theirs ${unique}`);
    await page.getByRole('button', { name: 'Keep mine instead' }).click();
    await page.getByText('Kept as a draft', { exact: true }).waitFor();
    expect((await api<JourneyView>(page, path)).draft).toContain(`# mine again ${unique}`);
    // Left as it was for those who come after.
    await editor.fill(text);
    await page.getByText('Kept as a draft', { exact: true }).waitFor();

    await editor.fill(`${text}\n# not kept yet\n`);
    await page.getByRole('tab', { name: 'Versions' }).click();
    await page.getByRole('dialog').getByText('would be lost').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Kept as a draft', { exact: true }).waitFor();
  });

  it('pauses and resumes a running journey, asking first', async () => {
    const running = (await api<JourneySummary[]>(page, '/v1/journeys')).find(one => one.state === 'running');
    expect(running, 'a running journey').toBeTruthy();
    await visit(page, `/journeys/${encodeURIComponent(running?.id ?? '')}`);
    for (const [verb, state] of [
      ['Pause', 'Paused'],
      ['Resume', 'Running'],
    ]) {
      await page.getByRole('button', { name: verb ?? '' }).click();
      await page
        .getByRole('dialog')
        .getByRole('button', { name: verb ?? '' })
        .click();
      await page
        .locator('.state', { hasText: state ?? '' })
        .first()
        .waitFor();
    }
  });

  it('finds a customer by an identifier and shows the timeline', async () => {
    const people = await api<CustomerSummary[]>(page, '/v1/customers?limit=20');
    const person = people.find(one => one.identifiers.length > 0);
    expect(person, 'a customer with an identifier').toBeTruthy();
    await visit(page, '/customers');
    await page.getByRole('searchbox').fill(person?.identifiers[0]?.value ?? '');
    await page.getByRole('button', { name: 'Find' }).click();
    await page
      .getByRole('link', { name: person?.label ?? '' })
      .first()
      .click();
    await page.getByRole('heading', { name: 'Everything that happened' }).waitFor();
    await page.locator('time').first().waitFor();
  });

  it('lets a branch phone in by its link, live, and nowhere else', async () => {
    const [branch] = await api<BranchView[]>(page, '/v1/branches');
    if (!branch) throw new Error('there is no branch here');
    const link = await api<BranchLink>(page, `/v1/branches/${branch.id}/link`, { method: 'POST' });
    const phone = await openBrowser({ viewport: PHONE });
    const tab = phone.pages()[0] ?? (await phone.newPage());
    await tab.goto(`${URL_UNDER_TEST}/branch/enter#${encodeURIComponent(link.token)}`);
    await tab.getByRole('heading', { level: 1, name: branch.name }).waitFor();
    await tab.getByText('Live', { exact: true }).waitFor();
    expect(tab.url()).not.toContain(link.token);
    await tab.goto(`${URL_UNDER_TEST}/plan`);
    await tab.waitForURL(`**/branch/${branch.id}`);
    await phone.close();
  });

  it('changes one thing in the settings of a brand and leaves the rest as it was', async () => {
    const [brand] = await api<BrandSummary[]>(page, '/v1/brands');
    if (!brand) throw new Error('there is no brand here');
    const path = `/v1/brands/${brand.id}`;
    const { settings } = await api<{ settings: { sender: object } }>(page, path);
    const replies = `replies-${unique}@example.com`;
    await visit(page, `/settings?brand=${brand.id}`);
    await page.getByLabel('Replies go to').fill(replies);
    await page.getByRole('button', { name: 'Save' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(replies).waitFor();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/now apply/).waitFor();
    const after = await api<{ settings: object }>(page, path);
    expect(after.settings).toEqual({ ...settings, sender: { ...settings.sender, reply_to: replies } });
    await api(page, path, { method: 'PUT', body: { settings } });
  });

  it('shows what the server has against a setting at its field', async () => {
    await visit(page, '/settings');
    const name = page.getByLabel('Name of the brand');
    await name.fill(' ');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('Say how people know the brand.', { exact: true }).waitFor();
    expect(await name.getAttribute('aria-invalid')).toBe('true');
    await page.getByRole('button', { name: 'Undo changes' }).click();
  });

  it('speaks another language and remembers it', async () => {
    await visit(page, '/');
    await page.getByLabel('Language').first().selectOption('pl');
    await page.getByRole('link', { name: 'Ustawienia' }).first().waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Ustawienia' }).first().waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('pl');
    await page.getByLabel('Język').first().selectOption('en');
    await page.getByRole('link', { name: 'Settings' }).first().waitFor();
  });

  it('can be used with the keyboard alone', async () => {
    await visit(page, '/');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
  });

  it('never hides what has the focus behind a bar, on a phone either', async () => {
    const tab = await context.newPage();
    await tab.setViewportSize(PHONE);
    await visit(tab, '/settings');
    // Something unsaved brings the second bar.
    await tab.getByLabel('Replies go to').fill(`focus-${unique}@example.com`);
    const hidden: string[] = [];
    for (let at = 0; at < 60; at += 1) {
      await tab.keyboard.press('Tab');
      hidden.push(...(await tab.evaluate(hiddenFocus)));
    }
    expect(hidden).toEqual([]);
    await tab.close({ runBeforeUnload: false });
  });
});

/** The element of the content that has the focus, by its tag and name, if another one lies over its middle. */
function hiddenFocus(): string[] {
  const focused = document.activeElement;
  if (!focused?.closest('main')) return [];
  const box = focused.getBoundingClientRect();
  const above = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const labels = focused instanceof HTMLInputElement ? [...(focused.labels ?? [])] : [];
  const seen = above && [focused, ...labels].some(one => one.contains(above) || above.contains(one));
  return seen ? [] : [`${focused.tagName} ${focused.getAttribute('aria-label') ?? focused.textContent}`];
}
