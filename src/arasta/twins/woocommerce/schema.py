"""Tables of the shop."""

from arasta.twins import deliveries, faults

SHOP = """
CREATE TABLE IF NOT EXISTS product (
  id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL, kind TEXT NOT NULL, status TEXT NOT NULL, name TEXT NOT NULL,
  slug TEXT NOT NULL, sku TEXT NOT NULL, description TEXT NOT NULL, attributes TEXT NOT NULL, images TEXT NOT NULL,
  managed INTEGER NOT NULL, quantity INTEGER NOT NULL, regular_minor INTEGER, sale_minor INTEGER,
  created_ms INTEGER NOT NULL, modified_ms INTEGER NOT NULL, told TEXT NOT NULL DEFAULT '',
  categories TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS product_by_sku ON product (sku) WHERE sku <> '';
CREATE INDEX IF NOT EXISTS product_by_parent ON product (parent_id, id);
CREATE INDEX IF NOT EXISTS product_by_change ON product (modified_ms, id);
CREATE TABLE IF NOT EXISTS purchase (
  id INTEGER PRIMARY KEY, reference TEXT UNIQUE, status TEXT NOT NULL, currency TEXT NOT NULL,
  created_ms INTEGER NOT NULL, modified_ms INTEGER NOT NULL, completed_ms INTEGER, customer_id INTEGER NOT NULL,
  first_name TEXT NOT NULL, last_name TEXT NOT NULL, address TEXT NOT NULL, city TEXT NOT NULL,
  district TEXT NOT NULL, postal_code TEXT NOT NULL, phone TEXT NOT NULL, email TEXT NOT NULL,
  coupon TEXT NOT NULL, delivery_minor INTEGER NOT NULL, fee_minor INTEGER NOT NULL,
  odd_status TEXT, odd_field INTEGER NOT NULL, meta TEXT NOT NULL, told TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX IF NOT EXISTS purchase_by_change ON purchase (modified_ms, id);
CREATE TABLE IF NOT EXISTS line (
  id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES purchase (id), product_id INTEGER NOT NULL,
  variation_id INTEGER NOT NULL, name TEXT NOT NULL, sku TEXT NOT NULL, quantity INTEGER NOT NULL CHECK (quantity > 0),
  before_minor INTEGER NOT NULL, total_minor INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS line_by_order ON line (order_id);
CREATE TABLE IF NOT EXISTS refund (
  id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES purchase (id), amount_minor INTEGER NOT NULL,
  reason TEXT NOT NULL, at_ms INTEGER NOT NULL, moved INTEGER NOT NULL, lines TEXT NOT NULL, meta TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS refund_by_order ON refund (order_id);
CREATE TABLE IF NOT EXISTS note (
  id INTEGER PRIMARY KEY, order_id INTEGER NOT NULL REFERENCES purchase (id), text TEXT NOT NULL,
  for_customer INTEGER NOT NULL, at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS note_by_order ON note (order_id);
CREATE TABLE IF NOT EXISTS webhook (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, topic TEXT NOT NULL, status TEXT NOT NULL,
  url TEXT NOT NULL, secret TEXT NOT NULL, active INTEGER NOT NULL, failures INTEGER NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS rate (name TEXT PRIMARY KEY, minute INTEGER NOT NULL, calls INTEGER NOT NULL) STRICT;
"""
SCHEMA = SHOP + deliveries.SCHEMA + faults.SCHEMA

RESET = (
    *deliveries.RESET,
    "DELETE FROM note",
    "DELETE FROM refund",
    "DELETE FROM line",
    "DELETE FROM purchase",
    "DELETE FROM product",
    "DELETE FROM rate",
    *faults.RESET,
    "DELETE FROM request_log",
    "DELETE FROM setting",
)
