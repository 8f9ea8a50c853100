"""Connect a Shopify shop on its own page: there and back with an answer that is believed once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from pytest_django import Settings

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.services import sessions
from arasta.contexts.identity.types import Role
from arasta.kernel import clock, db
from tests.connectors.shopify.rig import ShopifyRig
from tests.contexts.channels.making import KEY
from tests.surfaces.backoffice.making import come_in
from tests.twins.makers import ORIGIN

pytestmark = pytest.mark.django_db(transaction=True)

BEGIN, BACK = "/office/connect/shopify/consent", "/office/connect/shopify/back"


@pytest.fixture
def shop(tmp_path: Path, settings: Settings) -> Iterator[ShopifyRig]:
    settings.FIELD_KEY = KEY
    rig = ShopifyRig(tmp_path)
    rig.wait((clock.now() - rig.now).total_seconds())
    sessions.reach_by(rig.client)
    yield rig
    sessions.reach_by(None)


@pytest.fixture
def owner(client: Client) -> Client:
    come_in(client, Role.OWNER)
    return client


def filled(shop: ShopifyRig) -> dict[str, str]:
    account = shop.account
    return {
        "setting-shop": account.settings["shop"],
        "setting-base_url": account.settings["base_url"],
        "setting-client_id": "demo-client-id",
        "secret-client_secret": account.secrets["client_secret"],
        "currency": "TRY",
    }


def agree(owner: Client, shop: ShopifyRig) -> dict[str, str]:
    """Go to the shop's page, agree, and return what the browser brings back."""
    shown = owner.post(BEGIN, filled(shop))
    assert shown.status_code == 200
    page = urlsplit(str(shown.context["address"]))
    asked = dict(parse_qsl(page.query))
    ticked = {f"scope-{one}": "1" for one in asked["scope"].split(",")}
    went = shop.world.call("POST", page.path, data={**asked, **ticked}, headers={"origin": ORIGIN})
    came = urlsplit(went.headers["location"])
    assert came.path == BACK
    return dict(parse_qsl(came.query))


def test_who_agrees_comes_back_to_name_the_channel_and_no_secret_shows(owner: Client, shop: ShopifyRig) -> None:
    back: Any = owner.get(BACK, agree(owner, shop))
    shown = owner.get(back["Location"]).content.decode()
    named = {"name": "Blog shop", "code": "shop", "currency": "TRY", "country": "TR", "language": "tr"}

    made = owner.post(back["Location"], named)

    kept = channels.installation(channels.channel("shop").id).secrets
    assert (back.status_code, made.status_code) == (302, 302)
    assert ("Kervan" in shown, kept["access_token"][:6]) == (True, "shpat_")
    assert kept["access_token"] not in shown


def test_the_same_answer_is_believed_once(owner: Client, shop: ShopifyRig) -> None:
    answer = agree(owner, shop)

    ways = [str(owner.get(BACK, answer)["Location"]) for _ in range(2)]

    assert ways[0].startswith("/office/connect/set-up/")
    assert ways[1] == "/office/connect/shopify"


def test_an_answer_that_nobody_here_asked_for_is_not_believed(owner: Client, shop: ShopifyRig) -> None:
    answer = agree(owner, shop)
    stranger = Client()
    come_in(stranger)

    page = stranger.get(BACK, answer, follow=True)

    assert "The channel&#x27;s answer could not be believed. Begin again." in page.content.decode()
    assert db.rows("SELECT introduction ->> 'name' FROM channels_connection_draft") == [("",)]


@pytest.mark.parametrize("missing", ["setting-client_id", "secret-client_secret", "setting-shop"])
def test_what_is_missing_is_said_on_its_field(owner: Client, shop: ShopifyRig, missing: str) -> None:
    refused = owner.post(BEGIN, {**filled(shop), missing: ""})

    assert refused.status_code == 422
    assert db.rows("SELECT count(*) FROM channels_connection_draft") == [(0,)]


def test_a_channel_without_such_a_page_offers_none(owner: Client, shop: ShopifyRig) -> None:
    assert owner.post("/office/connect/trendyol/consent", {}).status_code == 409
    assert "Install on its own page" in owner.get("/office/connect/shopify").content.decode()
    assert "Install on its own page" not in owner.get("/office/connect/trendyol").content.decode()
