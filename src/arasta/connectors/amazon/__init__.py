"""Amazon: a marketplace in many countries, spoken to by its Selling Partner interface.

Its shape: a token of one hour is bought with a grant that never ends; every operation has a bucket of its own, and the
one that searches orders refills once in three minutes, so that a queue of notices drives and the search only repairs.
An order is one document with items, whoever ships it: we, or Amazon from stock it holds for us. Few quantities go out
one by one, many as one feed whose report tells item by item, later; what was accepted may still turn out wrong.
"""
