"""Reviewing: what buyers say of products, and the order book's word that they have them."""
