"""Batons: what carries a living cart from one place to another and back.

A *baton* is a short signed code (and the same code as a QR): whoever shows it may take the cart, once and soon, to a till,
another phone, the phone desk or a chat. The cart itself goes on with its lines, prices, holds and adviser; the baton only
says that it may, and stays as the record that it did.

Invariants: a cart has at most one baton in the air, a new one calls the former back; a baton is taken once, and asking
again from the same place gives the same answer; what is taken or called back is never in the air again. A code that was
not made here is recognized without looking at a table.
"""
