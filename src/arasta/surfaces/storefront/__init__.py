"""The web shop: what shoppers see of the web channel, from the first picture to the order's last parcel.

Words: the *shop* is the web channel in the reader's language and currency; a *shopper* is whoever looks, a *customer*
one who signed in; the *basket* on the screen is the cart of the code.

Invariants: every page works without scripts; a cart or an order is shown only to who can prove that it is theirs,
by session, by a signed cookie or by a signed link, and is not there for anybody else.
"""
