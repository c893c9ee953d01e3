import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
import type {
  BranchView,
  CustomerSummary,
  JourneySummary,
  Page_DeliverySummary,
  Page_LedgerRecord,
  Plan,
} from './types.ts';

/** The screens to look at, with what is really there now; those whose things do not exist yet are left out. */
async function screens(context: BrowserContext): Promise<Record<string, string>> {
  const page = context.pages()[0] ?? (await context.newPage());
  const enc = encodeURIComponent;
  const plan = await api<Plan>(page, '/v1/plan');
  const activity = plan.nodes.find(node => node.level === 'activity');
  const area = plan.nodes.find(node => node.level === 'area');
  const [journey] = await api<JourneySummary[]>(page, '/v1/journeys');
  const [customer] = await api<CustomerSummary[]>(page, '/v1/customers?limit=1');
  const [branch] = await api<BranchView[]>(page, '/v1/branches');
  const delivery = (await api<Page_DeliverySummary>(page, '/v1/deliveries?limit=1')).items[0];
  const root = plan.nodes.find(node => node.level === 'plan');
  const sales =
    root && (await api<Page_LedgerRecord>(page, `/v1/plan/nodes/${enc(root.id)}/records?kind=returned&limit=1`));
  const order = sales?.items[0]?.reference;
  const found: Record<string, string | false | undefined> = {
    overview: '/',
    plan: '/plan',
    area: area && `/plan/${enc(area.id)}`,
    activity: activity && `/plan/${enc(activity.id)}`,
    order: order?.kind === 'order' && `/orders/${enc(order.id)}`,
    journeys: '/journeys',
    'journey-new': '/journeys/new',
    journey: journey && `/journeys/${enc(journey.id)}`,
    'journey-document': journey && `/journeys/${enc(journey.id)}?tab=document`,
    'journey-versions': journey && `/journeys/${enc(journey.id)}?tab=versions`,
    'journey-backtest': journey && `/journeys/${enc(journey.id)}?tab=backtest`,
    customers: '/customers',
    customer: customer && `/customers/${customer.id}`,
    'customer-why': customer && journey && `/customers/${customer.id}?tab=why&journey=${enc(journey.id)}`,
    'customer-consents': customer && `/customers/${customer.id}?tab=consents`,
    'customer-profile': customer && `/customers/${customer.id}?tab=profile`,
    branches: '/branch',
    branch: branch && `/branch/${enc(branch.id)}`,
    deliveries: '/deliveries',
    unknown: '/deliveries?state=unknown',
    delivery: delivery && `/deliveries/${enc(delivery.send_key)}`,
    vouchers: '/vouchers',
    brands: '/settings?tab=brands',
    sources: '/settings?tab=sources',
    mail: '/settings?tab=mail',
    printers: '/settings?tab=printers',
    people: '/settings?tab=people',
    data: '/settings?tab=data',
  };
  return Object.fromEntries(Object.entries(found).filter((one): one is [string, string] => typeof one[1] === 'string'));
}

const LOOKS = [
  { name: 'desk-light', viewport: DESK, colorScheme: 'light' },
  { name: 'desk-dark', viewport: DESK, colorScheme: 'dark' },
  { name: 'phone-light', viewport: PHONE, colorScheme: 'light' },
  { name: 'phone-dark', viewport: PHONE, colorScheme: 'dark' },
] as const;

describe.skipIf(URL_UNDER_TEST === '').each(LOOKS)('every screen, $name', look => {
  let context: BrowserContext;

  beforeAll(async () => {
    context = await openBrowser(look);
    await signIn(context.pages()[0] ?? (await context.newPage()));
  });
  afterAll(() => context?.close());

  it('fits the window, says nothing to the console, breaks no policy, and shuts nobody out', async () => {
    const wrong: string[] = [];
    const all = await screens(context);
    expect(Object.keys(all).length).toBeGreaterThan(15);
    for (const [name, path] of Object.entries(all)) {
      const page = await context.newPage();
      const complaints = listen(page);
      await visit(page, path);
      await page.waitForTimeout(200);
      const wide = await tooWide(page);
      if (wide > 0) wrong.push(`${name}: ${wide} px too wide`);
      await shot(page, `${name}-${look.name}`);
      wrong.push(...(await findings(page)).map(one => `${name}: ${one}`), ...complaints.map(one => `${name}: ${one}`));
      await page.close();
    }
    expect(wrong).toEqual([]);
  }, 300_000);
});
