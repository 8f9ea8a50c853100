"""A gateway of text messages: what the shop texts lands here and is shown, and reaches no phone.

It speaks the part of Twilio's Programmable Messaging that a shop needs: make a message, list messages. Like the real one
it knows no idempotency key: what is made twice is sent twice.
"""
