"""Synonyms, collections, comparison, what was seen, what goes together, and what machines read."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from arasta.contexts.catalog.queries import owners
from arasta.contexts.catalog.services import products
from arasta.contexts.channels.queries import channels
from arasta.contexts.discovery.services import collections, companions, synonyms
from arasta.contexts.discovery.types import CollectionInput, CollectionKind, Rule
from arasta.flows.discovering import learn
from arasta.kernel.access import SYSTEM
from arasta.surfaces.storefront import listing
from tests import makers
from tests.surfaces.storefront.shopping import Shop, add_product, body_of, deliver, pay, text_of, titles_of

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def told(page: Any) -> list[dict[str, Any]]:
    scripts = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', body_of(page), re.DOTALL)
    return [json.loads(script) for script in scripts]


@pytest.mark.parametrize("asked", ["blouse", "linen blouse", "BLOUSE", "blüz"])
def test_synonyms_find_what_is_called_otherwise(shop: Shop, client: Client, asked: str) -> None:
    assert titles_of(client.get("/search", {"q": "blouse"})) == []

    synonyms.add([["shirt", "blouse", "blüz"]], actor=SYSTEM)

    assert titles_of(client.get("/search", {"q": asked})) == ["Linen shirt"]


@pytest.mark.parametrize(
    "asked",
    ["shirrt", "linnen shirt", "hsirt", "gomlek", "GÖMLEK", "Gömlek", "keten gömlk", "рубошка", "рубакша", "rubashka"],
)
def test_search_forgives_letters(shop: Shop, client: Client, asked: str) -> None:
    assert titles_of(client.get("/search", {"q": asked})) == ["Linen shirt"]


def test_a_collection_by_rule_and_one_by_hand(shop: Shop, client: Client) -> None:
    add_product(shop, "LAMP", 90_000, category="lighting", is_featured=True)
    add_product(shop, "RUG", 10_000, category="home")
    keys = owners.ids_of_handles(["lamp", "rug", "shirt"])
    collections.save(
        [
            CollectionInput(
                code="light",
                kind=CollectionKind.RULE,
                names={"en": "Light", "tr": "Işık"},
                rule=Rule(only_featured=True),
            ),
            CollectionInput(
                code="gifts", kind=CollectionKind.MANUAL, names={"en": "Gifts"}, members=(keys["rug"], keys["shirt"])
            ),
            CollectionInput(
                code="secret", kind=CollectionKind.RULE, names={"en": "S"}, rule=Rule(category="home"), is_shown=False
            ),
        ],
        actor=SYSTEM,
    )

    assert titles_of(client.get("/collections/light")) == ["Thing LAMP"]
    assert titles_of(client.get("/collections/gifts")) == ["Thing RUG", "Linen shirt"]
    assert titles_of(client.get("/collections/gifts?sort=dearest")) == ["Linen shirt", "Thing RUG"]
    assert client.get("/collections/secret").status_code == 404
    assert "Işık" in text_of(client.get("/tr/collections/light"))
    assert 'href="/collections/gifts"' in body_of(client.get("/"))


def test_prices_narrow_a_shelf(shop: Shop, client: Client) -> None:
    add_product(shop, "CHEAP", 100)
    add_product(shop, "DEAR", 900_000)

    assert titles_of(client.get("/new?from=2&to=1000&sort=cheapest")) == ["Linen shirt"]
    assert titles_of(client.get("/new?to=400&sort=cheapest")) == ["Thing CHEAP", "Linen shirt"]
    assert len(titles_of(client.get("/new?from=-1&to=9e9"))) == 3


def test_long_shelves_are_sorted_by_what_was_told(shop: Shop, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, price in (("A", 300), ("B", 100), ("C", 200)):
        add_product(shop, name, price)
        shop.stock(name, warehouse=1)
    monkeypatch.setattr(listing, "FEW_ENOUGH", 2)

    learn.tell_offers(channels.channel("web"), at=makers.DAY)

    assert titles_of(client.get("/new?sort=cheapest")) == ["Thing B", "Thing C", "Thing A", "Linen shirt"]
    assert titles_of(client.get("/new?sort=dearest&stock=1")) == ["Thing A", "Thing C", "Thing B"]
    assert titles_of(client.get("/new?from=2&to=3&sort=cheapest")) == ["Thing C", "Thing A"]
    assert "3 products" in text_of(client.get("/new?to=9"))
    products.archive_products([owners.ids_of_handles(["a"])["a"]], actor=SYSTEM)
    assert "2 products" in text_of(client.get("/new?to=9"))


def test_what_is_ordered_together_goes_together_and_sells_first(shop: Shop) -> None:
    for name in ("LAMP", "RUG", "VASE"):
        add_product(shop, name, 5_000)
        shop.stock(name, warehouse=9)
    for names in (("LAMP", "RUG"), ("LAMP", "RUG"), ("LAMP", "VASE")):
        client = Client()
        for name in names:
            shop.put_in(client, name)
        deliver(client)
        pay(client)

    learn.learn_from_orders(at=makers.DAY)
    page = text_of(Client().get("/p/lamp"))

    assert "Goes well with it" in page
    assert "Thing RUG" in page.partition("Goes well with it")[2]
    assert "Thing VASE" not in page
    assert titles_of(Client().get("/new?sort=popular"))[:2] == ["Thing LAMP", "Thing RUG"]


def test_what_is_picked_by_hand_stands_first_and_what_is_gone_does_not(shop: Shop) -> None:
    for name in ("LAMP", "RUG", "VASE"):
        add_product(shop, name, 5_000)
    shop.stock("RUG", warehouse=1)
    keys = owners.ids_of_handles(["lamp", "rug", "vase"])
    companions.learn([(keys["lamp"], keys["vase"], 9)])
    companions.pick(keys["lamp"], [keys["rug"]], actor=SYSTEM)

    page = text_of(Client().get("/p/lamp"))

    assert "Thing RUG" in page.partition("Goes well with it")[2]
    assert "Thing VASE" not in page


def test_what_was_seen_is_shown_again_and_known_to_the_browser_alone(shop: Shop, client: Client) -> None:
    add_product(shop, "LAMP", 5_000)

    client.get("/p/lamp")
    text = text_of(client.get("/p/shirt"))

    assert "Thing LAMP" in text.partition("You looked at")[2]
    assert client.cookies["arasta_seen"].value == "shirt~lamp"
    assert client.cookies["arasta_seen"]["httponly"] is True
    assert "You looked at" not in text_of(Client().get("/p/shirt"))


def test_a_forged_trace_is_nothing(shop: Shop, client: Client) -> None:
    client.cookies["arasta_seen"] = "../etc~<script>~shirt~nothing"

    page = body_of(client.get("/"))

    assert "<script>~" not in page
    assert page.count("Linen shirt") >= 1


def test_products_stand_side_by_side(shop: Shop, client: Client) -> None:
    for name in ("A", "B", "C", "D"):
        add_product(shop, name, 5_000)
    for handle in ("shirt", "a", "b", "c", "d", "none"):
        client.post("/compare/change", {"add": handle})

    full = text_of(client.get("/compare"))
    client.post("/compare/change", {"remove": "a"})
    text = text_of(client.get("/compare"))
    linked = text_of(Client().get("/compare?p=shirt&p=a&p=%00"))

    assert "Linen shirt" not in full
    assert all(f"Thing {name}" in full for name in "ABCD")
    assert "Thing A" not in text
    assert "Color Red, Blue" in linked
    assert "Nothing to compare yet" in text_of(Client().get("/compare"))


def test_machines_read_the_way_the_list_and_the_shop(shop: Shop, client: Client) -> None:
    add_product(shop, "LAMP", 5_000, category="lighting")

    (shelf,) = told(client.get("/c/lighting"))
    (home,) = told(client.get("/"))
    product, way = told(client.get("/tr/p/lamp"))

    assert [part["@type"] for part in shelf["@graph"]] == ["BreadcrumbList", "ItemList"]
    assert [step["name"] for step in shelf["@graph"][0]["itemListElement"]] == ["Shop", "Home", "Lighting"]
    assert shelf["@graph"][1]["itemListElement"][0]["url"] == "http://testserver/p/lamp"
    assert home["@graph"][0]["potentialAction"]["target"]["urlTemplate"].endswith("/search?q={search_term_string}")
    assert product["@type"] == "Product"
    assert [step["item"] for step in way["itemListElement"]][-1] == "http://testserver/tr/p/lamp"


def test_sitemaps_name_every_page_that_can_be_opened_in_every_language(shop: Shop, client: Client) -> None:
    add_product(shop, "LAMP", 5_000, category="lighting")

    index = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own answer
    files = [one.text or "" for one in index.iter(f"{SITEMAP}loc")]
    addresses = []
    for file in files:
        found = ElementTree.fromstring(client.get(file.removeprefix("http://testserver")).content)  # noqa: S314
        addresses += [one.text or "" for one in found.iter(f"{SITEMAP}loc")]

    assert files == ["http://testserver/sitemap-pages.xml", "http://testserver/sitemap-products-1.xml"]
    assert {f"http://testserver{start}/p/lamp" for start in ("", "/tr", "/ru")} <= set(addresses)
    assert all(client.get(one.removeprefix("http://testserver")).status_code == 200 for one in addresses)
    assert len(addresses) == len(set(addresses))
    assert client.get("/sitemap-products-2.xml").status_code == 404


def test_robots_are_told_what_is_private_in_every_language(shop: Shop, client: Client) -> None:
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /tr/checkout" in text
    assert "Disallow: /office/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text
