"""Pricing: what a variant costs, and how it is taxed.

A *price list* is a named set of prices in one currency, for one channel or for all; a *price* is the amount of a
variant on a list from some quantity on. Amounts include value-added tax. A price that was ever asked is kept in an
append-only history, from which the lowest price before a reduction is told.

Invariants: one price per list, variant and quantity; a price wears its list's currency; the tax rates of a class in
a country never overlap in time.
"""
