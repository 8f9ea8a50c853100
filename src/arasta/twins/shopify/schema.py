"""Tables of the Shopify twin. What belongs to one order is one document."""

from arasta.twins import buckets, deliveries, faults

SHOP = """
CREATE TABLE IF NOT EXISTS shop (
  domain TEXT PRIMARY KEY, name TEXT NOT NULL, token_digest TEXT NOT NULL, client_secret TEXT NOT NULL,
  currency TEXT NOT NULL, country TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS consent (
  code TEXT PRIMARY KEY, scope TEXT NOT NULL, at_ms INTEGER NOT NULL, redirect_uri TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS app_token (digest TEXT PRIMARY KEY, scope TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS place (id INTEGER PRIMARY KEY, name TEXT NOT NULL, position INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS product (
  id INTEGER PRIMARY KEY, handle TEXT NOT NULL UNIQUE, title TEXT NOT NULL, html TEXT NOT NULL, vendor TEXT NOT NULL,
  status TEXT NOT NULL, image TEXT NOT NULL, published INTEGER NOT NULL, updated_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS product_kind (
  product_id INTEGER PRIMARY KEY REFERENCES product (id) ON DELETE CASCADE, kind TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS variant (
  id INTEGER PRIMARY KEY, product_id INTEGER NOT NULL REFERENCES product (id) ON DELETE CASCADE,
  item_id INTEGER NOT NULL UNIQUE, sku TEXT NOT NULL, barcode TEXT NOT NULL, options TEXT NOT NULL,
  price_minor INTEGER NOT NULL CHECK (price_minor >= 0), compare_minor INTEGER, updated_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS variant_by_sku ON variant (sku);
CREATE INDEX IF NOT EXISTS variant_by_product ON variant (product_id);
CREATE TABLE IF NOT EXISTS level (
  item_id INTEGER NOT NULL REFERENCES variant (item_id) ON DELETE CASCADE,
  place_id INTEGER NOT NULL REFERENCES place (id), available INTEGER NOT NULL, PRIMARY KEY (item_id, place_id)
) STRICT;
CREATE TABLE IF NOT EXISTS purchase (
  id INTEGER PRIMARY KEY, reference TEXT UNIQUE, updated_ms INTEGER NOT NULL, doc TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS purchase_by_change ON purchase (updated_ms, id);
CREATE TABLE IF NOT EXISTS part (
  kind TEXT NOT NULL, id INTEGER NOT NULL, purchase_id INTEGER NOT NULL, PRIMARY KEY (kind, id)
) STRICT;
CREATE TABLE IF NOT EXISTS entry (
  id INTEGER PRIMARY KEY, type TEXT NOT NULL, purchase_id INTEGER, amount_minor INTEGER NOT NULL,
  fee_minor INTEGER NOT NULL, at_ms INTEGER NOT NULL, payout_id INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS done_before (
  key TEXT PRIMARY KEY, digest TEXT NOT NULL, answer TEXT NOT NULL, at_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS job (
  id INTEGER PRIMARY KEY, work TEXT NOT NULL, about INTEGER NOT NULL, detail TEXT NOT NULL, ready_ms INTEGER NOT NULL,
  done INTEGER NOT NULL DEFAULT 0, lost INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS export (
  id INTEGER PRIMARY KEY, content BLOB, created_ms INTEGER NOT NULL, ready_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS webhook (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, url TEXT NOT NULL, topic TEXT NOT NULL, fields TEXT NOT NULL,
  active INTEGER NOT NULL, failures INTEGER NOT NULL, created_ms INTEGER NOT NULL
) STRICT;
"""
SCHEMA = SHOP + deliveries.SCHEMA + faults.SCHEMA + buckets.SCHEMA

RESET = (
    *deliveries.RESET,
    *faults.RESET,
    *buckets.RESET,
    "DELETE FROM export",
    "DELETE FROM job",
    "DELETE FROM done_before",
    "DELETE FROM entry",
    "DELETE FROM part",
    "DELETE FROM purchase",
    "DELETE FROM level",
    "DELETE FROM variant",
    "DELETE FROM product",
    "DELETE FROM request_log",
    "DELETE FROM setting",
)
