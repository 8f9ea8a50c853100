"""Two web shops of one company: each at its host, in its own clothes, with its own basket; and each an app on a phone."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from django.test import Client
from pytest_django import Settings

from arasta.contexts.brand import queries as brands
from arasta.contexts.brand.services import kits, shops
from arasta.contexts.brand.types import Colors, Font, KitInput, Lines, ShopInput
from arasta.contexts.channels.queries import channels as channel_reads
from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import LocationPlace
from arasta.contexts.discovery.services import collections
from arasta.contexts.discovery.types import CollectionInput, CollectionKind, Rule
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.surfaces.storefront.shopping import Shop, add_category, add_product, body_of, text_of, titles_of

pytestmark = pytest.mark.django_db
LODOS = {"host": "lodos.localhost"}


@pytest.fixture
def two(shop: Shop, settings: Settings) -> Shop:
    """A general shop named Kervan, and Lodos at its own host, in euros too."""
    second = makers.make_channel("web-lodos")
    channels.place_locations(second, [LocationPlace(shop.warehouse, 0, ships=True)])
    said = {
        "en": Lines(headline="Light things", announcement="New"),
        "tr": Lines(headline="Hafif eşyalar", legal="A.Ş."),
    }
    kits.save_kits(
        [
            KitInput("kervan", "Kervan", Colors("#a63f26", "#2f5d50", "#fbf7f0", "#1b1f24")),
            KitInput("lodos", "Lodos", Colors(brand="#0a6c8f"), Font.MANROPE, Font.MANROPE, lines=said),
        ]
    )
    shops.open_shops(
        [
            ShopInput(shop.channel, "kervan", is_general=True, email="a@kervan.example"),
            ShopInput(second, "lodos", hosts=("lodos.localhost",), currencies=("EUR",), email="a@lodos.example"),
        ]
    )
    return shop


def test_each_host_shows_its_own_brand(two: Shop, client: Client) -> None:
    general, second = body_of(client.get("/")), body_of(client.get("/tr/", headers=LODOS))

    assert f"/brand/kervan.css?v={brands.version(brands.kit('kervan'))}" in general
    assert f"/brand/lodos.css?v={brands.version(brands.kit('lodos'))}" in second
    assert "manrope-latin-wght-normal.woff2" in second
    assert "manrope" not in general
    assert "Hafif eşyalar" in second
    assert "a@lodos.example" in text_of(client.get("/contact", headers=LODOS))
    assert "a@kervan.example" in text_of(client.get("/contact"))


def test_currencies_are_those_of_the_shop(two: Shop, client: Client) -> None:
    offered = re.findall(r'name="currency" value="(\w+)"', body_of(client.get("/", headers=LODOS)))

    assert offered == ["TRY", "EUR"]


def test_a_basket_of_one_shop_is_none_of_the_other(two: Shop, client: Client) -> None:
    two.stock("SHIRT-RED-S", warehouse=3)
    two.put_in(client, "SHIRT-RED-S", 2)

    assert "Linen shirt" in text_of(client.get("/cart"))
    assert "Linen shirt" not in text_of(client.get("/cart", headers=LODOS))


def test_without_a_web_shop_the_first_channel_sells_plainly(shop: Shop, client: Client) -> None:
    page = body_of(client.get("/"))

    assert "/brand/plain.css?v=" in page
    assert client.get("/brand/plain.css").status_code == 200


def test_the_manifest_is_the_brands(two: Shop, client: Client) -> None:
    found = client.get("/manifest.webmanifest?lang=tr", headers=LODOS).json()

    assert (found["name"], found["lang"], found["start_url"], found["scope"]) == ("Lodos", "tr", "/tr/", "/")
    assert found["theme_color"] == brands.kit("lodos").look.light.surface
    assert {(icon["sizes"], icon["purpose"]) for icon in found["icons"]} == {
        (size, use) for size in ("192x192", "512x512") for use in ("any", "maskable")
    }
    icon = client.get(found["icons"][0]["src"], headers=LODOS)
    assert (icon["Content-Type"], icon.content[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    assert "immutable" in icon["Cache-Control"]
    assert [one["url"] for one in found["shortcuts"]] == ["/tr/cart", "/tr/account/orders"]


@pytest.mark.parametrize("language", ["", "de", "../x", "<b>"])
def test_a_manifest_in_no_language_of_ours_is_in_the_shops(two: Shop, client: Client, language: str) -> None:
    found = client.get("/manifest.webmanifest", {"lang": language}).json()

    assert (found["name"], found["lang"], found["start_url"]) == ("Kervan", "en", "/")


def test_icons_come_in_the_sizes_phones_ask_for_only(two: Shop, client: Client) -> None:
    assert client.get("/brand/kervan/icon-180.png").status_code == 200
    assert client.get("/brand/kervan/icon-100000.png").status_code == 404
    assert client.get("/brand/nobody/icon-180.png").status_code == 404


def test_the_worker_is_told_what_to_fetch_beforehand(two: Shop, client: Client) -> None:
    answer = client.get("/worker.js", headers=LODOS)

    first = answer.content.decode().partition("\n")[0]
    told = json.loads(first.removeprefix("self.told = ").removesuffix(";"))
    assert told["offline"] == {"en": "/offline", "tr": "/tr/offline", "ru": "/ru/offline"}
    assert answer["Cache-Control"] == "no-cache"
    assert [client.get(url, headers=LODOS).status_code for url in (*told["first"], *told["offline"].values())] == [
        200
    ] * 9


def test_the_page_without_a_connection_says_nothing_about_anybody(two: Shop, client: Client) -> None:
    two.stock("SHIRT-RED-S", warehouse=3)
    two.put_in(client, "SHIRT-RED-S", 2)

    page = text_of(client.get("/offline"))

    assert "No connection" in page
    assert "Basket, 2 items" not in page


def test_pages_are_packed_for_who_takes_them_so(two: Shop, client: Client) -> None:
    packed, plain = client.get("/", headers={"accept-encoding": "gzip"}), client.get("/")

    assert packed["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain
    assert "Kervan" in gzip.decompress(packed.content).decode()
    assert "Accept-Encoding" in packed["Vary"]
    assert len(packed.content) < len(plain.content) // 2


def test_a_web_shop_shows_its_range_alone(two: Shop) -> None:
    add_category("boats", parent="home")
    add_product(two, "LAMP", 9_000, category="boats", is_featured=True)
    two.stock("LAMP", warehouse=9)
    two.stock("SHIRT-RED-S", warehouse=9)
    lodos = channel_reads.channel("web-lodos")

    channels.set_range(lodos.id, ["home"], now=makers.DAY, actor=SYSTEM)

    second, general = Client(headers=LODOS), Client()
    assert titles_of(second.get("/new")) == ["Thing LAMP"]
    assert titles_of(general.get("/new")) == ["Thing LAMP", "Linen shirt"]
    assert titles_of(second.get("/search?q=shirt")) == []
    assert titles_of(second.get("/c/home")) == ["Thing LAMP"]
    home = body_of(second.get("/"))
    assert "/p/lamp" in home
    assert "/p/shirt" not in home
    assert "/c/clothing" not in home
    assert [second.get(path).status_code for path in ("/p/lamp", "/p/shirt", "/c/clothing")] == [200, 404, 404]
    put = {"variant": two.word("SHIRT-RED-S"), "quantity": 1}
    assert [one.post("/cart/add", put).status_code for one in (second, general)] == [404, 302]
    listed = body_of(second.get("/sitemap-products-1.xml"))
    assert ("/p/lamp<" in listed, "/p/shirt<" in listed) == (True, False)


def test_a_collection_of_which_a_range_leaves_nothing_is_not_shown(two: Shop) -> None:
    add_category("boats", parent="home")
    add_product(two, "LAMP", 9_000, category="boats", is_featured=True)
    rules = {"all-clothes": Rule(category="clothing"), "all-boats": Rule(category="boats")}
    named = [
        CollectionInput(code=code, kind=CollectionKind.RULE, names={"en": code}, rule=rule)
        for code, rule in rules.items()
    ]
    collections.save(named, actor=SYSTEM)
    channels.set_range(channel_reads.channel("web-lodos").id, ["home"], now=makers.DAY, actor=SYSTEM)

    shown = {code: code in body_of(Client(headers=LODOS).get("/")) for code in rules}

    assert shown == {"all-clothes": False, "all-boats": True}
    assert all(code in body_of(Client().get("/")) for code in rules)
