"""The connector to gateways of text messages that speak as Twilio's Programmable Messaging does; several others do, too.

One call makes a message: `POST /2010-04-01/Accounts/{account}/Messages.json`. The gateway knows no idempotency key, so
after a try without an answer it is asked first what it sent to that phone since: what is there is not sent again.
"""
