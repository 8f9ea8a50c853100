"""The cart and the order book of every channel.

A *cart* is what a customer gathers; it belongs to one channel and one currency and becomes at most one *order*. An order
remembers: its lines copy SKU, name, options, price and tax, its addresses are its own; nothing later edits history, an edit
appends to the *timeline*. `(channel, external id)` is unique, so a marketplace's order enters once however often it is sent.

Statuses: the order's own (placed, canceled, completed) changes by verbs; payment and fulfillment statuses are derived by one
function each from what was paid and shipped, and stored.
"""
