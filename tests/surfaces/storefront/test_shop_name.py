"""A shop is called as its shopper speaks, on its pages and in its letters, where its merchant gave such a name."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils.translation import override

from arasta.config.message_looks import look
from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.services import channels
from arasta.kernel.access import SYSTEM
from tests.surfaces.storefront.shopping import Shop, body_of

pytestmark = pytest.mark.django_db


def title(client: Client, address: str) -> str:
    found = re.search(r"<title>(.*?)</title>", body_of(client.get(address)), re.DOTALL)
    assert found is not None
    return found[1]


def test_a_shop_is_called_as_its_shopper_speaks(shop: Shop, client: Client) -> None:
    own = reads.channel_by_id(shop.channel).name
    assert own in title(client, "/tr/")

    channels.name_channel(shop.channel, {"tr": "Çarşı", "ru": "Рынок"}, actor=SYSTEM)

    shown = {language: title(client, f"/{language}/cart") for language in ("tr", "ru")}
    assert ("Çarşı" in shown["tr"], "Рынок" in shown["ru"]) == (True, True)
    assert own in title(client, "/cart")
    signed = []
    for language in ("tr", "ru", "en"):
        with override(language):
            signed.append(look(shop.channel).name)
    assert signed == ["Çarşı", "Рынок", own]
