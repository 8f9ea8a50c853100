"""Stripe: cards and wallets by the Payment Element, authorized now and captured when the goods leave.

The buyer's browser gives a confirmation token to us; we create and confirm one PaymentIntent per payment, so nothing is
promised that no payment of ours is written down for. Our payment's id travels as metadata and as the idempotency key.
Webhooks only make us look: what is true is what the PaymentIntent says when it is asked for.
"""
