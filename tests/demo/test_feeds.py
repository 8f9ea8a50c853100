"""What the demo's feeds say agrees with the pages that they lead to."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django import Settings

from arasta.contexts.channels.queries import feed_files, feeds
from arasta.contexts.channels.types.feeds import Feed
from arasta.demo import seed
from arasta.flows.feeding import write_feeds
from arasta.kernel import clock
from tests.flows.stall import KEY

pytestmark = pytest.mark.django_db

SHOP = "https://kervan.example"
MOST_PAGES = 60
AVAILABILITY = {
    "in_stock": "https://schema.org/InStock",
    "out_of_stock": "https://schema.org/OutOfStock",
    "preorder": "https://schema.org/PreOrder",
    "backorder": "https://schema.org/BackOrder",
}


def _rows(feed: Feed) -> list[dict[str, str]]:
    text = gzip.decompress(Path(feed_files.file_of(feed, feed.version)).read_bytes()).decode()
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


def _offer(page: str) -> dict[str, str]:
    scripts = re.findall(r"<script[^>]*application/ld\+json[^>]*>(.*?)</script>", page, re.DOTALL)
    [data] = [found for found in map(json.loads, scripts) if "offers" in found]
    return {**data["offers"], "sku": data["sku"]}


def test_price_and_availability_are_those_of_the_page(tmp_path: Path, settings: Settings, client: Client) -> None:
    settings.HOME, settings.PUBLIC_URL, settings.FIELD_KEY = tmp_path, SHOP, KEY
    seed.found(media=tmp_path / "media", twins_url="http://twins.example", at=clock.now(), step=lambda name: None)
    assert write_feeds.write_due(now=clock.now) == 3
    written = {feed.name: feed for feed in feeds.feeds()}
    rows = _rows(written["products"])

    seen = []
    for row in rows[:: max(1, len(rows) // MOST_PAGES)]:
        parts = urlsplit(row["link"])
        offer = _offer(client.get(f"{parts.path}?{parts.query}", headers={"Accept-Language": "tr"}).content.decode())
        asked = row["sale_price"] or row["price"]
        seen.append(row["availability"])
        assert (offer["sku"], f"{offer['price']} {offer['priceCurrency']}") == (row["id"], asked)
        assert offer["availability"] == AVAILABILITY[row["availability"]]

    assert f"{urlsplit(rows[0]['link']).scheme}://{urlsplit(rows[0]['link']).netloc}" == SHOP
    assert len(seen) >= MOST_PAGES
    assert {"in_stock"} < set(seen) <= set(AVAILABILITY)
    assert written["stores"].offered > written["products"].offered
    assert written["catalog"].offered == written["products"].offered
    notes = {path.name: len(path.read_text().split()) for path in (tmp_path / "twins").glob("*.feeds")}
    assert notes == {"google.feeds": 2, "meta.feeds": 1}
