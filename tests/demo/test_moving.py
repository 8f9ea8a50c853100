"""A demo that is started on another port finds its marketplaces there."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.services.channels import install
from arasta.contexts.channels.types.connecting import CALLS_TO
from arasta.demo import moving
from arasta.demo.channels import TRENDYOL_SECRETS, TRENDYOL_SETTINGS
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.flows.stall import KEY


@pytest.mark.django_db
def test_the_twins_are_followed_and_a_real_marketplace_stays_where_it_is(settings: Settings) -> None:
    settings.FIELD_KEY = KEY
    addresses = {"twin": "http://127.0.0.1:8501/trendyol/integration", "real": "https://api.trendyol.com/integration"}
    for code, address in addresses.items():
        account = {**TRENDYOL_SETTINGS, "base_url": address, CALLS_TO: "http://127.0.0.1:8600/hooks/x"}
        channel = makers.make_channel(code, kind="marketplace")
        install(channel, connector="trendyol", settings=account, secrets=TRENDYOL_SECRETS, actor=SYSTEM)

    moving.follow("http://127.0.0.1:8601")

    found = {one.channel_code: one for one in channels.active_installations()}
    assert found["twin"].settings["base_url"] == "http://127.0.0.1:8601/trendyol/integration"
    assert found["twin"].settings[CALLS_TO] == "http://127.0.0.1:8600/hooks/x"
    assert found["real"].settings["base_url"] == addresses["real"]
    assert found["twin"].secrets["api_key"] == TRENDYOL_SECRETS["api_key"]
