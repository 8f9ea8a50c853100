"""Support: conversations between shoppers and the people who advise them.

A *conversation* is opened by a shopper in a shop; it belongs to a customer or, before anybody signed in, to the secret of
a browser. A *message* is what one side wrote, or a product an adviser put before the shopper; it is never changed.

Invariants: a shopper has at most one open conversation per channel; nobody writes into a closed one; the messages of a
conversation are counted without a gap, so that a page asks for those after the last it knows.
"""
