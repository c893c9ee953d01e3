// The API from memory, for development and unit tests; typed by the same document as the real client, never bundled.
import * as approvals from './approvals.ts';
import * as customers from './customers.ts';
import * as files from './files.ts';
import journeySchema from './journeySchema.json' with { type: 'json' };
import * as journeys from './journeys.ts';
import * as orders from './orders.ts';
import * as plan from './plan.ts';
import * as rest from './rest.ts';
import * as trace from './trace.ts';

type Settings = { settings: { name: string } };
type Route = (match: RegExpMatchArray, query: URLSearchParams, body: unknown) => unknown;

const page = (items: unknown[]) => ({ items, next: null });
const session = rest.session;

const ROUTES: [method: string, path: RegExp, answer: Route][] = [
  ['GET', /^\/v1\/session$/, () => session],
  ['POST', /^\/v1\/session$/, (_, __, body) => ((body as { token?: string }).token === 'wrong' ? null : session)],
  ['GET', /^\/v1\/profile$/, () => rest.profile],
  ['PATCH', /^\/v1\/profile$/, (_, __, body) => ({ ...rest.profile, ...(body as object) })],
  ['POST', /^\/v1\/profile\/second-factor$/, () => rest.factor],
  ['POST', /^\/v1\/profile\/second-factor\/confirm$/, () => ({ codes: rest.recoveryCodes })],
  ['GET', /^\/v1\/profile\/working$/, () => approvals.working],
  ['PUT', /^\/v1\/profile\/working$/, (_, __, body) => ({ ...approvals.working, ...(body as object) })],
  ['GET', /^\/v1\/my-day$/, () => approvals.day],
  [
    'GET',
    /^\/v1\/approvals$/,
    (_, query) => (query.get('show') === 'ended' ? [approvals.ended] : [approvals.waits, approvals.moved]),
  ],
  ['GET', /^\/v1\/approvals\/([^/]+)$/, ([, id = '']) => approvals.approval(id)],
  ['POST', /^\/v1\/approvals\/([^/]+)\/approve$/, () => approvals.released],
  ['POST', /^\/v1\/approvals\/([^/]+)\/(?:reject|withdraw|delegate|remind)$/, ([, id = '']) => approvals.approval(id)],
  ['POST', /^\/v1\/approval-links\/look$/, () => approvals.approval('a1')],
  ['POST', /^\/v1\/approval-links\/answer$/, () => approvals.released],
  ['GET', /^\/v1\/limits$/, () => approvals.limits],
  ['POST', /^\/v1\/limits$/, () => approvals.limits[0]],
  ['DELETE', /^\/v1\/limits\/([^/]+)$/, () => ({ done: true })],
  ['GET', /^\/v1\/approval-templates$/, () => approvals.templates],
  ['PUT', /^\/v1\/approval-templates\/([^/]+)$/, () => approvals.templates[0]],
  ['DELETE', /^\/v1\/approval-templates\/([^/]+)$/, () => ({ done: true })],
  ['POST', /^\/v1\/journeys\/([^/]+)\/publish\/outlook$/, () => approvals.outlook],
  ['GET', /^\/v1\/profile\/passkeys$/, () => rest.passkeys],
  ['GET', /^\/v1\/sessions$/, () => rest.sessions],
  ['GET', /^\/v1\/tokens$/, () => rest.tokens],
  ['POST', /^\/v1\/tokens$/, () => ({ token: 'st_0f6c1b2a9d3e4f50' })],
  ['POST', /^\/v1\/password-links$/, () => ({ done: true })],
  ['POST', /^\/v1\/password-links\/look$/, () => rest.passwordLink],
  ['GET', /^\/v1\/roles$/, () => rest.roles],
  [
    'POST',
    /^\/v1\/people$/,
    () => ({ person: rest.staff[1], mailed: false, link: 'http://localhost/password#pl_1', token: null }),
  ],
  ['GET', /^\/v1\/overview$/, (_, query) => overview(Number(query.get('days') ?? 30))],
  ['GET', /^\/v1\/plan$/, () => ({ as_of: plan.NOW, since: plan.ago(1440), nodes: plan.nodes })],
  ['POST', /^\/v1\/plan\/nodes$/, (_, __, body) => ({ ...plan.nodes[1], ...(body as object) })],
  ['POST', /^\/v1\/plan\/transfers$/, () => []],
  ['GET', /^\/v1\/plan\/unbooked$/, (_, query) => plan.unbooked(query.get('dismissed') === 'true')],
  ['POST', /^\/v1\/plan\/unbooked\/retry$/, () => ({ booked: 1, waiting: 1 })],
  ['POST', /^\/v1\/plan\/unbooked\/dismiss$/, () => plan.unbooked(true)[0]],
  ['GET', /^\/v1\/plan\/nodes\/([^/]+)$/, ([, id = ''], query) => nodeView(id, Number(query.get('days') ?? 30))],
  ['GET', /^\/v1\/plan\/nodes\/([^/]+)\/records$/, ([, id = ''], query) => page(plan.records(id, query.get('kind')))],
  ['GET', /^\/v1\/plan\/nodes\/([^/]+)\/changes$/, () => plan.treeChanges],
  ['PATCH', /^\/v1\/plan\/nodes\/([^/]+)$/, ([, id = '']) => nodeView(id, 30)],
  ['POST', /^\/v1\/plan\/nodes\/([^/]+)\/(?:move|close|reopen|archive|restore)$/, ([, id = '']) => nodeView(id, 30)],
  ['GET', /^\/v1\/plan\/nodes\/([^/]+)\/effect$/, () => plan.effect],
  ['GET', /^\/v1\/orders$/, (_, query) => page(orders.found(query))],
  ['GET', /^\/v1\/orders\/([^/]+)$/, () => customers.order],
  ['GET', /^\/v1\/journeys$/, () => journeys.summaries],
  ['POST', /^\/v1\/journeys\/check$/, (_, __, body) => journeys.check((body as { document: string }).document)],
  ['POST', /^\/v1\/journeys\/preview$/, () => journeys.preview],
  ['GET', /^\/v1\/journeys\/schema$/, () => journeySchema],
  ['GET', /^\/v1\/journeys\/([^/]+)$/, ([, id = '']) => journeys.journey(id)],
  ['PUT', /^\/v1\/journeys\/([^/]+)\/draft$/, (_, __, body) => journeys.kept((body as { document: string }).document)],
  ['POST', /^\/v1\/journeys\/([^/]+)\/publish$/, () => journeys.version(3).summary],
  ['POST', /^\/v1\/journeys\/([^/]+)\/(?:pause|resume|stop)$/, () => journeys.summaries[0]],
  ['GET', /^\/v1\/journeys\/([^/]+)\/counts$/, () => journeys.counts],
  ['GET', /^\/v1\/journeys\/([^/]+)\/steps\/([^/]+)\/people$/, () => page(journeys.people())],
  ['GET', /^\/v1\/journeys\/([^/]+)\/versions\/(\d+)$/, ([, , number]) => journeys.version(Number(number))],
  ['GET', /^\/v1\/journeys\/([^/]+)\/backtests$/, () => journeys.backtests],
  ['POST', /^\/v1\/journeys\/([^/]+)\/backtests$/, () => journeys.backtests[0]],
  ['GET', /^\/v1\/customers$/, (_, query) => found(query.get('search') ?? '')],
  ['GET', /^\/v1\/customers\/([^/]+)$/, ([, id = '']) => customers.customer(id)],
  ['GET', /^\/v1\/customers\/([^/]+)\/timeline$/, () => page(customers.timeline)],
  ['GET', /^\/v1\/customers\/([^/]+)\/consents$/, () => customers.consents],
  ['GET', /^\/v1\/customers\/([^/]+)\/why$/, () => customers.why],
  [
    'GET',
    /^\/v1\/customers\/([^/]+)\/links$/,
    () => ({ preferences: [{ brand: 'nordwind', url: 'http://localhost/p/nordwind/abc' }] }),
  ],
  ['GET', /^\/v1\/branches$/, () => rest.branches],
  [
    'POST',
    /^\/v1\/branches\/([^/]+)\/link$/,
    ([, id]) => ({ branch: id, url: `http://localhost/branch/enter#bt_${id}`, token: `bt_${id}` }),
  ],
  ['GET', /^\/v1\/branches\/([^/]+)\/prompts$/, () => rest.board()],
  ['POST', /^\/v1\/branches\/([^/]+)\/prompts\/([^/]+)\/answer$/, ([, , key = '']) => answered(key)],
  ['GET', /^\/v1\/deliveries$/, (_, query) => page(customers.deliveries.filter(one => customers.fits(one, query)))],
  ['GET', /^\/v1\/deliveries\/([^/]+)$/, ([, key = '']) => customers.deliveryView(key)],
  ['GET', /^\/v1\/hold$/, () => rest.hold],
  ['POST', /^\/v1\/hold\/release$/, () => ({ ...rest.hold, on: false, reasons: [] })],
  ['GET', /^\/v1\/vouchers\/pools$/, () => rest.pools],
  ['GET', /^\/v1\/vouchers\/([^/]+)$/, ([, code]) => (code === rest.voucher.code ? rest.voucher : null)],
  ['GET', /^\/v1\/channels$/, () => rest.channels],
  ['GET', /^\/v1\/brands$/, () => rest.brands],
  ['GET', /^\/v1\/brands\/([^/]+)$/, ([, id]) => ({ id, settings: rest.brandSettings, revision: '1' })],
  ['PUT', /^\/v1\/brands\/([^/]+)$/, ([, id = ''], _, body) => rest.setBrand(id, (body as Settings).settings)],
  ['POST', /^\/v1\/files$/, (_, query) => files.looked(query.get('kind'), query.get('name') ?? '')],
  ['GET', /^\/v1\/files\/([^/]+)$/, () => files.file],
  ['POST', /^\/v1\/files\/([^/]+)\/look$/, () => files.file],
  ['POST', /^\/v1\/files\/([^/]+)\/(?:try|import)$/, ([path], _, body) => files.judged(path.endsWith('import'), body)],
  ['GET', /^\/v1\/sources$/, () => rest.sources],
  ['GET', /^\/v1\/printers$/, () => rest.printers],
  ['GET', /^\/v1\/stores$/, () => rest.stores],
  ['GET', /^\/v1\/obligations$/, () => rest.obligations],
  ['GET', /^\/v1\/set-aside$/, () => rest.setAside],
  ['GET', /^\/v1\/backup$/, () => rest.backup],
  ['GET', /^\/v1\/mail$/, () => rest.mail],
  ['GET', /^\/v1\/people$/, () => rest.staff],
  ['GET', /^\/v1\/teams$/, () => rest.teams],
  ['GET', /^\/v1\/trace$/, () => page(trace.lines)],
  ['GET', /^\/v1\/trace\/story$/, () => trace.story],
  ['GET', /^\/v1\/trace\/export$/, () => new Response('seq,at\n')],
];

function overview(days: number) {
  return {
    plan: { as_of: plan.NOW, since: plan.ago(1440), nodes: plan.nodes },
    changes: plan.changes,
    tree: plan.treeChanges.slice(0, 1),
    days: plan.days(plan.nodes[0] as (typeof plan.nodes)[0], days),
    compared: plan.compared(plan.nodes[0] as (typeof plan.nodes)[0], days),
    months: plan.months(plan.nodes[0] as (typeof plan.nodes)[0]),
    attention: [
      {
        kind: 'unknown_deliveries',
        text: '1 e-mail: the connection broke after the final dot.',
        count: 1,
        link: '/deliveries?state=unknown',
      },
    ],
    totals: plan.nodes.slice(0, 1).map(({ figures, before }) => ({ figures, before })),
    sent: 4_182,
    customers: 2_469,
  };
}

function nodeView(id: string, days: number) {
  const node = plan.nodes.find(one => one.id === id);
  if (!node) return null;
  const bare = id.replace(/^activity:/, '');
  return {
    node,
    children: plan.nodes.filter(one => one.parent === id),
    days: plan.days(node, days),
    compared: plan.compared(node, days),
    months: plan.months(node),
    journeys: journeys.summaries.filter(one => node.level !== 'activity' || one.activity === bare).map(one => one.id),
    revision: '14',
  };
}

function found(search: string) {
  const wanted = search.toLowerCase();
  return customers.people.filter(
    one =>
      one.label.toLowerCase().includes(wanted) ||
      one.identifiers.some(id => id.value.toLowerCase() === wanted.replace(/^\w+:/, '')),
  );
}

function answered(key: string) {
  const board = rest.board();
  return { ...board, open: board.open.filter(prompt => prompt.send_key !== key) };
}

const NOT_FOUND = {
  type: '/errors/not_found',
  title: 'Not found.',
  status: 404,
  code: 'not_found',
  detail: 'There is no such thing.',
};

/** Answers a request as the real API would, from memory. */
export async function fakeApi(request: Request): Promise<Response> {
  const url = new URL(request.url);
  const text = request.method === 'GET' ? '' : await request.text();
  const json = (request.headers.get('content-type') ?? '').includes('json');
  for (const [method, pattern, answer] of ROUTES) {
    const match = method === request.method ? url.pathname.match(pattern) : null;
    if (!match) continue;
    const decoded = match.map(part => decodeURIComponent(part ?? '')) as RegExpMatchArray;
    const body = answer(decoded, url.searchParams, json && text ? JSON.parse(text) : text);
    if (body instanceof Response) return body;
    return body === null ? problem(NOT_FOUND) : Response.json(body);
  }
  return problem(NOT_FOUND);
}

function problem(document: typeof NOT_FOUND): Response {
  return Response.json(document, { status: document.status, headers: { 'content-type': 'application/problem+json' } });
}
