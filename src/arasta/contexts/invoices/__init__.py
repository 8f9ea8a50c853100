"""Invoices: the paper that says what was sold, under a number without gaps.

An *invoice* belongs to one order that is completed and takes its number from a *series* (a channel's year): one after
the other under the series' lock, so that none is missing and none is given twice. It is issued when the last of the
order left; for what was sold at a counter, where the receipt is the paper, when somebody asks for it. Asked for again,
an order's invoice is the same one. What stands on it is what the order remembers; this room draws it.
"""
