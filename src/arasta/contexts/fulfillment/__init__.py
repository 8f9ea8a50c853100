"""Fulfillment: which location fulfils a placed order, and how the goods leave it.

Words: *sourcing* decides the locations for an order. A *fulfillment order* is the request to one location to fulfil
lines of one order, either as a *delivery* or as a *pickup*. A *shipment* is goods that left together, with a carrier
and a tracking number. A *delivery method* is what a shopper chooses at checkout, with a price per currency and a span
of days.

The life of a fulfillment order: open, accepted by the location, ready (packed, or waiting at the desk), then shipped
or picked up; it can be canceled until something left. A shipment may be partial; the request is shipped when nothing
is left.

This room moves no stock. `ship` and `hand_over` answer which allocations left in which quantities, and the flow that
called them tells inventory in the same transaction. Sourcing is a pure rule over candidates that the caller brings;
it never promises more than exists and names a reason for each choice.

Invariants, guarded by the tables: a line ships at most its quantity; pickups are never shipped and deliveries never
handed over. Statuses move along `types.LEGAL_MOVES` only.
"""
