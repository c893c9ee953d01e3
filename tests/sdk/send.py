"""All six calls through the official Python client, unchanged: send.py ADDRESS WRITE_KEY USER"""

import datetime
import sys

from segment.analytics.client import Client

host, write_key, user = sys.argv[1:]
failures = []
client = Client(
    write_key,
    host=host,
    gzip=True,
    upload_size=3,
    upload_interval=0.2,
    on_error=lambda error, batch: failures.append(error),
)
product = {"product_id": "P-1", "sku": "S-1", "name": "Kawiarka", "category": "coffee", "price": 24.9, "quantity": 1}
client.track(anonymous_id=f"before-{user}", event="Product Viewed", properties=product)
client.alias(f"before-{user}", user)
client.identify(
    user,
    {
        "email": f"{user}@example.com",
        "firstName": "Żaneta",
        "createdAt": datetime.datetime(2024, 2, 1, tzinfo=datetime.timezone.utc),
    },
)
client.page(user, name="Home", properties={"path": "/", "title": "Zuhause"})
client.screen(user, name="Basket")
client.group(user, "acme-works", {"name": "Acme Works"})
order = {"order_id": f"order-{user}", "revenue": 24.9, "currency": "EUR", "products": [product]}
client.track(user, "Order Completed", order)
client.shutdown()
if failures:
    sys.exit(f"{failures}")
