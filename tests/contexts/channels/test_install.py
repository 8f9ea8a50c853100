"""A connector is installed with sealed secrets, and hears of changes from then on."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from pytest_django import Settings

from arasta.contexts.channels.ports import UnknownConnector
from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.queries import sync
from arasta.contexts.channels.services import channels, listings
from arasta.contexts.channels.types import Stream
from arasta.contexts.channels.types.listings import ListingInput
from arasta.kernel import db, sealing
from arasta.kernel.access import SYSTEM
from arasta.kernel.changes import dirty
from tests.contexts.channels.making import KEY, make_installation
from tests.makers import make_channel, make_variants

pytestmark = pytest.mark.django_db


def test_secrets_are_stored_sealed_and_never_printed() -> None:
    channel_id = make_channel("trendyol", "marketplace")

    installed = make_installation(channel_id)

    assert reads.installation(channel_id).secrets == {"api_secret": "hush"}
    assert "hush" not in repr(installed)
    stored = db.rows("SELECT settings::text, sealed FROM channels_installation")[0]
    assert "hush" not in stored[0] + stored[1]


def test_installing_again_keeps_the_secrets_that_are_not_given() -> None:
    channel_id = make_channel("trendyol", "marketplace")
    first = make_installation(channel_id)

    again = channels.install(
        channel_id, connector="deaf", settings={"seller_id": "99"}, secrets={"api_key": "k"}, actor=SYSTEM
    )

    assert (again.id, again.settings, again.secrets) == (
        first.id,
        {"seller_id": "99"},
        {"api_secret": "hush", "api_key": "k"},
    )


def test_an_unknown_connector_is_refused_and_nothing_is_stored() -> None:
    channel_id = make_channel("trendyol", "marketplace")

    with pytest.raises(UnknownConnector), db.savepoint():
        channels.install(channel_id, connector="telepathy", settings={}, secrets={}, actor=SYSTEM)

    assert reads.active_installations() == []
    with pytest.raises(reads.InstallationMissing):
        reads.installation(channel_id)


def test_an_installation_hears_of_stock_and_prices_of_its_listings() -> None:
    channel_id = make_channel("trendyol", "marketplace")
    installed = make_installation(channel_id)
    listed, elsewhere = make_variants(2)

    listings.save_listings(channel_id, [ListingInput(variant_id=listed, external_id="868")], actor=SYSTEM)
    dirty.mark(dirty.AVAILABILITY, [elsewhere])

    waiting = {row.stream: row.waiting for row in sync.sync_states([channel_id])}
    assert waiting == {**dict.fromkeys(Stream, 0), Stream.STOCK: 2, Stream.PRICES: 1}
    assert {row.key for row in dirty.take(dirty.PRICES, installed.listener, limit=9)} == {listed}


def test_a_paused_channel_is_not_worked_and_catches_up_when_it_resumes() -> None:
    channel_id = make_channel("trendyol", "marketplace")
    installed = make_installation(channel_id)
    listed = make_variants(1)[0]
    listings.save_listings(channel_id, [ListingInput(variant_id=listed, external_id="868")], actor=SYSTEM)
    dirty.settle(dirty.AVAILABILITY, installed.listener, dirty.take(dirty.AVAILABILITY, installed.listener, limit=9))

    channels.pause(channel_id, actor=SYSTEM)
    asleep = reads.active_installations()
    channels.resume(channel_id, actor=SYSTEM)

    assert asleep == []
    assert [row.id for row in reads.active_installations()] == [installed.id]
    assert [row.key for row in dirty.take(dirty.AVAILABILITY, installed.listener, limit=9)] == [listed]


def test_keys_can_be_changed_without_losing_secrets(settings: Settings) -> None:
    channel_id = make_channel("trendyol", "marketplace")
    make_installation(channel_id)

    settings.FIELD_KEY = f"{Fernet.generate_key().decode()},{KEY}"

    assert reads.installation(channel_id).secrets == {"api_secret": "hush"}


def test_a_foreign_key_opens_nothing() -> None:
    sealed = sealing.seal({"a": "b"}, KEY)

    with pytest.raises(sealing.CannotOpen):
        sealing.unseal(sealed, Fernet.generate_key().decode())
    with pytest.raises(sealing.KeyMissing):
        sealing.seal({"a": "b"}, " , ")
