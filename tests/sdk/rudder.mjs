// The RudderStack client for Node.js, unchanged and with its defaults: node rudder.mjs ADDRESS WRITE_KEY USER
import RudderAnalytics from '@rudderstack/rudder-sdk-node'

const [dataPlaneUrl, writeKey, userId] = process.argv.slice(2)
const client = new RudderAnalytics(writeKey, { dataPlaneUrl })
const product = { product_id: 'P-1', sku: 'S-1', name: 'Kawiarka', category: 'coffee', price: 24.9, quantity: 1 }
client.track({ anonymousId: `before-${userId}`, event: 'Product Viewed', properties: product })
client.alias({ previousId: `before-${userId}`, userId })
client.identify({ userId, traits: { email: `${userId}@example.com`, firstName: 'Żaneta' } })
client.page({ userId, name: 'Home', properties: { path: '/', title: 'Zuhause' } })
client.screen({ userId, name: 'Basket' })
client.group({ userId, groupId: 'acme-works', traits: { name: 'Acme Works' } })
client.track({
  userId,
  event: 'Order Completed',
  properties: { order_id: `order-${userId}`, revenue: 24.9, currency: 'EUR', products: [product] },
})
client.flush((error) => {
  if (error) console.error(error)
  process.exit(error ? 1 : 0)
})
