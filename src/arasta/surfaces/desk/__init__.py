"""The phone desk: staff fill a cart with a shopper who calls or chats, and send it to them.

It opens carts of web shops only: what a till serves is changed at the till. Whoever fills a cart is its adviser until
somebody else does.
"""
