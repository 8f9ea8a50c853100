"""A product's page: variants, prices, stock here and in stores, what machines read."""

from __future__ import annotations

import json
import re
from typing import Any

from django.test import Client

from arasta.contexts.pricing.services import prices
from arasta.contexts.pricing.types import PriceInput
from arasta.kernel.access import SYSTEM
from arasta.kernel.money import Money
from tests import makers, makers_catalog
from tests.surfaces.storefront.shopping import Shop, add_product, body_of, text_of


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_stock_is_told_online_and_for_each_store(shop: Shop, client: Client) -> None:
    shop.stock("SHIRT-RED-S", warehouse=20, kadikoy=3, ankara=1)

    text = text_of(client.get("/p/shirt?color=red&size=s"))

    assert "In stock, ready to send" in text
    assert "Kervan Kadıköy Mon–Sat 10–21 3 here" in text
    assert "Kervan Ankara Mon–Sat 10–20 Last one here" in text


def test_the_last_one_and_what_is_gone_are_told(shop: Shop, client: Client) -> None:
    shop.stock("SHIRT-RED-S", warehouse=1)
    shop.stock("SHIRT-RED-L", kadikoy=4)

    last, few = text_of(client.get("/p/shirt?color=red&size=s")), text_of(client.get("/p/shirt?color=red&size=l"))
    gone = client.get("/p/shirt?color=blue&size=s")

    assert "Only one left" in last
    assert "Kervan Kadıköy Mon–Sat 10–21 Not here now" in last
    assert "Only 4 left" in few
    assert "Sold out online" in text_of(gone)
    assert "Add to basket" not in text_of(gone)


def test_what_cannot_be_ordered_names_only_what_may_be_there_instead(shop: Shop, client: Client) -> None:
    add_product(shop, "LAMP", 20_000)

    shirt, lamp = text_of(client.get("/p/shirt")), text_of(client.get("/p/lamp"))

    said = ("This one cannot be ordered now.", "Another color or size may be there.", "A store below still has it.")
    assert [[words in page for words in said] for page in (shirt, lamp)] == [[True, True, False], [True, False, False]]


def test_what_stands_only_in_a_store_that_does_not_send_is_to_be_picked_up(shop: Shop, client: Client) -> None:
    shop.stock("SHIRT-RED-S", ankara=2)

    page = client.get("/p/shirt?color=red&size=s")

    assert "Only to be picked up in a store" in text_of(page)
    assert "Add to basket" in text_of(page)


def test_every_choice_is_a_link_and_says_what_is_gone(shop: Shop, client: Client) -> None:
    shop.stock("SHIRT-RED-S", warehouse=9)
    shop.stock("SHIRT-BLUE-L", warehouse=9)

    page = client.get("/p/shirt?color=red&size=s")

    assert "Color: Red Red Blue, sold out Size: S S L, sold out" in text_of(page)
    for query in ("?color=red&amp;size=s", "?color=blue&amp;size=s", "?color=red&amp;size=l"):
        assert f'href="{query}"' in body_of(page)


def test_without_a_choice_the_first_variant_that_can_be_had_is_shown(shop: Shop, client: Client) -> None:
    shop.stock("SHIRT-BLUE-L", warehouse=9)

    assert "Color: Blue" in text_of(client.get("/p/shirt"))
    assert "Color: Blue" in text_of(client.get("/p/shirt?color=violet&size=\x00"))


def test_a_cut_price_shows_the_old_one_and_the_lowest_of_thirty_days(shop: Shop, client: Client) -> None:
    variant = shop.variants["SHIRT-RED-S"]
    cut = PriceInput(
        price_list="base-try", variant_id=variant, price=Money(30_000, "TRY"), compare_at=Money(40_000, "TRY")
    )
    prices.set_prices([cut], now=makers.DAY, actor=SYSTEM)

    text = text_of(client.get("/p/shirt?color=red&size=s"))

    assert "Price now ₺300.00 Price before ₺400.00 −25%" in text
    assert "Value-added tax included" in text


def test_the_lowest_price_is_shown_when_it_is_known(shop: Shop, client: Client) -> None:
    from datetime import timedelta

    from arasta.kernel import clock

    variant, now = shop.variants["SHIRT-RED-S"], clock.now()
    for minor, days, old in ((35_000, 20, None), (40_000, 10, None), (30_000, 1, 40_000)):
        compare_at = Money(old, "TRY") if old else None
        row = PriceInput(price_list="base-try", variant_id=variant, price=Money(minor, "TRY"), compare_at=compare_at)
        prices.set_prices([row], now=now - timedelta(days=days), actor=SYSTEM)

    text = text_of(client.get("/p/shirt?color=red&size=s"))

    assert "Lowest price of the last 30 days: ₺350.00" in text


def test_machines_read_the_product_and_its_offer(shop: Shop, client: Client) -> None:
    shop.stock("SHIRT-RED-S", warehouse=1)

    data = data_of(body_of(client.get("/p/shirt?color=red&size=s")))
    gone = data_of(body_of(client.get("/p/shirt?color=red&size=l")))

    assert (data["@type"], data["name"], data["sku"]) == ("Product", "Linen shirt", "SHIRT-RED-S")
    assert data["brand"] == {"@type": "Brand", "name": "Kervan"}
    assert data["offers"] == {
        "@type": "Offer",
        "url": "http://testserver/p/shirt?color=red&size=s",
        "price": "400.00",
        "priceCurrency": "TRY",
        "availability": "https://schema.org/InStock",
        "itemCondition": "https://schema.org/NewCondition",
    }
    assert data["image"][0] == "http://testserver/static/demo/shirt.webp"
    assert gone["offers"]["availability"] == "https://schema.org/OutOfStock"


def test_no_text_of_a_product_can_leave_its_place(shop: Shop, client: Client) -> None:
    evil = "</script><script>alert(1)</script> & Söhne"
    add_product(shop, "EVIL", 100, titles={"en": evil}, descriptions={"en": evil})

    page = body_of(client.get("/p/evil"))

    assert "<script>alert" not in page
    assert data_of(page)["name"] == evil


def test_the_pictures_of_the_chosen_color_come_first(shop: Shop, client: Client) -> None:
    shop.stock("SHIRT-BLUE-S", warehouse=1)

    red, blue = body_of(client.get("/p/shirt?color=red")), body_of(client.get("/p/shirt?color=blue"))

    assert re.findall(r'<img src="(/static/[^"]+)"', red) == ["/static/demo/shirt.webp"]
    assert re.findall(r'<img src="(/static/[^"]+)"', blue) == [
        "/static/demo/shirt-blue.webp",
        "/static/demo/shirt.webp",
    ]
    assert 'class="ground ground-big tint-1d4e89"' in blue
    assert ".tint-1d4e89{--tint:#1d4e89}" in body_of(client.get("/tints.css"))


def test_very_long_texts_stay_whole(shop: Shop, client: Client) -> None:
    name = "Küçükçekmecelileştiremediklerimizdenmişsinizcesine " * 4
    makers_catalog.save(makers_catalog.shirt("long", titles={"en": name.strip()}))
    variant = makers_catalog.save(makers_catalog.shirt("long", titles={"en": name.strip()})).variants["LONG-RED-S"]
    makers.make_price(variant, 100)

    assert name.strip() in text_of(client.get("/p/long"))
