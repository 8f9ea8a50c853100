"""The back office: pages that need more than one context, and what holds the back office together.

Home is the *live screen*: today's figures and one *feed* of what happens on all channels. Stock pages join levels
with what they are levels of; the order page offers a slot that payments, fulfillment and others fill with *panels*.
Pages of a single context stand in that context. Every view is guarded by a permission, and what changes a location's
stock or goods also by where the actor works.
"""
