"""Channels are made by code, and serve from locations."""

from __future__ import annotations

from dataclasses import replace

import pytest

from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import Channel, ChannelInput, ChannelKind, ChannelStatus, LocationPlace
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from tests.makers import make_location

pytestmark = pytest.mark.django_db


def shop(code: str = "web", name: str = "Web shop", currency: str = "TRY") -> ChannelInput:
    return ChannelInput(code=code, kind=ChannelKind.WEB, name=name, currency=currency, country="TR", language="tr")


def test_a_channel_is_stored_with_its_defaults() -> None:
    ids = channels.save_channels([shop()])

    assert reads.channel("web") == Channel(
        ids["web"], "web", ChannelKind.WEB, "Web shop", "TRY", "TR", "tr", ChannelStatus.ACTIVE, 15, True
    )


def test_saving_again_updates_the_name_and_keeps_the_id() -> None:
    first = channels.save_channels([shop()])

    second = channels.save_channels([shop(name="Kervan online"), shop(code="fair", name="Fair")])

    assert second["web"] == first["web"]
    assert [(row.code, row.name) for row in reads.channels()] == [("fair", "Fair"), ("web", "Kervan online")]


def test_names_are_kept_by_language_and_taken_away_when_empty() -> None:
    ids = channels.save_channels([replace(shop(), names={"tr": "Çarşı", "ru": "Рынок"}), shop("fair")])
    channels.save_channels([replace(shop(), names={"ru": "Базар"})])
    both = reads.channel("web").names

    after = channels.name_channel(ids["web"], {"ru": "", "en": " Bazaar "}, actor=SYSTEM)

    assert (both, reads.channel("fair").names) == ((("ru", "Базар"), ("tr", "Çarşı")), ())
    assert after.names == (("en", "Bazaar"), ("tr", "Çarşı"))
    assert [after.named(language) for language in ("tr-TR", "ru")] == ["Çarşı", ""]


def test_the_currency_of_a_channel_cannot_change() -> None:
    channels.save_channels([shop()])

    with pytest.raises(channels.ChannelIsFixed) as refusal, db.savepoint():
        channels.save_channels([shop(currency="EUR")])

    assert refusal.value.code == "channel_is_fixed"
    assert reads.channel("web").currency == "TRY"


def test_an_unknown_code_is_missing() -> None:
    with pytest.raises(reads.ChannelMissing) as refusal:
        reads.channel("nowhere")

    assert str(refusal.value) == "There is no channel “nowhere”."


def test_locations_come_in_order_and_those_not_named_go() -> None:
    web = channels.save_channels([shop()])["web"]
    near, far, old = make_location(), make_location(), make_location()
    channels.place_locations(web, [LocationPlace(old)])

    channels.place_locations(web, [LocationPlace(far, 2, True, False), LocationPlace(near, 1, True, True)])

    assert reads.locations_of(web) == [LocationPlace(near, 1, True, True), LocationPlace(far, 2, True, False)]


def test_each_change_is_told() -> None:
    web = channels.save_channels([shop()])["web"]

    channels.pause(web, actor=SYSTEM)
    channels.pause(web, actor=SYSTEM)
    channels.resume(web, actor=SYSTEM)

    told = db.rows("SELECT payload->>'status' FROM outbox_event WHERE name = 'channels.channel_changed' ORDER BY seq")
    assert [row[0] for row in told] == ["active", "paused", "active"]
