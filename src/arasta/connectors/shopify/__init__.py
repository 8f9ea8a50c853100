"""Shopify: the merchant's own web shop there, spoken to in GraphQL.

Its shape: a call costs points out of a bucket that refills steadily; orders are read oldest change first, with a
cursor; what is to be sent is a fulfillment order, which is our package; stock is told per location, compared with what
we believed was there, and under a key that makes a repetition harmless. A listing is addressed by its SKU.
"""
