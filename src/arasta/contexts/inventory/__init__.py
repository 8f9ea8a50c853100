"""Stock: what lies where, what is promised, what may still be sold, and why.

A *stock level* is one variant at one *location*: on hand (countable on the shelf), unavailable (damaged, quarantine),
committed (promised to placed orders), reserved (live holds of carts), incoming (on its way here), safety stock.

    available = on hand - unavailable - committed          sellable = available - reserved - safety stock

Levels change only by *movements*: rows of a ledger with a kind that says from where to where, a positive quantity and one
cause. A *reservation* is a cart's hold and ends exactly once: claimed, released or expired, by the database's clock. An
*allocation* is a placed order line's promise at a location, open until shipped or released.

A *kit* has no levels: its lines are unpacked to those of its components, whatever the kit is later. A *supply* is announced
goods; a *backorder* is what an order line waits for, promised for the day of the supply into which its last unit falls, the
first come first, and filled by whatever arrives. Who promises, fills or changes what is to come has locked the level.

Units of a *tracked* variant are told apart by *lot* (a code, an expiry date) or by *serial number*: then each movement of
units names the lot or the unit, and a level is the sum of its lots, or the count of its units.

Invariants (constraints and the auditor): on hand = sum of movements; committed = sum of open allocations; reserved = sum of
held reservations; incoming = goods in transit and open supplies; on hand >= unavailable + committed + reserved, always.
"""
