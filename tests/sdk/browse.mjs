// Segment's client for browsers, unchanged, in a page of another origin: node browse.mjs ADDRESS WRITE_KEY USER PORT
import { createReadStream } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { chromium } from 'playwright-core'

const [address, writeKey, userId, port] = process.argv.slice(2)
const scripts = join(dirname(createRequire(import.meta.url).resolve('@segment/analytics-next')), '../umd')
const page = `<!doctype html><title>Shop</title><script src="/index.js"></script>`
const server = createServer((request, answer) => {
  const script = basename(new URL(request.url, 'http://shop').pathname)
  if (!script.endsWith('.js')) return answer.setHeader('content-type', 'text/html').end(page)
  createReadStream(join(scripts, script)).on('error', () => answer.writeHead(404).end()).pipe(answer.setHeader('content-type', 'text/javascript'))
})
await new Promise(done => server.listen(Number(port), '127.0.0.1', done))

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] })
const tab = await browser.newPage()
const complaints = []
tab.on('pageerror', error => complaints.push(error.message))
tab.on('console', message => message.type() === 'error' && complaints.push(message.text()))
await tab.goto(`http://127.0.0.1:${port}/`)
const said = await tab.evaluate(
  async ([cdnURL, writeKey, userId]) => {
    const product = { product_id: 'P-1', sku: 'S-1', name: 'Kawiarka', category: 'coffee', price: 24.9, quantity: 1 }
    const [client] = await window.AnalyticsNext.AnalyticsBrowser.load({ writeKey, cdnURL })
    const answers = []
    const keep = async call => answers.push((await call).logs().filter(log => log.level === 'error').map(log => log.message))
    await keep(client.track('Product Viewed', product))
    // As pages do, without waiting: which of them arrives first is chance.
    await Promise.all([
      keep(client.page('Home', { path: '/', title: 'Zuhause' })),
      keep(client.identify(userId, { firstName: 'Żaneta', email: `${userId}@example.com` })),
    ])
    await keep(client.screen('Basket'))
    await keep(client.group('acme-works', { name: 'Acme Works' }))
    await keep(client.track('Order Completed', { order_id: `order-${userId}`, revenue: 24.9, currency: 'EUR', products: [product] }))
    const decide = await fetch(`${cdnURL}/v1/decide`, {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa(`${writeKey}:`)}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ who: { anonymous_id: client.user().anonymousId() }, placement: 'home' }),
    })
    return { errors: answers.flat(), decide: decide.status, anonymous: client.user().anonymousId() }
  },
  [address, writeKey, userId],
)
await browser.close()
server.close()
console.log(JSON.stringify({ ...said, complaints }))
process.exit(said.errors.length + complaints.length > 0 ? 1 : 0)
