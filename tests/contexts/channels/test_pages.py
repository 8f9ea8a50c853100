"""What staff see of channels, and what they decide."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from django.test import Client

from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.queries import listings as listing_reads
from arasta.contexts.channels.queries import parking as parked_reads
from arasta.contexts.channels.services import listings, orders, parking, quality, sync
from arasta.contexts.channels.types import (
    ListingInput,
    ListingStatus,
    Op,
    OrderLink,
    ParkedInput,
    ParkedKind,
    ParkedReason,
    PushOutcome,
    Stream,
    TicketInput,
    Trouble,
)
from arasta.contexts.channels.types.explaining import explain
from arasta.contexts.channels.types.issues import issue
from arasta.contexts.channels.types.quality import Judgment, Score
from arasta.contexts.identity.types import Role
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id, to_public
from tests import makers
from tests.contexts.channels.making import NOW, make_installation, make_line, make_order, make_package
from tests.contexts.identity.making import make_staff, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client: Client) -> Client:
    make_staff("owner@example.com")
    return signed_in(client, "owner@example.com")


@pytest.fixture
def market() -> UUID:
    return makers.make_channel("trendyol", "marketplace")


def park(channel_id: UUID, about: tuple[str, ...] = ("X868",)) -> UUID:
    item = ParkedInput(
        kind=ParkedKind.ORDER,
        external_id="10654411111",
        reason=ParkedReason.UNKNOWN_SKU,
        about=about,
        payload=json.dumps({"packages": [{"orderNumber": "10654411111"}]}),
    )
    return parking.park(channel_id, [item], actor=SYSTEM)[0]


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/trendyol",
        "/trendyol/listings",
        "/trendyol/parked",
        "/trendyol/batches",
        "/parked/{key}",
        "/of-order/{order}",
    ],
)
def test_pages_open_for_who_may_read_and_send_nobody_to_sign_in(client: Client, market: UUID, path: str) -> None:
    address = f"/office/channels{path.format(key=to_public('prk', park(market)), order=to_public('ord', new_id()))}"
    assert client.get(address).status_code == 302
    make_staff("agent@example.com", role=Role.ASSOCIATE)
    signed_in(client, "agent@example.com")
    assert client.get(address).status_code == 403
    client.post("/office/sign-out")
    make_staff("owner@example.com")
    signed_in(client, "owner@example.com")
    assert client.get(address).status_code == 200


def test_the_list_says_in_plain_words_how_each_channel_stands(owner: Client, market: UUID) -> None:
    makers.make_channel("web")
    installed = make_installation(market)
    sync.save_watermark(installed.id, Stream.STOCK, now=NOW)
    sync.record_sync_error(installed.id, Stream.ORDERS, trouble=Trouble.AUTH, detail="401", now=NOW)
    park(market)

    page = owner.get("/office/channels").content.decode()
    part = owner.get("/office/channels", headers={"HX-Request": "true"}).content.decode()

    assert "The channel refuses our key." in page
    own = page.partition("Part of Arasta, always in step")[2].partition("</tr>")[0]
    assert own.count("–") == 2, "what is always in step has nothing to tell, and no listings"
    assert "/office/channels/trendyol/parked" in page
    assert "<html" not in part


def test_a_channel_that_asks_for_patience_is_no_alarm(owner: Client, market: UUID) -> None:
    installed = make_installation(market)
    sync.record_sync_error(installed.id, Stream.ORDERS, trouble=Trouble.THROTTLED, detail="429", now=NOW)

    calm = owner.get("/office/channels").content.decode()
    sync.record_sync_error(installed.id, Stream.STOCK, trouble=Trouble.AUTH, detail="401", now=NOW)
    alarmed = owner.get("/office/channels").content.decode()

    assert "Goes slower" in calm
    assert "Goes slower" not in alarmed
    assert "The channel refuses our key." in alarmed


def test_a_channel_is_paused_and_resumed(owner: Client, market: UUID) -> None:
    paused = owner.post("/office/channels/trendyol/pause", follow=True).content.decode()
    assert reads.channel("trendyol").status == "paused"
    resumed = owner.post("/office/channels/trendyol/resume", follow=True).content.decode()

    assert "This channel is paused" in paused
    assert "This channel is paused" not in resumed
    assert reads.channel("trendyol").status == "active"


def test_who_may_not_change_cannot_pause(client: Client, market: UUID) -> None:
    make_staff("agent@example.com", role=Role.ASSOCIATE)
    signed_in(client, "agent@example.com")

    assert client.post("/office/channels/trendyol/pause").status_code == 403
    assert reads.channel("trendyol").status == "active"


def test_listings_show_what_was_told_beside_what_there_is(owner: Client, market: UUID) -> None:
    variant = makers.make_variants(1, sku="MUG-1")[0]
    wanted = ListingInput(variant_id=variant, external_id="868", status=ListingStatus.ACTIVE)
    [row] = listings.save_listings(market, [wanted], actor=SYSTEM)
    told = PushOutcome(
        listing_id=row.id, quantity=17, price_minor=49890, version=1, problem_code="x", problem="no image"
    )
    listings.record_push([told], now=NOW, actor=SYSTEM)

    page = owner.get("/office/channels/trendyol/listings").content.decode()

    for shown in ("MUG-1", "868", "17", "not told yet", "no image", "498.90"):
        assert shown in page
    assert "MUG-1" in owner.get("/office/channels/trendyol/listings?q=MUG-1").content.decode()
    assert "MUG-1" in owner.get("/office/channels/trendyol/listings?q=868").content.decode()
    assert "Nothing found" in owner.get("/office/channels/trendyol/listings?q=nope").content.decode()
    assert "MUG-1" not in owner.get("/office/channels/trendyol/listings?status=failed").content.decode()


def test_batches_are_listed(owner: Client, market: UUID) -> None:
    installed = make_installation(market)
    batch = TicketInput(op=Op.STOCK, external_id="batch-77", items=[], next_poll_at=NOW)
    sync.open_tickets(installed.id, [batch])

    page = owner.get("/office/channels/trendyol/batches").content.decode()

    assert "batch-77" in page
    assert "Being worked off" in page


def test_an_unknown_code_is_resolved_by_its_sku(owner: Client, market: UUID) -> None:
    variant, key = makers.make_variants(1, sku="MUG-1")[0], park(market)
    address = f"/office/channels/parked/{to_public('prk', key)}"

    shown = owner.get(address).content.decode()
    wrong = owner.post(f"{address}/resolve", {"sku-0": "MUG-9"})
    empty = owner.post(f"{address}/resolve", {})
    right = owner.post(f"{address}/resolve", {"sku-0": "MUG-1"})

    assert "Which products are these?" in shown
    assert (wrong.status_code, empty.status_code, right.status_code) == (422, 422, 302)
    assert "There is no SKU “MUG-9”." in wrong.content.decode()
    assert "Choose the product that “X868” stands for." in empty.content.decode()
    assert listing_reads.listings_by_external(market, ["X868"])["X868"].variant_id == variant
    assert parked_reads.parked_item(key).status == "resolved"
    assert "10654411111" in owner.get("/office/channels/trendyol/parked?status=resolved").content.decode()


def test_an_item_is_put_aside_only_with_a_reason(owner: Client, market: UUID) -> None:
    key = park(market)
    address = f"/office/channels/parked/{to_public('prk', key)}/dismiss"

    without = owner.post(address, {"note": " "})
    done = owner.post(address, {"note": "a test order"})
    again = owner.post(address, {"note": "a test order"})

    assert (without.status_code, done.status_code, again.status_code) == (422, 302, 409)
    assert "Say why this item is put aside." in without.content.decode()
    assert parked_reads.parked_item(key).note == "a test order"


def test_the_panel_of_an_order_shows_its_packages(owner: Client, market: UUID) -> None:
    order_id = new_id()
    orders.record_packages(market, [make_order("106", [make_package("p-55", [make_line("1", "868")])])])
    with db.transaction():
        orders.link_orders([OrderLink(channel_id=market, external_id="106", order_id=order_id)])

    panel = owner.get(f"/office/channels/of-order/{to_public('ord', order_id)}").content.decode()
    nothing = owner.get(f"/office/channels/of-order/{to_public('ord', new_id())}").content.decode()

    assert "p-55" in panel
    assert "106" in panel
    assert nothing == ""


@pytest.mark.parametrize(
    ("language", "why", "rule"),
    [
        ("tr", "7 numaralı satırda adet 0.", "Başlık: 1 ile 100 karakter arasında olmalı; şu an 120."),
        ("ru", "В строке 7 указано количество 0.", "Название: Длина должна быть от 1 до 100 знаков, а не 120."),
    ],
)
def test_why_something_waits_or_is_held_back_is_read_in_the_readers_language(
    owner: Client, market: UUID, language: str, why: str, rule: str
) -> None:
    item = ParkedInput(
        kind=ParkedKind.ORDER,
        external_id="106",
        reason=ParkedReason.UNREADABLE,
        explanation=explain("line_quantity", line=7, quantity=0),
    )
    [key] = parking.park(market, [item], actor=SYSTEM)
    wanted = ListingInput(variant_id=makers.make_variants(1)[0], external_id="868", status=ListingStatus.ACTIVE)
    [row] = listings.save_listings(market, [wanted], actor=SYSTEM)
    broken = issue("title", "length", most=100, count=120)
    score = Score(points=10, reasons=(), complete=0)
    quality.save_judgments([Judgment(listing_id=row.id, score=score, issues=[broken])], now=NOW)
    refused = PushOutcome(listing_id=row.id, problem_code=broken.code, problem=f"title: {broken.text}")
    listings.record_push([refused], now=NOW, actor=SYSTEM)
    owner.cookies["django_language"] = language

    assert why in owner.get(f"/office/channels/parked/{to_public('prk', key)}").content.decode()
    assert rule in owner.get("/office/channels/trendyol/listings").content.decode()


@pytest.mark.parametrize(("language", "words"), [("tr", "Kanallar"), ("ru", "Каналы")])
def test_pages_speak_turkish_and_russian(owner: Client, market: UUID, language: str, words: str) -> None:
    owner.cookies["django_language"] = language
    page = owner.get("/office/channels").content.decode()

    assert words in page
