"""The till: sell over the counter of a store, with a scanner, a cash drawer and a card terminal.

Words: a *desk* is a member of staff at a register, with the one cart they are selling now; a sale *set aside* is a cart
they may bring back. A *stock picture* is what is on this shelf, what is elsewhere, and what carts hold here.

Invariants: a desk stands only at an active register of a location its member of staff may work at, asked anew on every
request; a cart is shown and sold only at the desk that opened it; while a card payment is unclear its cart is not
changed. Every page works without scripts; with them, parts are exchanged and the scan field keeps the focus.
"""
