"""The display at a shelf, the labels, and what their codes open."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from arasta.contexts.catalog.queries import products
from arasta.contexts.channels.services import channels
from arasta.contexts.identity.types import Role
from arasta.contexts.pricing.services import prices
from arasta.contexts.pricing.types import PriceInput
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM
from arasta.kernel.money import Money
from tests.contexts.reviews import writers
from tests.surfaces.backoffice.making import come_in
from tests.surfaces.storefront.shopping import Shop, body_of, text_of

SKU = "SHIRT-RED-S"


def reduce(shop: Shop) -> None:
    """Reduce the red shirt from 400 to 300."""
    for minor, days, old in ((35_000, 20, None), (40_000, 10, None), (30_000, 1, 40_000)):
        before = Money(old, "TRY") if old else None
        row = PriceInput(
            price_list="base-try", variant_id=shop.variants[SKU], price=Money(minor, "TRY"), compare_at=before
        )
        prices.set_prices([row], now=clock.now() - timedelta(days=days), actor=SYSTEM)


def praise(shop: Shop, *said: tuple[int, str, str]) -> None:
    """Let buyers say something of the shirt, shown at once."""
    product = products.product("shirt", language="en").id
    customers = writers.make_customers(len(said))
    ids = writers.write(
        *(
            writers.draft(product, one, stars, text=text, language=language)
            for one, (stars, text, language) in zip(customers, said, strict=True)
        )
    )
    writers.publish(ids)


def test_a_display_shows_price_stars_and_the_review_that_tells_most(shop: Shop, client: Client) -> None:
    reduce(shop)
    praise(shop, (5, "Rahat.", "tr"), (2, "Too thin.", "en"), (4, "Soft and light.", "en"), (5, "", "en"))

    page = client.get(f"/shelf/KADIKOY/{SKU}")

    text = text_of(page)
    assert "Linen shirt" in text
    assert "Price now ₺300.00 Price before ₺400.00" in text
    assert "Lowest price of the last 30 days: ₺350.00" in text
    assert "4.0 4 reviews" in text
    assert "Soft and light." in text
    assert "Rahat." not in text
    assert page["Cache-Control"] == "no-cache"


def test_a_display_follows_the_price_at_once(shop: Shop, client: Client) -> None:
    before = text_of(client.get(f"/shelf/kadikoy/{SKU}"))
    reduce(shop)

    assert "₺400.00" in before
    assert "₺300.00" in text_of(client.get(f"/shelf/KADIKOY/{SKU}"))


def test_a_display_speaks_the_language_it_is_asked_for(shop: Shop, client: Client) -> None:
    praise(shop, (5, "Rahat.", "tr"), (5, "Soft.", "en"))

    page = client.get(f"/shelf/KADIKOY/{SKU}?language=tr")

    assert '<html lang="tr"' in body_of(page)
    assert ("Rahat." in text_of(page), "2 yorum" in text_of(page), "₺400,00" in text_of(page)) == (True, True, True)
    assert page["Content-Language"] == "tr"


@pytest.mark.parametrize("path", ["NOWHERE/" + SKU, "WH/" + SKU, "KADIKOY/NOTHING", "KADIKOY/%00"])
def test_what_is_not_sold_there_is_not_shown(shop: Shop, client: Client, path: str) -> None:
    assert client.get(f"/shelf/{path}").status_code == 404


def test_what_is_outside_the_range_of_the_stores_channel_is_not_shown(shop: Shop, client: Client) -> None:
    channels.set_range(shop.channel, ["home"], now=clock.now(), actor=SYSTEM)
    outside = client.get(f"/shelf/KADIKOY/{SKU}").status_code
    channels.set_range(shop.channel, ["home", "clothing"], now=clock.now(), actor=SYSTEM)

    assert (outside, client.get(f"/shelf/KADIKOY/{SKU}").status_code) == (404, 200)


def test_a_code_opens_the_variant_and_knows_the_store(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=9, kadikoy=2, ankara=3)

    answer = client.get(f"/q/ANKARA/{SKU}", headers={"Accept-Language": "tr"})
    page = client.get(answer["Location"])

    assert (answer.status_code, answer["Location"]) == (302, "/tr/p/shirt?color=red&size=s&store=ANKARA")
    text = text_of(page)
    assert text.index("Kervan Ankara Buradasınız") < text.index("Kervan Kadıköy")


@pytest.mark.parametrize("path", ["/q/KADIKOY/NOTHING", "/q/KADIKOY/%00", "/q/KADIKOY/" + "X" * 500])
def test_a_code_of_nothing_is_missing(shop: Shop, client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_labels_are_printed_for_the_chosen(shop: Shop, client: Client) -> None:
    come_in(client, Role.MARKETER)
    reduce(shop)

    page = client.get("/office/labels?place=KADIKOY")
    sheet = client.get(f"/office/labels/sheet.pdf?place=KADIKOY&sku={SKU}&sku=SHIRT-BLUE-L&sku=NOTHING&copies=13")
    one = client.get(f"/office/labels/sheet.pdf?place=KADIKOY&sku={SKU}&size=card&copies=nonsense")

    assert f'value="{SKU}"' in body_of(page)
    assert (sheet.status_code, sheet["Content-Type"], body_pages(sheet.content)) == (200, "application/pdf", 2)
    assert body_pages(one.content) == 1


def test_nothing_to_print_and_no_such_store_are_said(shop: Shop, client: Client) -> None:
    come_in(client, Role.MARKETER)

    assert client.get("/office/labels/sheet.pdf?place=KADIKOY").status_code == 422
    assert client.get(f"/office/labels/sheet.pdf?place=WH&sku={SKU}").status_code == 404


def body_pages(pdf: bytes) -> int:
    """Count the pages of a PDF."""
    return int(max(re.findall(rb"/Count (\d+)", pdf), default=b"0"))
