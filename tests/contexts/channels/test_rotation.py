"""Secrets change without a gap: the old and the new hold together for a while."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from pytest_django import Settings

from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.queries import secrets
from arasta.contexts.channels.services import channels, rotation
from arasta.contexts.channels.types.credentials import SecretsRole
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.connectors.trendyol.bench import SECRETS, SETTINGS
from tests.flows.stall import KEY

pytestmark = pytest.mark.django_db


@pytest.fixture
def channel(settings: Settings) -> UUID:
    settings.FIELD_KEY = KEY
    made = makers.make_channel(kind="marketplace")
    channels.install(made, connector="trendyol", settings=SETTINGS, secrets=SECRETS, actor=SYSTEM)
    return made


def live(channel: UUID) -> list[str]:
    """Return the API secrets that vouch for calls."""
    return [found["api_secret"] for found in secrets.live_secrets(reads.installation(channel).id)]


def test_both_sets_hold_before_and_after_the_switch(channel: UUID) -> None:
    first = live(channel)
    rotation.prepare_secrets(channel, {"api_secret": "new"}, actor=SYSTEM)
    prepared = live(channel)
    rotation.switch_secrets(channel, now=clock.now(), actor=SYSTEM)

    assert (first, prepared, live(channel)) == (["demo-secret"], ["demo-secret", "new"], ["new", "demo-secret"])
    assert reads.installation(channel).secrets == {"api_key": "demo-key", "api_secret": "new"}
    [other] = secrets.other_secrets(reads.installation(channel).id)
    assert (other.role, other.names) == (SecretsRole.PREVIOUS, ("api_key", "api_secret"))


def test_the_set_before_ends(channel: UUID) -> None:
    rotation.prepare_secrets(channel, {"api_secret": "new"}, actor=SYSTEM)
    rotation.switch_secrets(channel, now=clock.now() - timedelta(days=2), actor=SYSTEM)

    assert live(channel) == ["new"]
    assert rotation.forget_ended(now=clock.now()) == 1


def test_there_is_nothing_to_switch_to(channel: UUID) -> None:
    with pytest.raises(rotation.NothingPrepared):
        rotation.switch_secrets(channel, now=clock.now(), actor=SYSTEM)

    assert live(channel) == ["demo-secret"]


def test_configuring_anew_lets_the_replaced_secrets_vouch_a_while(channel: UUID) -> None:
    channels.install(channel, connector="trendyol", settings=SETTINGS, secrets=SECRETS, actor=SYSTEM)
    unchanged = live(channel)
    channels.install(channel, connector="trendyol", settings=SETTINGS, secrets={"api_secret": "new"}, actor=SYSTEM)

    assert (unchanged, live(channel)) == (["demo-secret"], ["new", "demo-secret"])


def test_a_leaked_set_is_ended_at_once(channel: UUID) -> None:
    rotation.prepare_secrets(channel, {"api_secret": "new"}, actor=SYSTEM)
    rotation.switch_secrets(channel, now=clock.now(), actor=SYSTEM)

    gone = rotation.end_previous(channel, actor=SYSTEM)

    assert (gone, live(channel)) == (1, ["new"])
