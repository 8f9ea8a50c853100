"""The connector to the demo's mailbox: letters that nobody outside ever gets.

The mailbox is a twin (see `arasta.twins.mailbox`); it is named by `ARASTA_MAILBOX_URL`, which the demo sets. Our
message's id is the key by which one that comes twice is kept once.
"""
