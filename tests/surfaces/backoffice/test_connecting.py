"""Connect a channel: choose, try the account, make it a channel; change the key; end it. Secrets never come back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from django.test import Client
from pytest_django import Settings

from arasta.contexts.channels.queries import channels, outbound, secrets
from arasta.contexts.channels.queries.channels import InstallationMissing
from arasta.contexts.channels.services import channels as book
from arasta.contexts.channels.services import sessions, sync
from arasta.contexts.channels.types import ChannelKind, ChannelStatus, Stream
from arasta.contexts.channels.types.outbound import RolloutStage
from arasta.contexts.identity.types import Role
from arasta.contexts.inventory.types import LocationKind
from arasta.kernel import clock, db
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.contexts.channels.calling import calling_connector, install_caller
from tests.contexts.channels.making import KEY
from tests.surfaces.backoffice.making import come_in

pytestmark = pytest.mark.django_db(transaction=True)

KEYS = {"secret-consumer_key": "ck_right", "secret-consumer_secret": "cs_hush"}
ACCOUNT = {"setting-address": "https://shop.example", "currency": "try", **KEYS}
ANSWERS: dict[str, Any] = {
    "/wp-json/wc/v3/system_status": {
        "environment": {"home_url": "https://shop.example"},
        "settings": {"currency": "TRY"},
    },
    "/wp-json/wc/v3/settings/tax/woocommerce_prices_include_tax": {"value": "yes"},
    "/wp-json/wc/v3/settings/general/woocommerce_default_country": {"value": "TR:TR34"},
}


def shop(request: httpx.Request) -> httpx.Response:
    """Answer as a shop does whose right key is ck_right."""
    if request.headers["authorization"] != httpx.BasicAuth("ck_right", "cs_hush")._auth_header:
        return httpx.Response(401, json={"code": "woocommerce_rest_cannot_view", "message": "no"})
    return httpx.Response(200, json=ANSWERS.get(request.url.path, []))


@pytest.fixture(autouse=True)
def reached(settings: Settings) -> Iterator[None]:
    settings.FIELD_KEY = KEY
    sessions.reach_by(lambda: httpx.Client(transport=httpx.MockTransport(shop)))
    yield
    sessions.reach_by(None)


@pytest.fixture
def owner(client: Client) -> Client:
    come_in(client, Role.OWNER)
    return client


def connect(owner: Client, **more: str) -> Any:
    """Go through the steps to a channel called “shop”."""
    page = owner.post("/office/connect/woocommerce", ACCOUNT)
    named = {"name": "Blog shop", "code": "shop", "currency": "TRY", "country": "TR", "language": "tr"}
    return owner.post(page["Location"], {**named, **more})


def test_the_list_says_what_can_be_connected_and_how_well(owner: Client) -> None:
    page = owner.get("/office/connect").content.decode()

    assert "Trendyol" in page
    assert "WooCommerce" in page
    assert "Silver" in page
    assert "Test payments" not in page


def test_a_wrong_key_is_told_on_its_field_in_plain_words_and_nothing_is_kept(owner: Client) -> None:
    page = owner.post("/office/connect/woocommerce", {**ACCOUNT, "secret-consumer_key": "ck_wrong"})

    text = page.content.decode()
    assert page.status_code == 422
    assert "The channel does not take this key. Copy it once more, without spaces around it." in text
    assert "ck_wrong" not in text
    assert db.rows("SELECT count(*) FROM channels_connection_draft") == [(0,)]


def test_a_setting_that_cannot_be_is_told_on_its_field(owner: Client) -> None:
    page = owner.post("/office/connect/woocommerce", {**ACCOUNT, "setting-address": "http://shop.example"})

    assert page.status_code == 422
    assert "This cannot be right. Compare it with what is asked for here." in page.content.decode()


def test_what_is_lacking_is_told_on_its_field_without_codes(owner: Client) -> None:
    page = owner.post("/office/connect/shopify/consent", {"setting-shop": "kervan.myshopify.com", "currency": "TRY"})

    assert page.status_code == 422
    assert "This is needed here. Fill it in and try again." in page.content.decode()
    assert "client_id”" not in page.content.decode()


def test_the_enter_key_tries_the_account_and_does_not_leave_for_the_channels_page(owner: Client) -> None:
    page = owner.get("/office/connect/shopify").content.decode()

    assert 0 < page.index("Try the connection") < page.index("Install on its own page")


def test_an_account_becomes_one_channel_only_until_it_is_disconnected(owner: Client) -> None:
    waiting = owner.post("/office/connect/woocommerce", ACCOUNT)["Location"]
    connect(owner)
    named = {"name": "Again", "code": "again", "currency": "TRY", "country": "TR", "language": "tr"}

    told = owner.post("/office/connect/woocommerce", ACCOUNT)
    late = owner.post(waiting, named)

    sentence = "This account is connected already, as the channel “Blog shop”."
    assert (told.status_code, late.status_code) == (422, 409)
    assert sentence in told.content.decode()
    assert sentence in late.content.decode()
    owner.post("/office/channels/shop/disconnect", {"code": "shop"})
    assert owner.post(waiting, named).status_code == 302


def test_the_warehouse_serves_a_new_channel_unless_one_says_otherwise(owner: Client) -> None:
    makers.make_location("IST", LocationKind.WAREHOUSE)
    makers.make_location("KDK", LocationKind.STORE)

    page = owner.get(owner.post("/office/connect/woocommerce", ACCOUNT)["Location"]).content.decode()

    boxes = re.findall(r'<input[^>]*name="serves-(\w+)"([^>]*)>', page)
    assert {code: "checked" in more for code, more in boxes} == {"IST": True, "KDK": False}


def test_listings_are_read_before_they_can_be_done_with(owner: Client) -> None:
    connect(owner)
    installation_id, page = channels.installation(channels.channel("shop").id).id, "/office/channels/shop/matching"

    before = owner.get(page).content.decode()
    sync.save_watermark(installation_id, Stream.LISTINGS, now=clock.now())
    after = owner.get(page).content.decode()

    assert ("Read its listings now" in before, "Done, tell the channel" in before) == (True, False)
    assert ("Read its listings now" in after, "Done, tell the channel" in after) == (False, True)


def test_a_channel_that_shows_nothing_of_its_own_offers_no_matching(owner: Client) -> None:
    with calling_connector():
        install_caller(makers.make_channel("silent", kind="marketplace"))

        page = owner.get("/office/channels/silent/matching").content.decode()

    assert "Its listings cannot be read" in page
    assert "Look for matches" not in page


def test_a_channel_that_is_told_by_hand_where_to_call_has_no_button_for_it(owner: Client) -> None:
    secrets_of_meta = {"access_token": "t", "app_secret": "s", "verify_token": "v"}
    channel_id = makers.make_channel("meta", kind="marketplace")
    book.install(channel_id, connector="meta", settings={"catalog_id": "7"}, secrets=secrets_of_meta, actor=SYSTEM)

    page = owner.get("/office/channels/meta/connection").content.decode()
    tried = owner.post("/office/channels/meta/subscribe", follow=True)

    assert ("Where it calls us" in page, "Have it call us here" in page) == (True, False)
    assert "This channel is told in its own settings where to call us." in tried.content.decode()


def test_what_works_is_kept_sealed_and_becomes_a_paused_channel(owner: Client) -> None:
    place = makers.make_location("IST")
    serving = {"serves-IST": "on", "ships-IST": "on", "priority-IST": "1"}

    first = owner.post("/office/connect/woocommerce", ACCOUNT)
    shown = owner.get(first["Location"]).content.decode()
    sealed = str(db.rows("SELECT sealed, settings FROM channels_connection_draft")[0])
    made = connect(owner, **serving)

    channel = channels.channel("shop")
    installed = channels.installation(channel.id)
    assert "shop.example" in shown
    assert "cs_hush" not in shown + sealed
    assert (made.status_code, made["Location"]) == (302, "/office/channels/shop/connection")
    assert (channel.kind, channel.currency, channel.status) == (ChannelKind.MARKETPLACE, "TRY", ChannelStatus.PAUSED)
    assert [one.location_id for one in channels.locations_of(channel.id)] == [place]
    assert installed.secrets == {"consumer_key": "ck_right", "consumer_secret": "cs_hush"}
    assert installed.settings["address"] == "https://shop.example"
    assert outbound.rollout(installed.id).stage is RolloutStage.NONE


def test_a_code_that_is_taken_is_refused_and_the_old_channel_stays(owner: Client) -> None:
    taken = makers.make_channel("shop")

    refused = connect(owner)

    assert refused.status_code == 409
    assert "There is a channel with the code “shop” already." in refused.content.decode()
    assert channels.channel("shop").id == taken
    with pytest.raises(InstallationMissing):
        channels.installation(taken)


def test_another_currency_than_the_accounts_is_refused(owner: Client) -> None:
    refused = connect(owner, currency="EUR")

    assert (refused.status_code, channels.channels()) == (409, [])
    assert "This account sells in TRY." in refused.content.decode()


def test_a_new_key_is_tried_before_it_is_saved_and_no_key_is_shown(owner: Client) -> None:
    connect(owner)
    address, channel_id = "/office/channels/shop/connection", channels.channel("shop").id

    wrong = owner.post(address, {"setting-address": "https://shop.example", "secret-consumer_key": "ck_wrong"})
    kept = channels.installation(channel_id).secrets["consumer_key"]
    saved = owner.post(address, {"setting-address": "https://shop.example/", "what": "save"})

    assert (wrong.status_code, kept, saved.status_code) == (422, "ck_right", 302)
    assert channels.installation(channel_id).settings["address"] == "https://shop.example/"
    assert "cs_hush" not in owner.get(address).content.decode()


def test_to_disconnect_one_writes_the_code_and_the_secrets_are_forgotten(owner: Client) -> None:
    connect(owner)
    channel_id = channels.channel("shop").id

    owner.post("/office/channels/shop/disconnect", {"code": "other"})
    before = dict(channels.installation(channel_id).secrets)
    owner.post("/office/channels/shop/disconnect", {"code": "shop"})

    assert before["consumer_key"] == "ck_right"
    assert secrets.live_secrets(channels.installation(channel_id).id) == []
    assert dict(channels.installation(channel_id).secrets) == {}
    assert db.rows("SELECT count(*) FROM changes_listener") == [(0,)]
    assert channels.active_installations() == []


def test_a_disconnected_channel_is_connected_again_with_a_new_key(owner: Client) -> None:
    connect(owner)
    owner.post("/office/channels/shop/disconnect", {"code": "shop"})

    again = owner.post("/office/channels/shop/connection", {"setting-address": "https://shop.example", **KEYS})

    live = secrets.live_secrets(channels.installation(channels.channel("shop").id).id)
    assert (again.status_code, [one["consumer_key"] for one in live]) == (302, ["ck_right"])
    assert channels.installation(channels.channel("shop").id).secrets["consumer_secret"] == "cs_hush"
    assert json.loads(db.rows("SELECT json_agg(topic ORDER BY topic)::text FROM changes_listener")[0][0]) == [
        "availability", "prices",
    ]  # fmt: skip


@pytest.mark.parametrize("path", ["connect/woocommerce", "channels/shop/connection", "channels/shop/locations"])
def test_who_may_only_read_connects_nothing(client: Client, path: str) -> None:
    makers.make_channel("shop")
    come_in(client, Role.ASSOCIATE)

    assert client.get(f"/office/{path}").status_code == 403
