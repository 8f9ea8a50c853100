"""Words of the account: its keys, its test cards, its faults, its tables."""

from dataclasses import dataclass

from arasta.twins import books, deliveries, faults
from arasta.twins.books import Settings
from arasta.twins.faults import Fault

NAME = "iyzico"
MERCHANT = 900_001
API_KEY = "demo-iyzico-key"
SECRET = "demo-iyzico-secret"  # noqa: S105 - a fake opens with a known secret
INSTALLMENTS = (1, 2, 3, 6, 9, 12)


@dataclass(frozen=True)
class Card:
    """A test card: its number, the name of its text, and the error it meets."""

    number: str
    name: str
    error: str = ""


CARDS = (
    Card("5528 7900 0000 0008", "pays"),
    Card("4111 1111 1111 1129", "no_funds", "10051"),
    Card("4129 1111 1111 1111", "not_honored", "10005"),
    Card("4121 1111 1111 1119", "suspected", "10034"),
)
FAULTS = (
    Fault.DUPLICATE_DELIVERY,
    Fault.LOST_WEBHOOK,
    Fault.REORDER,
    Fault.FORGED_WEBHOOK,
    Fault.OUTAGE,
    Fault.ERROR_AFTER_WRITE,
    Fault.LATE_ANSWER,
    Fault.TOKEN_REVOKED,
)
_OWN = """
CREATE TABLE IF NOT EXISTS form (
  number INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE, conversation TEXT NOT NULL, shop TEXT NOT NULL,
  callback_url TEXT NOT NULL, phase TEXT NOT NULL CHECK (phase IN ('PRE_AUTH', 'AUTH', 'POST_AUTH', 'CANCELED')),
  price_minor INTEGER NOT NULL CHECK (price_minor > 0), currency TEXT NOT NULL,
  paid_minor INTEGER NOT NULL CHECK (paid_minor BETWEEN 0 AND price_minor),
  refunded_minor INTEGER NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND paid_minor),
  status TEXT NOT NULL DEFAULT '', error TEXT NOT NULL DEFAULT '', payment_id TEXT UNIQUE, card TEXT NOT NULL DEFAULT '',
  installment INTEGER NOT NULL DEFAULT 1, created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS form_by_conversation ON form (conversation);
CREATE TABLE IF NOT EXISTS webhook (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, url TEXT NOT NULL, active INTEGER NOT NULL DEFAULT 1,
  failures INTEGER NOT NULL DEFAULT 0
) STRICT;
"""
SCHEMA = _OWN + deliveries.SCHEMA + faults.SCHEMA
RESET = (*deliveries.RESET, "DELETE FROM form", "DELETE FROM setting", "DELETE FROM request_log", *faults.RESET)

Books = books.Books[Settings]
