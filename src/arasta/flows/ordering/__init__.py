"""From cart to order, on every channel: web shop, till, marketplace, API."""
