"""Tables of the test payment provider."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS payment (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, channel TEXT NOT NULL, reference TEXT NOT NULL,
  shop TEXT NOT NULL, amount_minor INTEGER NOT NULL CHECK (amount_minor > 0), currency TEXT NOT NULL,
  capture INTEGER NOT NULL, token TEXT NOT NULL, status TEXT NOT NULL, decline_code TEXT,
  authorized_minor INTEGER NOT NULL CHECK (authorized_minor <= amount_minor),
  captured_minor INTEGER NOT NULL DEFAULT 0 CHECK (captured_minor BETWEEN 0 AND authorized_minor),
  refunded_minor INTEGER NOT NULL DEFAULT 0 CHECK (refunded_minor BETWEEN 0 AND captured_minor),
  return_url TEXT, redirect_url TEXT, last4 TEXT NOT NULL, created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS payment_by_reference ON payment (reference);
CREATE TABLE IF NOT EXISTS refund (
  id TEXT PRIMARY KEY, payment_id TEXT NOT NULL REFERENCES payment (id),
  amount_minor INTEGER NOT NULL CHECK (amount_minor > 0), at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS refund_by_payment ON refund (payment_id);
CREATE TABLE IF NOT EXISTS idempotency (
  key TEXT PRIMARY KEY, digest TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL
) STRICT;
"""

RESET = (
    "DELETE FROM idempotency",
    "DELETE FROM refund",
    "DELETE FROM payment",
    "DELETE FROM setting",
    "DELETE FROM request_log",
)
