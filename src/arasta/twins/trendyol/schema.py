"""Tables of the Trendyol twin."""

from arasta.twins import deliveries, faults

MARKET = """
CREATE TABLE IF NOT EXISTS seller (
  id INTEGER PRIMARY KEY, api_key TEXT NOT NULL, secret_digest TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS listing (
  seller_id INTEGER NOT NULL REFERENCES seller (id), barcode TEXT NOT NULL, content_id INTEGER NOT NULL,
  title TEXT NOT NULL, search_text TEXT NOT NULL, product_main_id TEXT NOT NULL, stock_code TEXT NOT NULL,
  image_url TEXT NOT NULL, vat_rate INTEGER NOT NULL,
  list_minor INTEGER NOT NULL CHECK (list_minor >= sale_minor), sale_minor INTEGER NOT NULL CHECK (sale_minor >= 0),
  quantity INTEGER NOT NULL CHECK (quantity >= 0), approval TEXT NOT NULL, approve_at_ms INTEGER,
  reject_reason TEXT NOT NULL DEFAULT '', pushed_ms INTEGER,
  PRIMARY KEY (seller_id, barcode)
) STRICT;
CREATE INDEX IF NOT EXISTS listing_waiting ON listing (approve_at_ms) WHERE approve_at_ms IS NOT NULL;
CREATE TABLE IF NOT EXISTS content (
  seller_id INTEGER NOT NULL, barcode TEXT NOT NULL, description TEXT, images TEXT, brand_id INTEGER,
  category_id INTEGER, PRIMARY KEY (seller_id, barcode)
) STRICT;
CREATE TABLE IF NOT EXISTS batch (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, seller_id INTEGER NOT NULL, kind TEXT NOT NULL,
  created_ms INTEGER NOT NULL, ready_ms INTEGER NOT NULL, processed_ms INTEGER,
  items TEXT NOT NULL, results TEXT, lost INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS batch_waiting ON batch (ready_ms) WHERE processed_ms IS NULL;
CREATE TABLE IF NOT EXISTS accepted_body (
  seller_id INTEGER NOT NULL, digest TEXT NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (seller_id, digest)
) STRICT;
CREATE TABLE IF NOT EXISTS purchase (
  order_number TEXT PRIMARY KEY, seller_id INTEGER NOT NULL, reference TEXT UNIQUE, ordered_ms INTEGER NOT NULL,
  customer_id INTEGER NOT NULL, first_name TEXT NOT NULL, last_name TEXT NOT NULL, email TEXT NOT NULL,
  address TEXT NOT NULL, city TEXT NOT NULL, district TEXT NOT NULL, postal_code TEXT NOT NULL, phone TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS package (
  id INTEGER PRIMARY KEY, seller_id INTEGER NOT NULL, order_number TEXT NOT NULL REFERENCES purchase (order_number),
  status TEXT NOT NULL, created_ms INTEGER NOT NULL, modified_ms INTEGER NOT NULL,
  created_by TEXT NOT NULL, origin_ids TEXT NOT NULL, tracking_number INTEGER, sender_number TEXT,
  invoice_number TEXT, odd_status TEXT, odd_field INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS package_by_change ON package (seller_id, modified_ms, id);
CREATE INDEX IF NOT EXISTS package_by_creation ON package (seller_id, created_ms, id);
CREATE INDEX IF NOT EXISTS package_by_order ON package (order_number);
CREATE TABLE IF NOT EXISTS history (
  package_id INTEGER NOT NULL REFERENCES package (id), status TEXT NOT NULL, at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS history_by_package ON history (package_id);
CREATE TABLE IF NOT EXISTS line (
  package_id INTEGER NOT NULL REFERENCES package (id), id INTEGER NOT NULL, barcode TEXT NOT NULL,
  shown_barcode TEXT NOT NULL, stock_code TEXT NOT NULL, name TEXT NOT NULL, content_id INTEGER NOT NULL,
  quantity INTEGER NOT NULL CHECK (quantity > 0), unit_minor INTEGER NOT NULL, vat_rate INTEGER NOT NULL,
  canceled_by TEXT NOT NULL DEFAULT '', cancel_reason TEXT NOT NULL DEFAULT '',
  cancel_code INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (package_id, id)
) STRICT;
CREATE TABLE IF NOT EXISTS webhook (
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, seller_id INTEGER NOT NULL, url TEXT NOT NULL,
  auth TEXT NOT NULL, username TEXT NOT NULL, password TEXT NOT NULL, api_key TEXT NOT NULL, statuses TEXT NOT NULL,
  active INTEGER NOT NULL, failures INTEGER NOT NULL, created_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS rate (
  seller_id INTEGER NOT NULL, name TEXT NOT NULL, window_ms INTEGER NOT NULL, calls INTEGER NOT NULL,
  PRIMARY KEY (seller_id, name)
) STRICT;
CREATE TABLE IF NOT EXISTS claim (
  id TEXT PRIMARY KEY, seller_id INTEGER NOT NULL, order_number TEXT NOT NULL, created_ms INTEGER NOT NULL,
  modified_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS claim_by_change ON claim (seller_id, modified_ms, id);
CREATE TABLE IF NOT EXISTS claim_item (
  id TEXT PRIMARY KEY, claim_id TEXT NOT NULL REFERENCES claim (id), package_id INTEGER NOT NULL,
  line_id INTEGER NOT NULL, status TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS claim_item_by_claim ON claim_item (claim_id);
CREATE TABLE IF NOT EXISTS settlement (
  number INTEGER PRIMARY KEY, seller_id INTEGER NOT NULL, kind TEXT NOT NULL, at_ms INTEGER NOT NULL,
  barcode TEXT NOT NULL, order_number TEXT NOT NULL, minor INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS settlement_by_time ON settlement (seller_id, kind, at_ms);
CREATE TABLE IF NOT EXISTS payout (
  number INTEGER PRIMARY KEY, seller_id INTEGER NOT NULL, at_ms INTEGER NOT NULL, minor INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS paid (
  settlement INTEGER PRIMARY KEY REFERENCES settlement (number), payout INTEGER NOT NULL REFERENCES payout (number)
) STRICT;
CREATE TABLE IF NOT EXISTS deduction (
  id TEXT PRIMARY KEY, seller_id INTEGER NOT NULL, at_ms INTEGER NOT NULL, word TEXT NOT NULL, minor INTEGER NOT NULL,
  payout INTEGER NOT NULL REFERENCES payout (number)
) STRICT;
CREATE TABLE IF NOT EXISTS cargo (
  number INTEGER PRIMARY KEY, seller_id INTEGER NOT NULL, order_number TEXT NOT NULL, word TEXT NOT NULL,
  minor INTEGER NOT NULL, deduction TEXT REFERENCES deduction (id)
) STRICT;
CREATE TABLE IF NOT EXISTS issue (
  claim_item TEXT PRIMARY KEY REFERENCES claim_item (id), reason INTEGER NOT NULL, description TEXT NOT NULL,
  files INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS invoice_link (
  package_id INTEGER PRIMARY KEY REFERENCES package (id), url TEXT NOT NULL UNIQUE
) STRICT;
"""
SCHEMA = MARKET + deliveries.SCHEMA + faults.SCHEMA

RESET = (
    *deliveries.RESET,
    *faults.RESET,
    "DELETE FROM invoice_link",
    "DELETE FROM issue",
    "DELETE FROM cargo",
    "DELETE FROM deduction",
    "DELETE FROM paid",
    "DELETE FROM payout",
    "DELETE FROM settlement",
    "DELETE FROM claim_item",
    "DELETE FROM claim",
    "DELETE FROM line",
    "DELETE FROM history",
    "DELETE FROM package",
    "DELETE FROM purchase",
    "DELETE FROM accepted_body",
    "DELETE FROM batch",
    "DELETE FROM content",
    "DELETE FROM listing",
    "DELETE FROM rate",
    "DELETE FROM request_log",
    "DELETE FROM setting",
)
