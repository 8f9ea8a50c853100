"""Catalog: what we describe and sell.

A *product* is what shoppers read about; a *variant* is what we sell and count, and its code is the SKU. *Options*
(size, color) are the axes along which variants differ; *categories* are places in one tree. Every text exists once
per language, and a missing language falls back to English, then to whatever there is.

Invariants: a SKU and a GTIN name one variant; a handle names one product; two active variants of a product never
have the same option values. Prices live in pricing, counts in inventory.
"""
