"""Discovery: what helps shoppers find things beyond the catalog's own order.

Words: a *synonym group* is words that mean the same to shoppers; a *collection* is a curated set of products, picked by hand
or by a rule; *companions* are products that go together, picked by hand or learned from what was ordered together.
Invariants: a collection's code stands in addresses and is unique; no product is its own companion; of a pair, both ways are kept.
"""
