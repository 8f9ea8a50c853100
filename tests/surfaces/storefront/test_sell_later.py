"""What is not there yet, in the shop: the day stands on the product, in the basket and on the order."""

from __future__ import annotations

from datetime import date

from django.test import Client

from arasta.contexts.inventory.services import kits, supplies, terms
from arasta.contexts.inventory.services.kits import KitInput
from arasta.contexts.inventory.services.supplies import Alteration, SupplyInput
from arasta.contexts.inventory.services.terms import TermsInput
from arasta.contexts.inventory.types import TermsKind
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.surfaces.storefront.shopping import Shop, deliver, pay, text_of
from tests.surfaces.storefront.test_product import data_of

SKU = "SHIRT-RED-S"
PAGE = "/p/shirt?color=red&size=s"
JUNE, JULY = date(2027, 6, 1), date(2027, 7, 6)


def announce(shop: Shop, units: int) -> None:
    supplies.announce([SupplyInput(shop.variants[SKU], shop.warehouse, units, JUNE)], actor=SYSTEM)


def test_a_backorder_says_its_day_from_the_page_to_the_order(shop: Shop, client: Client) -> None:
    terms.set_terms([TermsInput(shop.variants[SKU], TermsKind.BACKORDER)], actor=SYSTEM)
    announce(shop, 3)

    page = client.get(PAGE)
    shop.put_in(client, SKU, 2)
    basket = text_of(client.get("/cart"))
    deliver(client)
    order = text_of(client.get(pay(client)["Location"]))

    assert "On its way to us: ships by 1 Jun 2027" in text_of(page)
    assert data_of(page.content.decode())["offers"]["availability"] == "https://schema.org/BackOrder"
    assert "On its way to us: ships by 1 Jun 2027" in basket
    assert "2 to come, ship by 1 Jun 2027" in order


def test_a_set_says_the_day_of_its_last_component(shop: Shop, client: Client) -> None:
    hat, scarf = makers.make_variants(2)
    kits.set_kits([KitInput(shop.variants[SKU], ((hat, 1), (scarf, 2)))], actor=SYSTEM)
    terms.set_terms([TermsInput(part, TermsKind.BACKORDER) for part in (hat, scarf)], actor=SYSTEM)
    coming = [SupplyInput(hat, shop.warehouse, 3, JULY), SupplyInput(scarf, shop.warehouse, 4, JUNE)]
    supplies.announce(coming, actor=SYSTEM)

    page = text_of(client.get(PAGE))
    shop.put_in(client, SKU, 9)
    few = text_of(client.get("/cart"))
    client.post("/cart/change", {"variant": shop.word(SKU), "quantity": 2})
    deliver(client)
    order = text_of(client.get(pay(client)["Location"]))

    assert "On its way to us: ships by 6 Jul 2027" in page
    assert "There are only 2" in few
    assert "2 to come, ship by 6 Jul 2027" in order


def test_a_preorder_has_a_button_of_its_own(shop: Shop, client: Client) -> None:
    terms.set_terms([TermsInput(shop.variants[SKU], TermsKind.PREORDER, JULY, 5)], actor=SYSTEM)

    page = client.get(PAGE)

    assert "Pre-order: ships by 6 Jul 2027" in text_of(page)
    assert data_of(page.content.decode())["offers"]["availability"] == "https://schema.org/PreOrder"
    assert "Add to basket" not in text_of(page)


def test_no_more_go_into_the_basket_than_are_there_and_to_come(shop: Shop, client: Client) -> None:
    terms.set_terms([TermsInput(shop.variants[SKU], TermsKind.BACKORDER)], actor=SYSTEM)
    shop.stock(SKU, warehouse=1)
    announce(shop, 3)

    shop.put_in(client, SKU, 9)
    basket = text_of(client.get("/cart"))

    assert "There are only 4" in basket
    assert "3 of them: On its way to us: ships by 1 Jun 2027" in basket


def test_goods_that_will_not_come_leave_the_order_without_a_day(shop: Shop, client: Client) -> None:
    terms.set_terms([TermsInput(shop.variants[SKU], TermsKind.BACKORDER)], actor=SYSTEM)
    coming = SupplyInput(shop.variants[SKU], shop.warehouse, 3, JUNE)
    supply = supplies.announce([coming], actor=SYSTEM)[0]
    shop.put_in(client, SKU, 2)
    deliver(client)
    link = pay(client)["Location"]

    supplies.alter([Alteration(supply, expected_on=JULY)], actor=SYSTEM)
    later = text_of(client.get(link))
    supplies.cancel([supply], actor=SYSTEM)

    assert "2 to come, ship by 6 Jul 2027" in later
    assert "2 to come; we will tell you the day" in text_of(client.get(link))
