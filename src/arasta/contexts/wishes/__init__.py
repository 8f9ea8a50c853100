"""Wishes: what a shopper likes, and what they put away for later.

A *favorite* is a product somebody marked; a *saved line* is a variant taken out of a cart for another day, with the
quantity and the price seen then. Both belong to a customer, or, before anybody signed in, to the secret of a browser; on
signing in the browser's wishes join the customer's.

Invariants: every wish has exactly one owner; a product is a favorite once and a variant is saved once per owner; joining
twice changes nothing.
"""
