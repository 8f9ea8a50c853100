"""Stock: what lies where, what is promised, what may still be sold, and why.

A *stock level* is one variant at one *location*: on hand (countable on the shelf), unavailable (damaged, quarantine),
committed (promised to placed orders), reserved (live holds of carts), incoming (on its way here), safety stock.

    available = on hand - unavailable - committed          sellable = available - reserved - safety stock

Levels change only by *movements*: rows of a ledger with a kind that says from where to where, a positive quantity and one
cause. A *reservation* is a cart's hold and ends exactly once: claimed, released or expired, by the database's clock. An
*allocation* is a placed order line's promise at a location, open until shipped or released.

Invariants (constraints and the auditor): on hand = sum of movements; committed = sum of open allocations; reserved = sum of
held reservations; incoming = sum of goods in transit; on hand >= unavailable + committed + reserved, always.
"""
