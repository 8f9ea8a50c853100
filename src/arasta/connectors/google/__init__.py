"""Google Merchant Center: product ads and free listings that lead to our own shop. Nothing is bought there.

Its shape: one call per product, sent into a data source that is ours; what is shown is another thing, made minutes later
out of what was sent, and says itself what is wrong with it. A whole product carries our version number and an older one
is refused; a change of stock or price names only the fields it is about. What a store has is told per product and store.
Most merchants give the address of a feed instead; calls are for what cannot wait for the next fetch.
"""
