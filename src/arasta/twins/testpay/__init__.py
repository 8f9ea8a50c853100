"""The test payment provider: a small gateway with a store terminal and a bank's confirmation page.

It answers under `/testpay/v1`, is steered under `/testpay/control`, shows what it took
at `/testpay/`, and asks buyers to confirm at `/testpay/3ds/{payment}`.

Invariants, each also a constraint of the table: captured never exceeds authorized,
refunded never exceeds captured. Every POST takes an `Idempotency-Key`; the answer is
kept in the transaction of its effect, so the same key gives the same answer even when
the first one was lost on its way, and another body under the same key is refused (422).
"""
