"""Meta: the catalog from which Facebook and Instagram show products that lead to our own shop.

Its shape: products go in batches of thousands, at most a hundred batches an hour; each gives a handle by which one asks
later what became of every product in it. Refusals come in the body, not in the status. It calls us with signed webhooks,
after an echo that proves the address. Most merchants give the address of a feed instead, which is read once an hour.
"""
