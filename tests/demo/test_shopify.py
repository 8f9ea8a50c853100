"""The demo company's goods stand in its Shopify shop as soon as they are told, and can be bought there."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pytest_django import Settings

from arasta.contexts.channels.queries import channels, connecting, listings
from arasta.contexts.channels.services import sessions
from arasta.contexts.channels.types import ListingStatus
from arasta.demo import calling, seed, shopify
from arasta.flows.ordering.pull_channel_orders import pull_channel_orders
from arasta.flows.publishing.publish_listings import publish_waiting
from arasta.kernel import clock
from tests.connectors.shopify.rig import ShopifyRig
from tests.connectors.suite.rig import Goods
from tests.flows.stall import KEY
from tests.twins.makers import ORIGIN

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_demo_keeps_a_shop_at_shopify(tmp_path: Path, settings: Settings) -> None:
    settings.HOME, settings.FIELD_KEY = tmp_path, KEY
    rig = ShopifyRig(tmp_path)
    rig.world.time = clock.now()
    seed.found(media=tmp_path / "media", twins_url=ORIGIN, at=rig.now, step=lambda name: None)
    [channel] = [one for one in channels.channels() if one.code == shopify.CODE]
    installation = channels.installation(channel.id)
    sessions.reach_by(rig.client)

    try:
        while publish_waiting(installation, at=rig.now):
            rig.wait(60)
        kept = listings.listings_page(channel.id, limit=500).items
        shown = {one["sku"]: one for one in rig.control("GET", "/listings", params={"limit": 500})["listings"]}
        sku = next(code for code, one in shown.items() if one["quantity"] > 0)
        calling.have_called()
        rig.buy(Goods(external_id=sku, sku=sku))
        rig.wait(10)
        called = {call.path for call in rig.called()}
        pulled = pull_channel_orders(installation, at=rig.now)
    finally:
        sessions.reach_by(None)

    assert called == {urlsplit(connecting.hook_address(installation.id)).path}
    assert {row.status for row in kept} == {ListingStatus.ACTIVE}, {row.problem for row in kept}
    assert {row.external_id for row in kept} == set(shown)
    assert (pulled.entered, pulled.parked) == (1, 0)
