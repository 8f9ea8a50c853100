"""Reads of fulfillment: `orders` (fulfillment orders and shipments), `methods` (delivery methods), `sourcing`."""
