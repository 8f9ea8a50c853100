"""Registers: the tills of the stores and the receipts they write.

Words: a *register* is a till at one location, selling on one channel. A *receipt* is the paper (or picture) of one
order sold there: who sold it, what was tendered, what change was given. Its lines are the order's own.

Receipt numbers run per register without gaps: the next number is taken under the register's row lock in the
transaction that writes the receipt, so a rollback gives it back. An order has one receipt; writing it again answers
the first one. Change is given from cash only and never exceeds what was tendered; total is tendered less change.

`receipts_pdf` draws a receipt on an 80 mm roll from a `ReceiptDocument` that a surface composes from the order, the
shop and the receipt; this room asks nobody else.
"""
