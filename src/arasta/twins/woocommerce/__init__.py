"""A shop made with WooCommerce: its REST interface, version 3, and a shop window to buy at.

Its rules: numbers are absolute and take effect at once; a batch holds a hundred objects, each of which succeeds or
fails for itself; pages are counted, by the last change if asked so; a refund is added by every call; a SKU exists
once. Webhooks wait for the shop's own cron, are sent once and not again, and stop after five failures in a row.
"""
