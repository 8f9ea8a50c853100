"""Pickup: when a place is open and has goods ready, who came for them, and what was booked to be tried on.

Words: a *place's terms* say how long it prepares an order, how long it keeps one, how many bays stand before the door and
how many fitting rooms it has. Its *hours* are the spans of a week, and other spans on *special days*. An *arrival* is a
customer who says "I am here", at the desk or in a car at a bay. A *fitting* is units of a store held for a slot in which
somebody tries them on. A *shortfall* is units of a pickup that were not found on the shelf: the customer is asked, and
decides. A *keep* is how long an order waits for whoever comes for it.

This room holds no stock and moves none: a fitting names the hold that inventory keeps for it, and flows let go of it.

Invariants, guarded by the tables: one arrival per fulfillment order; a slot has no more fittings than the place has
rooms (the place's row is locked while one is booked); a special day is closed or has spans, never both; a shortfall is
answered once.
"""
