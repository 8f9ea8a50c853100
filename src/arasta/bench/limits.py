"""The limit: what the same database server does when nothing but the essential SQL is asked of it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import uuid4

from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from arasta.kernel import db

CLIENTS = 8
_THREADS = 2
_STARTS_WITHIN = 30
_RATE = re.compile(r"tps = ([\d.]+)")

_TABLES = """
DROP SCHEMA IF EXISTS bench_limit CASCADE;
CREATE SCHEMA bench_limit;
SET LOCAL search_path = bench_limit;
CREATE TABLE stock (sku int, location int, on_hand int NOT NULL, reserved int NOT NULL DEFAULT 0,
  PRIMARY KEY (sku, location), CHECK (reserved <= on_hand));
CREATE TABLE orders (id bigserial PRIMARY KEY, email text NOT NULL, total_minor bigint NOT NULL, currency char(3) NOT NULL,
  status text NOT NULL, placed_at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE TABLE line (id bigserial PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders, sku int NOT NULL,
  quantity int NOT NULL CHECK (quantity > 0), price_minor bigint NOT NULL);
CREATE TABLE movement (id bigserial PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders, sku int NOT NULL,
  location int NOT NULL, quantity int NOT NULL);
CREATE TABLE payment (id bigserial PRIMARY KEY, order_id bigint NOT NULL REFERENCES orders, amount_minor bigint NOT NULL,
  reference text NOT NULL);
CREATE TABLE event (id bigserial PRIMARY KEY, name text NOT NULL, payload jsonb NOT NULL,
  occurred_at timestamptz NOT NULL DEFAULT clock_timestamp());
INSERT INTO stock SELECT sku, location, 2000000000, 0
FROM generate_series(1, 10000) AS sku, generate_series(1, 5) AS location;
"""

TRANSACTION = """\\set sku random(1, 10000)
BEGIN;
UPDATE bench_limit.stock SET reserved = reserved + 1 WHERE sku = :sku AND location = 1 AND on_hand - reserved >= 1;
INSERT INTO bench_limit.orders (email, total_minor, currency, status) VALUES ('a@b.co', 12500, 'TRY', 'placed');
INSERT INTO bench_limit.line (order_id, sku, quantity, price_minor)
  VALUES (currval('bench_limit.orders_id_seq'), :sku, 1, 12500);
INSERT INTO bench_limit.movement (order_id, sku, location, quantity)
  VALUES (currval('bench_limit.orders_id_seq'), :sku, 1, 1);
INSERT INTO bench_limit.payment (order_id, amount_minor, reference)
  VALUES (currval('bench_limit.orders_id_seq'), 12500, 'ref');
INSERT INTO bench_limit.event (name, payload)
  VALUES ('order_placed', jsonb_build_object('order', currval('bench_limit.orders_id_seq')));
COMMIT;
"""

ONE_STATEMENT = """\\set sku random(1, 10000)
WITH taken AS (
  UPDATE bench_limit.stock SET reserved = reserved + 1 WHERE sku = :sku AND location = 1 AND on_hand - reserved >= 1
  RETURNING sku
), placed AS (
  INSERT INTO bench_limit.orders (email, total_minor, currency, status)
  SELECT 'a@b.co', 12500, 'TRY', 'placed' FROM taken RETURNING id
), line AS (
  INSERT INTO bench_limit.line (order_id, sku, quantity, price_minor) SELECT id, sku, 1, 12500 FROM placed, taken
), movement AS (
  INSERT INTO bench_limit.movement (order_id, sku, location, quantity) SELECT id, sku, 1, 1 FROM placed, taken
), payment AS (
  INSERT INTO bench_limit.payment (order_id, amount_minor, reference) SELECT id, 12500, 'ref' FROM placed
)
INSERT INTO bench_limit.event (name, payload) SELECT 'order_placed', jsonb_build_object('order', id) FROM placed;
"""

FULL_TEXT = """\\set word random(1, 3)
SELECT product_id FROM catalog_product_text
WHERE search @@ plainto_tsquery('simple', (ARRAY['linen shirt', 'copper jug', 'bergama vase'])[:word])
ORDER BY ts_rank(search, plainto_tsquery('simple', (ARRAY['linen shirt', 'copper jug', 'bergama vase'])[:word])) DESC LIMIT 24;
"""

LEVELS_OF_ONE = (
    "\\set sku random(1, 10000)\nSELECT location, on_hand, reserved FROM bench_limit.stock WHERE sku = :sku;\n"
)


@dataclass(frozen=True, slots=True)
class Server:
    """The database server under test, and the program that drives it."""

    url: str
    pgbench: Path

    def rate(self, script: str, *, seconds: float, clients: int = CLIENTS) -> float | None:
        """Return how often a second the script ran; None where the server's installation has no pgbench."""
        if not self.pgbench.exists():
            return None
        make_tables()
        with TemporaryDirectory(prefix="arasta-limit-") as folder:
            file = Path(folder) / "script.sql"
            file.write_text(script, encoding="utf-8")
            said = self._run(["-f", str(file), "-c", str(clients)], seconds)
        found = _RATE.search(said)
        if found is None:
            raise RuntimeError(f"pgbench told no rate:\n{said}")
        return float(found[1])

    def _run(self, arguments: Sequence[str], seconds: float) -> str:
        argv = [
            str(self.pgbench), "-n", "-M", "prepared", "-j", str(_THREADS), "-T", str(max(1, round(seconds))), *arguments,
        ]  # fmt: skip
        done = subprocess.run(  # noqa: S603 - the server's own program
            argv,
            capture_output=True,
            text=True,
            timeout=seconds + _STARTS_WITHIN,
            env={**os.environ, **_environment(self.url)},
            check=False,
        )
        return done.stdout + done.stderr


def make_tables() -> None:
    """Make the bare tables anew, in a schema of their own."""
    with db.transaction():
        db.execute(_TABLES)
    db.execute("VACUUM ANALYZE bench_limit.stock")


def drop_tables() -> None:
    """Leave nothing of the limit's tables."""
    db.execute("DROP SCHEMA IF EXISTS bench_limit CASCADE")


def _environment(url: str) -> Mapping[str, str]:
    """Name the server as its programs want it; a password has no place on a command line."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    return {names[key]: str(value) for key, value in conninfo_to_dict(url).items() if key in names}


_LEVELS = """
DROP SCHEMA IF EXISTS bench_limit CASCADE;
CREATE SCHEMA bench_limit;
CREATE TABLE bench_limit.level (variant uuid, location uuid, on_hand int NOT NULL, PRIMARY KEY (variant, location));
"""
_FILL = """
INSERT INTO bench_limit.level SELECT gen_random_uuid(), gen_random_uuid(), 100 FROM generate_series(1, %s)
RETURNING variant::text, location::text
"""
_UPDATE = """
UPDATE bench_limit.level l SET on_hand = l.on_hand + 1
FROM unnest(%s::uuid[], %s::uuid[]) AS n(variant, location) WHERE l.variant = n.variant AND l.location = n.location
"""
_GOODS = """
DROP SCHEMA IF EXISTS bench_limit CASCADE;
CREATE SCHEMA bench_limit;
CREATE TABLE bench_limit.product (id uuid PRIMARY KEY, handle text NOT NULL, title text NOT NULL);
CREATE TABLE bench_limit.variant (id uuid PRIMARY KEY, product uuid NOT NULL, sku text NOT NULL UNIQUE);
CREATE TABLE bench_limit.price (variant uuid PRIMARY KEY, list text NOT NULL, minor bigint NOT NULL);
CREATE TABLE bench_limit.level (variant uuid, location uuid, on_hand int NOT NULL, PRIMARY KEY (variant, location));
"""


def seconds_of_update(rows: int) -> float:
    """Return how long one statement takes that changes so many bare levels."""
    with db.transaction():
        db.execute(_LEVELS)
        keys = db.rows(_FILL, [rows])
    began = perf_counter()
    db.execute(_UPDATE, [[key[0] for key in keys], [key[1] for key in keys]])
    return perf_counter() - began


def seconds_of_copy(rows: int) -> float:
    """Return how long it takes to copy so many variants, each with product, price and level, into bare tables."""
    keys = [uuid4() for _ in range(rows)]
    tables: dict[str, list[tuple[object, ...]]] = {
        "product": [(key, f"thing-{place}", f"Thing {place}") for place, key in enumerate(keys)],
        "variant": [(key, key, f"I-{place}") for place, key in enumerate(keys)],
        "price": [(key, "retail", 12_500) for key in keys],
        "level": [(key, keys[0], 100) for key in keys],
    }
    with db.transaction():
        db.execute(_GOODS)
    began = perf_counter()
    with db.transaction(), connection.cursor() as cursor:
        for name, rows_of_it in tables.items():
            with cursor.copy(f"COPY bench_limit.{name} FROM STDIN") as copy:
                for row in rows_of_it:
                    copy.write_row(row)
    return perf_counter() - began
