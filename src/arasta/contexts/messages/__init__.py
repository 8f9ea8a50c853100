"""Messages to people outside the house: order news, codes, links; by e-mail, text message or push.

A *message* has a *kind* (what it says, in three languages), a *medium* (how it travels) and a *subject* (what it is
about: "order:…"). It is queued in the transaction that makes its reason true, written in the look of the shop it comes
from, and handed to the *sender* of its medium by the worker. A sender is a port: SMTP, a text message service, push.

- One message per kind, medium, subject and address: asking again adds nothing.
- A message is queued, then sent, failed or withheld; only failed and withheld ones can be sent again.
- What is secret (a code) is forgotten as soon as it was sent.
- Nothing is sent inside a transaction; a sender that cannot answer now is asked again by the outbox.
"""
