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
from arasta.kernel.access import SYSTEM
from tests import makers
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
