"""Telling: customers hear what becomes of their orders, in their language and in the look of the shop."""
