"""Feeds: all offers of the shop written to a file, for the first time and again, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from time import monotonic
from typing import Any

from arasta.bench import meters, plan
from arasta.bench.figures import Figure, figure
from arasta.bench.plan import Name
from arasta.bench.stage import Stage
from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.services import channels, feeds
from arasta.contexts.channels.types import ChannelInput, ChannelKind
from arasta.contexts.channels.types.feeds import Feed, FeedFormat, FeedInput, FeedKind, FeedTarget
from arasta.kernel import db

_CODE = "bench-feeds"
_FEEDS = (
    ("google-tsv", FeedTarget.GOOGLE, FeedKind.PRODUCTS, FeedFormat.TSV),
    ("meta-xml", FeedTarget.META, FeedKind.PRODUCTS, FeedFormat.XML),
    ("google-local", FeedTarget.GOOGLE, FeedKind.LOCAL, FeedFormat.TSV),
)

_DRESS = (
    "INSERT INTO catalog_brand (id, code, name) VALUES (uuidv7(), 'bench', 'Bench') ON CONFLICT DO NOTHING",
    "UPDATE catalog_product SET brand_id = (SELECT id FROM catalog_brand WHERE code = 'bench') WHERE brand_id IS NULL",
    "UPDATE catalog_product_text SET description = repeat('A thing that people like to have in their house. ', 8)"
    " WHERE description = ''",
    "INSERT INTO catalog_media (id, product_id, store, path, position)"
    " SELECT uuidv7(), id, 'media', 'bench/' || handle || '.webp', 0 FROM catalog_product ON CONFLICT DO NOTHING",
    "ANALYZE catalog_product, catalog_product_text, catalog_media",
)

_BARE = """
SELECT count(*), sum(length(f.sku || f.title || f.description)) FROM (
  SELECT v.sku, t.title, t.description, p.amount_minor, s.free
  FROM catalog_variant v
  JOIN catalog_product_text t ON t.product_id = v.product_id
  JOIN pricing_price p ON p.variant_id = v.id
  JOIN (SELECT variant_id, sum(on_hand - unavailable - committed - reserved) AS free FROM inventory_level GROUP BY 1) s
    ON s.variant_id = v.id
) f
"""


def written(stage: Stage) -> Figure:
    """Write each feed for the first time and again; the value is the first writing of the first."""
    stage.stop("worker")
    for statement in _DRESS:
        db.execute(statement)
    offers, seconds = _bare()
    runs = {feed.name: {"first": _run(feed), "again": _run(feed)} for feed in _open()}
    first = runs["google-tsv"]["first"]
    return figure(
        Name.FEEDS,
        first["offers"] / first["seconds"],
        "offers/s",
        limit=offers / seconds,
        limit_is="one SELECT of SKU, texts, price and stock of the same offers",
        offers=first["offers"],
        seconds=first["seconds"],
        peak_mib=max(run["peak_mib"] for two in runs.values() for run in two.values()),
        runs=runs,
        **meters.about(stage),
    )


def _open() -> list[Feed]:
    made = channels.save_channels(
        [
            ChannelInput(
                code=_CODE,
                kind=ChannelKind.MARKETPLACE,
                name="Feeds",
                currency=plan.CURRENCY,
                country="TR",
                language="en",
            )
        ]
    )
    shop = reads.channel(plan.CHANNEL).id
    return [
        feeds.open_feed(
            FeedInput(channel_id=made[_CODE], shop_id=shop, name=name, target=target, kind=kind, format=form)
        )
        for name, target, kind, form in _FEEDS
    ]


def _bare() -> tuple[int, float]:
    began = monotonic()
    [(offers, _)] = db.rows(_BARE)
    return int(offers), monotonic() - began


def _run(feed: Feed) -> dict[str, Any]:
    """Write a feed in a fresh process, so that the memory is its own."""
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "arasta.bench.feed_writing", str(feed.id)], check=True, capture_output=True, text=True
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told
