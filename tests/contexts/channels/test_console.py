"""The console: how late a channel hears, what we say to it, what it says to us and reading that again, what is kept back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from arasta.contexts.channels.queries import buffers as buffer_reads
from arasta.contexts.channels.queries import inbox as inbox_reads
from arasta.contexts.channels.queries import outbound
from arasta.contexts.channels.services import ages, buffers, inbox, listings
from arasta.contexts.channels.types import Installation, ListingInput, Stream, Trouble
from arasta.contexts.channels.types.buffers import BufferTerms, Speed
from arasta.contexts.channels.types.inbox import HintStatus
from arasta.contexts.channels.types.outbound import RolloutStage
from arasta.contexts.identity.types import Role
from arasta.kernel import clock, db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from arasta.kernel.transport import exchanges, shared
from arasta.kernel.transport.limits import OPEN_SECONDS
from arasta.kernel.transport.recording import Call
from tests import makers
from tests.contexts.channels.calling import call, calling_connector, install_caller, orders
from tests.contexts.channels.making import NOW
from tests.contexts.identity.making import make_staff, signed_in

pytestmark = pytest.mark.django_db

PAGE = "/office/channels/shop"
NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def owner(client: Client) -> Client:
    make_staff("owner@example.com")
    return signed_in(client, "owner@example.com")


@pytest.fixture
def installation(connector: None) -> Iterator[Installation]:
    with calling_connector():
        yield install_caller(makers.make_channel("shop", "marketplace"))


def heard(installation: Installation) -> str:
    """Let the channel call about an order; return the public id of the call."""
    assert call(installation, orders(("A-1", 3)), delivery="d-1") == 200
    inbox.sort_calls(installation, now=NOW)
    return to_public("cal", inbox_reads.calls_page(installation.id).items[0].id)


def test_the_overview_says_how_late_stock_is_and_what_to_do_about_a_trouble(
    owner: Client, installation: Installation
) -> None:
    from arasta.contexts.channels.services import sync

    told = db.rows("SELECT clock_timestamp()")[0][0]
    ages.record_ages(installation.id, Stream.STOCK, [told - timedelta(seconds=50)] * 30)
    sync.save_watermark(installation.id, Stream.STOCK, now=NOW)
    sync.record_sync_error(installation.id, Stream.ORDERS, trouble=Trouble.AUTH, detail="401 bad key", now=NOW)

    page = owner.get(PAGE).content.decode()
    listed = owner.get("/office/channels").content.decode()

    assert f"51{NBSP}s" in page
    assert f"Stock is 51{NBSP}s old there" not in listed  # the trouble comes first
    assert "The channel refuses our key." in page
    assert "Renew the key and the secret" in page
    assert "401 bad key" in page


def test_a_trouble_of_many_streams_is_told_once_and_one_that_passes_without_alarm(
    owner: Client, installation: Installation
) -> None:
    from arasta.contexts.channels.services import sync

    for stream in (Stream.ORDERS, Stream.RETURNS):
        sync.record_sync_error(installation.id, stream, trouble=Trouble.AUTH, detail="401", now=NOW)
    sync.record_sync_error(installation.id, Stream.STOCK, trouble=Trouble.THROTTLED, detail="429", now=NOW)

    page = owner.get(PAGE).content.decode()

    assert page.count("Renew the key and the secret") == 1
    assert "Orders in, Returns in: The channel refuses our key." in page
    assert "Stock out: The channel asked us to go slower." in page
    assert (page.count("note note-bad"), page.count("note note-info")) == (1, 1)


def test_prices_that_went_out_with_stock_are_in_step(owner: Client, installation: Installation) -> None:
    from arasta.contexts.channels.services import sync

    sync.save_watermark(installation.id, Stream.STOCK, now=NOW)
    before = owner.get(PAGE).content.decode().count("Not begun")
    told = db.rows("SELECT clock_timestamp()")[0][0]
    ages.record_ages(installation.id, Stream.PRICES, [told - timedelta(milliseconds=40)] * 30)

    assert owner.get(PAGE).content.decode().count("Not begun") == before - 1


def test_an_open_breaker_is_told(owner: Client, installation: Installation) -> None:
    for _ in range(5):
        shared.SharedLimits(str(installation.id)).record(worked=False, at=shared.now())

    page = owner.get(f"{PAGE}/traffic").content.decode()

    assert "Several calls failed in a row." in page
    assert f"tried in {round(OPEN_SECONDS)} seconds" in page


def test_the_last_calls_are_shown_and_the_failed_ones_alone(owner: Client, installation: Installation) -> None:
    good = Call("GET", "/orders", 200, "", 120, "", '{"orders":[]}', "orders")
    silent = Call("POST", "/stock", None, "timeout", 9000, '{"quantity":3}', "", "goods")
    exchanges.keep(str(installation.id), [good, silent])

    every = owner.get(f"{PAGE}/traffic").content.decode()
    failed = owner.get(f"{PAGE}/traffic?view=failed").content.decode()

    assert "/orders" in every
    assert f"0.1{NBSP}s" in every
    assert "No answer in time" in failed
    assert "GET /orders" not in failed


def test_any_call_can_be_read_again(owner: Client, installation: Installation) -> None:
    key = heard(installation)
    inbox.settle_hints(inbox_reads.hints_page(installation.id).items)

    listed = owner.get(f"{PAGE}/deliveries").content.decode()
    shown = owner.get(f"{PAGE}/deliveries/{key}").content.decode()
    again = owner.post(f"{PAGE}/deliveries/{key}/replay", follow=True).content.decode()

    [hint] = inbox_reads.hints_page(installation.id).items
    assert "Followed" in listed
    assert "A-1" in shown
    assert "1 thing is read again now." in again
    assert (hint.external_id, hint.status) == ("A-1", HintStatus.WAITING)


def test_a_call_of_another_channel_is_not_shown_nor_read_again(owner: Client, installation: Installation) -> None:
    key = heard(installation)
    install_caller(makers.make_channel("other", "marketplace"))
    inbox.settle_hints(inbox_reads.hints_page(installation.id).items)

    assert owner.get(f"/office/channels/other/deliveries/{key}").status_code == 404
    assert owner.post(f"/office/channels/other/deliveries/{key}/replay").status_code == 404
    assert inbox_reads.hints_page(installation.id, status=HintStatus.WAITING).items == []


def test_what_was_given_up_is_tried_again(owner: Client, installation: Installation) -> None:
    heard(installation)
    db.execute("UPDATE channels_inbox_hint SET status = 'parked', tries = 12, trouble = 'refused', last_error = 'boom'")
    [hint] = inbox_reads.hints_page(installation.id).items

    page = owner.get(f"{PAGE}/deliveries").content.decode()
    owner.post(f"{PAGE}/hints/{to_public('hnt', hint.id)}/replay")

    assert 'The channel refused what we asked.<span class="row-sub">“boom”</span>' in page
    assert [one.status for one in inbox_reads.hints_page(installation.id).items] == [HintStatus.WAITING]


def test_the_terms_of_buffers_are_set_and_shown(owner: Client, installation: Installation) -> None:
    saved = owner.post(f"{PAGE}/buffers", {"is_on": "on", "risk": "50", "most": "7"})
    refused = owner.post(f"{PAGE}/buffers", {"is_on": "on", "risk": "999", "most": "7"})

    terms = buffer_reads.buffer_terms(installation.channel_id)
    assert (saved.status_code, refused.status_code) == (302, 422)
    assert terms == BufferTerms(is_on=True, risk_permille=50, most=7)


def test_what_is_kept_back_is_explained(owner: Client, installation: Installation) -> None:
    variant: UUID = makers.make_variants(1, sku="MUG-1")[0]
    listings.save_listings(installation.channel_id, [ListingInput(variant_id=variant, external_id="868")], actor=SYSTEM)
    terms = BufferTerms(is_on=True, risk_permille=10)
    speeds = {variant: Speed(62, timedelta(hours=20))}
    buffers.compute(installation.channel_id, speeds, terms=terms, delay_ms=400_000, at=clock.now())

    page = owner.get(f"{PAGE}/buffers").content.decode()

    assert "MUG-1" in page
    assert f"3.1 sold an hour elsewhere × 7{NBSP}min at a risk of 1.0 %" in page


def test_a_channel_is_let_out_step_by_step(owner: Client, installation: Installation) -> None:
    first, second = makers.make_variant("MUG-1"), makers.make_variant("MUG-2")
    wanted = [ListingInput(variant_id=key, external_id=str(key)) for key in (first, second)]
    listings.save_listings(installation.channel_id, wanted, actor=SYSTEM)

    chosen = owner.post(f"{PAGE}/roll-out", {"what": "choose", "skus": "MUG-1,"}, follow=True).content.decode()
    owner.post(f"{PAGE}/roll-out", {"what": "stage", "stage": "chosen", "percent": "100"})
    page = owner.get(f"{PAGE}/roll-out").content.decode()
    stage = outbound.rollout(installation.id)
    owner.post(f"{PAGE}/roll-out", {"what": "drop", "variant": to_public("var", first)})

    assert "1 product was added." in chosen
    assert "1 of 2" in page
    assert (stage.stage, stage.chosen) == (RolloutStage.CHOSEN, {first})
    assert outbound.chosen_variants(installation.id) == []


@pytest.mark.parametrize(
    "wrong",
    [{"what": "choose", "skus": "NO-SUCH"}, {"what": "stage", "stage": "percent", "percent": "101"}, {"what": ""}],
)
def test_what_cannot_be_lets_nothing_out(owner: Client, installation: Installation, wrong: dict[str, str]) -> None:
    assert owner.post(f"{PAGE}/roll-out", wrong).status_code == 422
    assert outbound.rollout(installation.id).stage is RolloutStage.ALL


@pytest.mark.parametrize("path", ["traffic", "deliveries", "buffers", "roll-out"])
def test_who_may_not_read_channels_sees_nothing_of_it(client: Client, installation: Installation, path: str) -> None:
    make_staff("agent@example.com", role=Role.ASSOCIATE)
    signed_in(client, "agent@example.com")

    assert client.get(f"{PAGE}/{path}").status_code == 403
