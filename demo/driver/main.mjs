// Moves customers through shop, branch and till at a pace one can watch.
//
// Everything said here goes through the official SDK, as a shop's own servers would say it; only prompts are answered and
// placements asked for through Rapport's own API, as a branch's phone and a web page would.
//
//   node main.mjs setup.json        {url, token, keys: {shop, branch, till, calls}, customers, products, branches, pace}
import { Analytics } from "@segment/analytics-node";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const setup = JSON.parse(readFileSync(process.argv[2], "utf8"));
const sources = Object.fromEntries(
  Object.entries(setup.keys).map(([source, writeKey]) => [
    source,
    new Analytics({ writeKey, host: setup.url, path: "/v1/batch", flushAt: 5, flushInterval: 250 }),
  ]),
);

// A small generator with a seed: two demos tell the same story.
let seed = 20261121;
function random() {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
}
const pick = (list) => list[Math.floor(random() * list.length)];
const chance = (share) => random() < share;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function ask(path, body) {
  const response = await fetch(setup.url + path, {
    method: body ? "POST" : "GET",
    headers: {
      authorization: `Bearer ${setup.token}`,
      "content-type": "application/json",
      "idempotency-key": crypto.randomUUID(),
    },
    body: body && JSON.stringify(body),
  });
  return response.ok ? response.json() : undefined;
}

function looks(customer, product) {
  sources.shop.page({ userId: customer.id, name: "Product", properties: { url: `/p/${product.product_id}` } });
  sources.shop.track({ userId: customer.id, event: "Product Viewed", properties: product });
}

// The vouchers on the printed receipts, by the customer they were given to: who has one may bring it next time.
const receipts = join(dirname(process.argv[2]), "receipts");
const papers = new Set();
const wallets = new Map();
async function collect() {
  for (const name of readdirSync(receipts).filter((name) => !papers.has(name))) {
    papers.add(name);
    const code = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(readFileSync(join(receipts, name), "utf8"))?.[0];
    const voucher = code && (await ask(`/v1/vouchers/${code}`));
    if (voucher?.customer) wallets.set(voucher.customer, [...(wallets.get(voucher.customer) ?? []), code]);
  }
}

// A voucher is redeemed before its order is told: so the order is credited to it.
async function redeems(customer, order, lines, branch) {
  const found = customer.known ?? (await ask(`/v1/customers?identifier=${customer.id}`))?.[0]?.id;
  customer.known = found;
  const [code, ...rest] = wallets.get(found) ?? [];
  if (!code || !chance(0.7)) return;
  wallets.set(found, rest);
  const amount = (line) => ({ minor: Math.round(line.price * 100) * line.quantity, currency: "USD" });
  await ask("/v1/vouchers/redeem", {
    code,
    redemption: `${order}-1`,
    order,
    branch,
    who: { user_id: customer.id },
    lines: lines.map((line) => ({ product: line.product_id, category: line.category, amount: amount(line) })),
  });
}

async function buys(customer, source, products, branch) {
  const order = `D${Date.now().toString(36)}${Math.floor(random() * 1e6).toString(36)}`;
  const lines = products.map((product) => ({ ...product, quantity: 1 + Math.floor(random() * 3) }));
  if (branch) await redeems(customer, order, lines, branch).catch(() => undefined);
  const cents = lines.reduce((sum, line) => sum + Math.round(line.price * 100) * line.quantity, 0);
  source.track({
    userId: customer.id,
    event: "Order Completed",
    properties: {
      order_id: order,
      revenue: cents / 100,
      margin: Math.round(cents * 0.27) / 100,
      currency: "USD",
      products: lines,
      ...(branch && { branch }),
    },
  });
  customer.basket = [];
}

// What a customer does next depends on where they are.
const acts = {
  home(customer) {
    const product = pick(setup.products);
    looks(customer, product);
    customer.seen = product;
    if (chance(0.35)) looks(customer, pick(setup.products.filter((p) => p.category === product.category)));
    if (chance(0.3)) ask("/v1/decide", { who: { user_id: customer.id }, placement: "start", brand: "lindenhof" });
    if (chance(0.35)) {
      sources.shop.track({ userId: customer.id, event: "Product Added", properties: product });
      customer.basket.push(product);
    }
    if (chance(0.06)) calls(customer);
    if (customer.basket.length && chance(0.25)) buys(customer, sources.shop, customer.basket);
    customer.at = chance(0.45) ? "street" : "home";
  },
  street(customer) {
    customer.branch = pick(setup.branches);
    sources.branch.track({ userId: customer.id, event: "Store Entered", properties: { branch: customer.branch } });
    customer.at = "branch";
    customer.until = Date.now() + 6000 + random() * 15000;
  },
  async branch(customer) {
    if (Date.now() < customer.until) return;
    if (chance(0.75)) {
      const basket = [pick(setup.products), ...(chance(0.4) && customer.seen ? [customer.seen] : [])];
      await buys(customer, sources.till, basket, customer.branch);
    } else {
      sources.branch.track({ userId: customer.id, event: "Store Left", properties: { branch: customer.branch } });
    }
    leaves(customer);
  },
};

// Not everybody is about at once: a cast of a few dozen is, and whoever goes home makes room for the next.
const CAST = 30;
function leaves(customer) {
  customer.at = "home";
  if (chance(0.6)) {
    cast.splice(cast.indexOf(customer), 1);
    waiting.push(customer);
    cast.push(waiting.shift());
  }
}

function calls(customer) {
  for (let n = 0; n < 3; n += 1) {
    sources.calls.track({ userId: customer.id, event: "Call Dropped", properties: { branch: "hotline", try: n + 1 } });
  }
}

// Staff answer most prompts after a moment.
async function staff() {
  for (const branch of [...setup.branches, "hotline"]) {
    const board = await ask(`/v1/branches/${branch}/prompts`);
    for (const prompt of board?.open ?? []) {
      const waited = Date.now() - Date.parse(prompt.came_in);
      if (waited < 8000 || !chance(0.5)) continue;
      const answer = chance(0.7) ? "done" : chance(0.5) ? "not_interested" : "not_now";
      await ask(`/v1/branches/${branch}/prompts/${encodeURIComponent(prompt.send_key)}/answer`, { answer });
    }
  }
}

const customers = setup.customers.map((customer) => ({ ...customer, at: "home", basket: [] }));
const cast = customers.slice(0, CAST);
const waiting = customers.slice(CAST);
let running = true;
async function stop() {
  running = false;
  await Promise.all(Object.values(sources).map((source) => source.closeAndFlush({ timeout: 3000 })));
  process.exit(0);
}
process.on("SIGTERM", stop);
process.on("SIGINT", stop);

for (const customer of customers) {
  sources.shop.identify({ userId: customer.id, traits: customer.traits });
}
let turns = 0;
while (running) {
  const customer = pick(cast);
  await acts[customer.at](customer);
  turns += 1;
  if (turns % 20 === 0) await Promise.all([staff(), collect()]).catch(() => undefined);
  await sleep(setup.pace);
}
