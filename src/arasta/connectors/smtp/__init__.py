"""The connector to any mail server: messages as letters, plain and dressed, by SMTP.

The server is named by `ARASTA_SMTP_URL` (`smtp://user:password@host:587`, or `smtps://` for a line that is secret from
the first byte); `ARASTA_EMAIL_FROM` is the address that letters come from. An answer of the five hundreds is for good,
every other trouble is tried again. A letter bears our message's id, so that a mail program shows one that came twice
once.
"""
