"""The twin's tables."""

from arasta.twins import buckets, faults

_OWN = """
CREATE TABLE IF NOT EXISTS seller (
  id TEXT PRIMARY KEY, client_id TEXT NOT NULL, client_digest TEXT NOT NULL, grant_digest TEXT NOT NULL,
  queue_key TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS token (digest TEXT PRIMARY KEY, scope TEXT NOT NULL, expires_ms INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS item (
  sku TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, product_type TEXT NOT NULL, asin TEXT NOT NULL,
  attributes TEXT NOT NULL, title TEXT NOT NULL, picture TEXT NOT NULL, quantity INTEGER, held INTEGER,
  price_minor INTEGER, list_minor INTEGER, issues TEXT NOT NULL, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS item_by_change ON item (updated_ms, sku);
CREATE TABLE IF NOT EXISTS change (
  id INTEGER PRIMARY KEY, sku TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, ready_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS change_ready ON change (ready_ms, id);
CREATE TABLE IF NOT EXISTS purchase (
  order_id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, reference TEXT UNIQUE, status TEXT NOT NULL,
  by_amazon INTEGER NOT NULL, currency TEXT NOT NULL, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL,
  buyer TEXT NOT NULL, odd_status TEXT, odd_field INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS purchase_by_change ON purchase (updated_ms, number);
CREATE TABLE IF NOT EXISTS line (
  order_id TEXT NOT NULL REFERENCES purchase (order_id), id TEXT NOT NULL, sku TEXT NOT NULL, shown_sku TEXT NOT NULL,
  asin TEXT NOT NULL, title TEXT NOT NULL, quantity INTEGER NOT NULL, unit_minor INTEGER NOT NULL,
  shipped INTEGER NOT NULL DEFAULT 0, canceled_by TEXT NOT NULL DEFAULT '', asked TEXT NOT NULL DEFAULT '',
  canceled INTEGER NOT NULL DEFAULT 0, refunded INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (order_id, id)
) STRICT;
CREATE TABLE IF NOT EXISTS parcel (
  order_id TEXT NOT NULL REFERENCES purchase (order_id), reference TEXT NOT NULL, carrier TEXT NOT NULL,
  tracking TEXT NOT NULL, shipped_at TEXT NOT NULL, items TEXT NOT NULL, status TEXT NOT NULL,
  PRIMARY KEY (order_id, reference)
) STRICT;
CREATE TABLE IF NOT EXISTS document (id TEXT PRIMARY KEY, content BLOB, created_ms INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS feed (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, document_id TEXT NOT NULL, status TEXT NOT NULL,
  created_ms INTEGER NOT NULL, ready_ms INTEGER NOT NULL, done_ms INTEGER, report_id TEXT, lost INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS booking (
  id INTEGER PRIMARY KEY, order_id TEXT NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, minor INTEGER NOT NULL,
  posted_ms INTEGER NOT NULL, settlement INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS destination (id TEXT PRIMARY KEY, name TEXT NOT NULL, arn TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE IF NOT EXISTS subscription (
  kind TEXT PRIMARY KEY, id TEXT NOT NULL, destination_id TEXT NOT NULL REFERENCES destination (id) ON DELETE CASCADE
) STRICT;
CREATE TABLE IF NOT EXISTS message (
  id INTEGER PRIMARY KEY, queue TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL,
  visible_ms INTEGER NOT NULL, receipt TEXT NOT NULL DEFAULT '', taken INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS message_visible ON message (queue, visible_ms, id);
"""

SCHEMA = _OWN + faults.SCHEMA + buckets.SCHEMA

_FORGOTTEN = ("message", "booking", "feed", "document", "parcel", "line", "purchase", "change", "item", "token")
RESET = (
    *(f"DELETE FROM {table}" for table in _FORGOTTEN),  # noqa: S608 - our own names
    "DELETE FROM request_log",
    "DELETE FROM setting",
    *faults.RESET,
    *buckets.RESET,
)
