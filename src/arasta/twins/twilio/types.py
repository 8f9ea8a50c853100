"""Words of the gateway: its account, its faults, its table."""

from arasta.twins import books
from arasta.twins.books import Settings
from arasta.twins.faults import Fault

NAME = "twilio"
ACCOUNT = "AC00000000000000000000000000000001"
TOKEN = "demo-text-token"  # noqa: S105 - a fake opens with a known secret
VERSION = "2010-04-01"
FAULTS = (
    Fault.RATE_LIMITED,
    Fault.RATE_LIMITED_BARE,
    Fault.ERROR_AFTER_WRITE,
    Fault.LATE_ANSWER,
    Fault.TOKEN_REVOKED,
)
SCHEMA = """
CREATE TABLE IF NOT EXISTS text (
  number INTEGER PRIMARY KEY, sid TEXT NOT NULL UNIQUE, address TEXT NOT NULL, sender TEXT NOT NULL, body TEXT NOT NULL,
  status TEXT NOT NULL, at_ms INTEGER NOT NULL
) STRICT;
"""
RESET = ("DELETE FROM text",)

Books = books.Books[Settings]
