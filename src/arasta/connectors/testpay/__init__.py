"""The connector to the test payment provider: card payments online and at a store's terminal.

`client` speaks HTTP and sorts what it hears into answered, refused and unheard; `mapping` turns their words into ours;
`connector` is the gateway. Our payment's id is their reference and the idempotency key, so an answer that was lost is
found again by `fetch`, and asking twice makes one payment.
"""
