// All six calls through the official Node.js client, unchanged: node send.mjs ADDRESS WRITE_KEY USER
import { Analytics } from '@segment/analytics-node'

const [host, writeKey, userId] = process.argv.slice(2)
const failures = []
const client = new Analytics({ host, writeKey, flushAt: 3, flushInterval: 200, maxRetries: 5 })
client.on('error', (error) => failures.push(error))

const product = { product_id: 'P-1', sku: 'S-1', name: 'Kawiarka', category: 'coffee', price: 24.9, quantity: 1 }
client.track({ anonymousId: `before-${userId}`, event: 'Product Viewed', properties: product })
client.alias({ previousId: `before-${userId}`, userId })
client.identify({ userId, traits: { email: `${userId}@example.com`, firstName: 'Żaneta', createdAt: new Date(0) } })
client.page({ userId, name: 'Home', properties: { path: '/', title: 'Zuhause' } })
client.screen({ userId, name: 'Basket' })
client.group({ userId, groupId: 'acme-works', traits: { name: 'Acme Works' } })
client.track({
  userId,
  event: 'Order Completed',
  properties: { order_id: `order-${userId}`, revenue: 24.9, currency: 'EUR', products: [product] },
})
await client.closeAndFlush({ timeout: 30_000 })
if (failures.length > 0) {
  console.error(failures)
  process.exit(1)
}
