"""Stateful fakes of the outside systems, shipped with the product.

A twin is an outsider: it speaks the other side's contract over HTTP, keeps its own
SQLite file and imports nothing of Arasta but this package. It is meant for demos,
development and tests on one machine, never for the open internet: its control
routes ask for no password.

Words: a *seller* is an account on the marketplace, a *listing* one barcode offered
there, a *package* what one order is shipped in, a *fault* a switch that makes the
twin misbehave the way the real service sometimes does. *Twin time* is the given
clock plus an offset, so that rules about minutes and hours need no waiting.

Invariants: one request is one transaction, committed before the answer leaves;
money is an integer of minor units; a customer never buys more than is shown.
"""
