"""A merchant opens a second web shop: a channel, a brand, a host."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.contexts.brand import queries as brands
from arasta.contexts.brand.services import kits
from arasta.contexts.brand.types import Colors, KitInput
from arasta.contexts.channels.queries import channels
from arasta.contexts.identity.types import Role
from tests import makers, makers_catalog
from tests.contexts.identity.making import make_staff, signed_in

pytestmark = pytest.mark.django_db
FILLED = {
    "kit": "lodos",
    "hosts": "Lodos.example, www.lodos.example",
    "currencies": ["EUR"],
    "email": "a@lodos.example",
}


@pytest.fixture
def owner(client: Client) -> Client:
    """An owner with two web channels, a till and two brands."""
    kits.save_kits([KitInput("kervan", "Kervan", Colors()), KitInput("lodos", "Lodos", Colors())])
    for code, kind in (("web", "web"), ("web-lodos", "web"), ("till-1", "store")):
        makers.make_channel(code, kind)
    make_staff("owner@example.com")
    signed_in(client, "owner@example.com")
    return client


def test_a_channel_becomes_a_web_shop(owner: Client) -> None:
    assert "Not opened" in owner.get("/office/web-shops").content.decode()

    answer = owner.post("/office/web-shops/web-lodos", FILLED)

    assert (answer.status_code, answer["Location"]) == (302, "/office/web-shops")
    (shop,) = brands.web_shops()
    assert (shop.kit.code, shop.hosts) == ("lodos", ("lodos.example", "www.lodos.example"))
    assert (shop.currencies, shop.email, shop.is_general) == (("EUR",), "a@lodos.example", False)
    page = owner.get("/office/web-shops").content.decode()
    assert "lodos.example, www.lodos.example" in page
    assert "till-1" not in page
    assert 'value="lodos.example www.lodos.example"' in owner.get("/office/web-shops/web-lodos").content.decode()


@pytest.mark.parametrize(
    ("hosts", "said"),
    [("https://x.example/", "is no host."), ("lodos.example", "Another web shop answers at “lodos.example”.")],
)
def test_a_host_that_cannot_be_comes_back_with_its_reason(owner: Client, hosts: str, said: str) -> None:
    owner.post("/office/web-shops/web-lodos", FILLED)

    answer = owner.post("/office/web-shops/web", {**FILLED, "kit": "kervan", "hosts": hosts})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert [shop.kit.code for shop in brands.web_shops()] == ["lodos"]


def test_an_unknown_brand_or_currency_is_refused(owner: Client) -> None:
    assert owner.post("/office/web-shops/web", {**FILLED, "kit": "nobody"}).status_code == 422
    assert owner.post("/office/web-shops/web", {**FILLED, "currencies": ["XXX"]}).status_code == 422
    assert owner.post("/office/web-shops/till-1", FILLED).status_code == 404
    assert owner.post("/office/web-shops/nowhere", FILLED).status_code == 404
    assert brands.web_shops() == []


def test_a_marketer_looks_and_does_not_open(owner: Client) -> None:
    owner.post("/office/sign-out")
    make_staff("mira@example.com", role=Role.MARKETER)
    signed_in(owner, "mira@example.com")

    assert owner.get("/office/web-shops").status_code == 200
    assert owner.post("/office/web-shops/web", FILLED).status_code == 403
    assert brands.web_shops() == []


def test_a_web_shop_is_given_a_range_and_loses_it(owner: Client) -> None:
    makers_catalog.save_colors_and_sizes()

    owner.post("/office/web-shops/web-lodos", {**FILLED, "sold_categories": ["home", "clothing"]})

    assert channels.channel("web-lodos").sold_categories == ("clothing", "home")
    assert body(owner).count("checked") == 3  # with the euro
    wrong = owner.post("/office/web-shops/web-lodos", {**FILLED, "sold_categories": ["nowhere"]})
    assert (wrong.status_code, channels.channel("web-lodos").sold_categories) == (422, ("clothing", "home"))
    owner.post("/office/web-shops/web-lodos", FILLED)
    assert channels.channel("web-lodos").sold_categories == ()


def body(owner: Client) -> str:
    return owner.get("/office/web-shops/web-lodos").content.decode()
