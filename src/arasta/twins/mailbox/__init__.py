"""A mailbox and a phone: what the shop writes to people lands here and is shown, and goes no further.

`PUT /mailbox/v1/messages/{key}` puts a message in, once per key; the pages show the newest, all of one address, and
one as its reader sees it.
"""
