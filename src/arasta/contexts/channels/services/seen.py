"""Commands: write down how a channel shows listings, ours and those that we do not know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from arasta.contexts.channels.types.inbound import SeenListing
from arasta.kernel import db
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money

_SEE = """
INSERT INTO channels_seen_listing AS s
  (id, channel_id, external_id, state, sku, barcode, grouping, title, description, category, price_minor,
   list_price_minor, currency, quantity, quantities, images, options, url, refs, problem_code, problem, version,
   first_seen_at, seen_at)
SELECT n.id, %(channel)s, n.external, n.state, n.sku, n.barcode, n.grouping, n.title, n.description, n.category,
       n.price, n.list_price, n.currency, n.quantity, n.quantities, ARRAY(SELECT jsonb_array_elements_text(n.images)),
       n.options, n.url, n.refs, n.code, n.problem, n.version, %(now)s, %(now)s
FROM unnest(%(ids)s::uuid[], %(externals)s::text[], %(states)s::text[], %(skus)s::text[], %(barcodes)s::text[],
            %(groups)s::text[], %(titles)s::text[], %(descriptions)s::text[], %(categories)s::text[],
            %(prices)s::bigint[], %(list_prices)s::bigint[], %(currencies)s::text[], %(quantities)s::bigint[],
            %(places)s::jsonb[], %(images)s::jsonb[], %(options)s::jsonb[], %(urls)s::text[], %(refs)s::jsonb[],
            %(codes)s::text[], %(problems)s::text[], %(versions)s::bigint[])
     AS n(id, external, state, sku, barcode, grouping, title, description, category, price, list_price, currency,
          quantity, quantities, images, options, url, refs, code, problem, version)
ORDER BY n.external
ON CONFLICT (channel_id, external_id) DO UPDATE SET
  state = excluded.state, problem_code = excluded.problem_code, problem = excluded.problem,
  sku = coalesce(nullif(excluded.sku, ''), s.sku), barcode = coalesce(nullif(excluded.barcode, ''), s.barcode),
  grouping = coalesce(nullif(excluded.grouping, ''), s.grouping), title = coalesce(nullif(excluded.title, ''), s.title),
  description = coalesce(nullif(excluded.description, ''), s.description),
  category = coalesce(nullif(excluded.category, ''), s.category),
  price_minor = coalesce(excluded.price_minor, s.price_minor),
  list_price_minor = coalesce(excluded.list_price_minor, s.list_price_minor),
  currency = coalesce(nullif(excluded.currency, ''), s.currency), quantity = coalesce(excluded.quantity, s.quantity),
  quantities = CASE excluded.quantities WHEN '{}' THEN s.quantities ELSE excluded.quantities END,
  images = CASE excluded.images WHEN '{}' THEN s.images ELSE excluded.images END,
  options = CASE excluded.options WHEN '{}' THEN s.options ELSE excluded.options END,
  url = coalesce(nullif(excluded.url, ''), s.url), refs = s.refs || excluded.refs,
  version = excluded.version, seen_at = %(now)s
WHERE s.version <= excluded.version
RETURNING s.external_id
"""

_OBSERVE = """
UPDATE channels_listing l SET observed_quantity = coalesce(s.quantity, l.observed_quantity),
  observed_price_minor = CASE WHEN s.currency = l.currency THEN coalesce(s.price_minor, l.observed_price_minor)
                         ELSE l.observed_price_minor END,
  observed_at = %(now)s, refs = l.refs || s.refs
FROM channels_seen_listing s
WHERE l.channel_id = %(channel)s AND s.channel_id = %(channel)s AND l.external_id = s.external_id
  AND s.external_id = ANY(%(externals)s)
RETURNING l.id
"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was written down: ids of listings of ours, and how many the channel shows that we do not know."""

    listing_ids: Sequence[UUID]
    unknown: int


def record_seen(channel_id: UUID, seen: Sequence[SeenListing], *, now: datetime) -> Seen:
    """Write down what a channel shows; what it left unsaid stays. Older versions than the stored change nothing.

    Listings of ours learn the quantity and price that are shown, and the channel's further ids.
    """
    once = {one.external_id: one for one in seen}
    if not once:
        return Seen((), 0)
    with db.transaction():
        written = [row[0] for row in db.rows(_SEE, _columns(channel_id, list(once.values()), now))]
        found = db.rows(_OBSERVE, {"channel": channel_id, "externals": sorted(written), "now": now})
    return Seen([row[0] for row in found], len(written) - len(found))


def _columns(channel_id: UUID, seen: Sequence[SeenListing], now: datetime) -> dict[str, Any]:
    return {
        "channel": channel_id,
        "now": now,
        "ids": [new_id() for _ in seen],
        "externals": [one.external_id for one in seen],
        "states": [one.state.value for one in seen],
        "skus": [one.sku for one in seen],
        "barcodes": [one.barcode for one in seen],
        "groups": [one.group for one in seen],
        "titles": [one.title for one in seen],
        "descriptions": [one.description for one in seen],
        "categories": [one.category for one in seen],
        "prices": [_minor(one.price) for one in seen],
        "list_prices": [_minor(one.list_price) for one in seen],
        "currencies": [_currency(one) for one in seen],
        "quantities": [one.quantity for one in seen],
        "places": [Jsonb(dict(one.quantities)) for one in seen],
        "images": [Jsonb(list(one.images)) for one in seen],
        "options": [Jsonb(dict(one.options)) for one in seen],
        "urls": [one.url for one in seen],
        "refs": [Jsonb(dict(one.refs)) for one in seen],
        "codes": [one.problem_code for one in seen],
        "problems": [one.problem[:2000] for one in seen],
        "versions": [one.version for one in seen],
    }


def _minor(price: Money | None) -> int | None:
    return None if price is None else price.minor


def _currency(one: SeenListing) -> str:
    return next((price.currency for price in (one.price, one.list_price) if price is not None), "")
