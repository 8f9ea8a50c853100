"""Open channels of our own, say which locations serve them, and close a pop-up when it is over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.queries import ending as endings
from arasta.contexts.channels.services import channels as book
from arasta.contexts.channels.services import ending
from arasta.contexts.channels.types import ChannelKind, ChannelStatus, LocationPlace
from arasta.contexts.identity.types import Role
from arasta.contexts.orders.queries import orders as order_book
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from tests import makers
from tests.makers_orders import make_orders
from tests.surfaces.backoffice.making import come_in

pytestmark = pytest.mark.django_db

FAIR = {"name": "Fair", "code": "fair", "kind": "popup", "currency": "try", "country": "tr", "language": "tr"}
MIDNIGHT_AFTER = datetime(2026, 12, 23, 21, 0, tzinfo=UTC)


@pytest.fixture
def owner(client: Client) -> Client:
    come_in(client, Role.OWNER)
    return client


def test_a_pop_up_is_opened_with_its_locations_and_its_last_day(owner: Client) -> None:
    near, far = makers.make_location("NEAR"), makers.make_location("FAR")
    serving = {"serves-NEAR": "on", "picks-NEAR": "on", "priority-NEAR": "2", "serves-FAR": "on", "ships-FAR": "on",
               "priority-FAR": "1"}  # fmt: skip

    opened = owner.post(
        "/office/open-channel",
        {**FAIR, **serving, "name-ru": "Ярмарка", "ends_on": "2026-12-23", "prices_include_tax": "on"},
    )

    channel = channels.channel("fair")
    assert opened["Location"] == "/office/channels/fair"
    assert (channel.kind, channel.currency, channel.country) == (ChannelKind.POPUP, "TRY", "TR")
    assert (channel.named("ru"), channel.named("tr")) == ("Ярмарка", "")
    assert channels.locations_of(channel.id) == [
        LocationPlace(far, 0, ships=True, picks_up=False),
        LocationPlace(near, 1, ships=False, picks_up=True),
    ]
    assert endings.endings([channel.id]) == {channel.id: MIDNIGHT_AFTER}


def test_a_code_in_use_is_refused(owner: Client) -> None:
    kept = makers.make_channel("fair", "web")

    refused = owner.post("/office/open-channel", FAIR)

    assert refused.status_code == 409
    assert (channels.channel("fair").id, channels.channel("fair").kind) == (kept, ChannelKind.WEB)


@pytest.mark.parametrize("wrong", [{"code": "Not So"}, {"name": ""}, {"currency": "T"}, {"kind": "marketplace"}])
def test_what_is_not_filled_in_rightly_makes_no_channel(owner: Client, wrong: dict[str, str]) -> None:
    assert owner.post("/office/open-channel", {**FAIR, **wrong}).status_code == 422
    assert channels.channels() == []


def test_locations_are_changed_and_shown_as_they_are(owner: Client) -> None:
    place = makers.make_location("NEAR")
    channel_id = makers.make_channel("web")
    book.place_locations(channel_id, [LocationPlace(place, 4)])

    shown = owner.get("/office/channels/web/locations").content.decode()
    owner.post("/office/channels/web/locations", {"priority-NEAR": "5"})
    owner.post("/office/channels/web/locations", {"name-tr": "Çarşı", "name-ru": " "})
    named = owner.get("/office/channels/web/locations").content.decode()

    assert ('name="name-tr" value="Çarşı"' in named, channels.channel("web").names) == (True, (("tr", "Çarşı"),))
    assert 'name="priority-NEAR" value="5"' in shown
    assert channels.locations_of(channel_id) == []


def test_pages_of_the_office_call_a_channel_as_their_reader_speaks(owner: Client) -> None:
    [order] = make_orders(1)
    channel_id = order_book.order(order.id).row.channel_id
    code = channels.channel_by_id(channel_id).code
    book.name_channel(channel_id, {"tr": "Kapalıçarşı"}, actor=SYSTEM)
    pages = [
        "/office/", "/office/orders", f"/office/orders/{to_public('ord', order.id)}", "/office/channels",
        f"/office/channels/{code}", f"/office/channels/{code}/holding", f"/office/channels/{code}/locations",
        f"/office/channels/{code}/stock-rules", "/office/price-lists/add", "/office/feeds/add", "/office/web-shops",
    ]  # fmt: skip

    told = {
        language: [page for page in pages if "Kapalıçarşı" in shown(owner, page, language)] for language in ("tr", "ru")
    }

    assert told == {"tr": pages, "ru": [f"/office/channels/{code}/locations"]}


def shown(owner: Client, page: str, language: str) -> str:
    owner.cookies["django_language"] = language
    answer = owner.get(page)
    assert answer.status_code == 200, page
    return answer.content.decode()


def test_a_channel_is_closed_once_when_its_time_is_over() -> None:
    channel_id = makers.make_channel("fair", "popup")
    ending.open_until(channel_id, MIDNIGHT_AFTER)

    early = ending.close_over(MIDNIGHT_AFTER - timedelta(seconds=1))
    closed = ending.close_over(MIDNIGHT_AFTER)
    paused = channels.channel("fair").status
    book.resume(channel_id, actor=SYSTEM)
    again = ending.close_over(MIDNIGHT_AFTER + timedelta(days=1))

    assert (early, closed, again) == (0, 1, 0)
    assert (paused, channels.channel("fair").status) == (ChannelStatus.PAUSED, ChannelStatus.ACTIVE)
