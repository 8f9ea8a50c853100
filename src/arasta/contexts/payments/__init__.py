"""Payments: what a customer authorized, what we took, what we gave back.

Words: a *tender* is the means of payment offered (card, cash, terminal, or paid at a marketplace). A *payment* is one
attempt to be paid for one cart with one tender. A *gateway* is the code that speaks to a provider of cards. To
*capture* is to take authorized money, to *void* is to let an authorization go, to *refund* is to give captured money
back.

A payment is prepared before its order is finished, so it keeps the order's id as a plain value. The network is never
called here: a flow prepares payments, asks the gateway outside any transaction, and records what came of it. What
nobody knows (a time-out) stays pending until the provider has been asked by reference; the payment's own id is that
reference and the idempotency key.

Invariants: captured is at most the amount, refunded at most captured, both guarded by the table. Money moves only by
appending an entry whose one row names the debited and the credited account, so the ledger balances by construction;
the counters on a payment are caches that `audit.find_lies` proves. A reference is recorded once per payment and kind,
so a doubled message changes nothing. Statuses move along `types.LEGAL_MOVES` only.
"""
