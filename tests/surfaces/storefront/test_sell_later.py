"""What is not there yet, in the shop: the day stands on the product, in the basket and on the order."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.test import Client

from arasta.config.audit import find_lies
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.types import DeliveryKind
from arasta.contexts.inventory.queries import promises
from arasta.contexts.inventory.services import kits, supplies, terms
from arasta.contexts.inventory.services.kits import KitInput
from arasta.contexts.inventory.services.supplies import Alteration, Arrival, SupplyInput
from arasta.contexts.inventory.services.terms import TermsInput
from arasta.contexts.inventory.types import TermsKind
from arasta.contexts.pickup.services import places
from arasta.contexts.pickup.types import PlaceToSave, Span, Terms
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from arasta.kernel.outbox.delivery import deliver_pending
from arasta.surfaces.storefront import links
from tests import makers
from tests.surfaces.storefront.shopping import Shop, body_of, deliver, pay, pick_up, text_of
from tests.surfaces.storefront.test_change_order import way
from tests.surfaces.storefront.test_product import data_of

SKU = "SHIRT-RED-S"
PAGE = "/p/shirt?color=red&size=s"
JUNE, JULY = date(2027, 6, 1), date(2027, 7, 6)


def announce(shop: Shop, units: int) -> UUID:
    return supplies.announce([SupplyInput(shop.variants[SKU], shop.warehouse, units, JUNE)], actor=SYSTEM)[0]


def test_a_backorder_says_its_day_from_the_page_to_the_order(shop: Shop, client: Client) -> None:
    terms.set_terms([TermsInput(shop.variants[SKU], TermsKind.BACKORDER)], actor=SYSTEM)
    announce(shop, 3)

    page = client.get(PAGE)
    shop.put_in(client, SKU, 2)
    basket = text_of(client.get("/cart"))
    checkout = text_of(client.get("/checkout"))
    deliver(client)
    paying = text_of(client.get("/checkout"))
    order = text_of(client.get(pay(client)["Location"]))

    assert "On its way to us: ships by 1 Jun 2027" in text_of(page)
    assert "On its way to us: ships by 1 Jun 2027" in paying
    assert ["Thu 3 Jun – Mon 7 Jun" in words for words in (checkout, paying, order)] == [True] * 3  # once it has come
    assert "held" not in checkout + paying
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


def test_what_waits_is_fetched_instead_where_it_can_come(shop: Shop, client: Client) -> None:
    terms.set_terms([TermsInput(shop.variants[SKU], TermsKind.BACKORDER)], actor=SYSTEM)
    week = {day: (Span(600, 1200),) for day in range(7)}
    places.save_places([PlaceToSave(shop.kadikoy, Terms(bring_days=2), week, {})])
    announce(shop, 3)
    shop.put_in(client, SKU, 2)
    deliver(client)
    link = str(pay(client)["Location"]).removesuffix("?thanks=1")
    deliver_pending()

    page = client.get(f"{link}/way")
    here, there = (way(body_of(page), "pickup", store=to_public("loc", one)) for one in (shop.kadikoy, shop.ankara))
    refused, changed = client.post(f"{link}/way", there), client.post(f"{link}/way", here)

    assert [one.can_serve for one in page.context["offered"].stores] == [True, False]
    assert text_of(page).count("Here once all of it has come") == 1
    assert (refused.status_code, changed["Location"]) == (409, f"{link}/pickup")
    told = text_of(client.get(link))
    assert "Pick it up here Kervan Kadıköy" in told
    assert "2 to come, expected by 1 Jun 2027" in told


def test_what_is_to_come_is_fetched_where_it_can_come(shop: Shop, client: Client) -> None:
    terms.set_terms([TermsInput(shop.variants[SKU], TermsKind.BACKORDER)], actor=SYSTEM)
    week = {day: (Span(600, 1200),) for day in range(7)}
    places.save_places([PlaceToSave(shop.kadikoy, Terms(bring_days=2), week, {})])
    shop.stock(SKU, warehouse=1)
    supply = announce(shop, 3)
    shop.put_in(client, SKU, 3)

    form = client.get("/checkout")
    refused, taken = pick_up(client, shop.ankara), pick_up(client, shop.kadikoy)
    paying = text_of(client.get("/checkout"))
    told = text_of(client.get(pay(client)["Location"]))
    deliver_pending()
    [order] = shop.orders()
    code = text_of(client.get(links.pickup_path(order.row.id)))
    at_once = [(one.kind, one.location_id) for one in fulfillment.of_orders([order.row.id])]
    supplies.receive([Arrival(supply, 2)], actor=SYSTEM)
    deliver_pending()

    assert [one.can_serve for one in form.context["offered"].stores] == [True, False]
    assert text_of(form).count("Here once all of it has come") == 1
    assert (refused.status_code, taken.status_code) == (422, 302)
    assert "2 of them: On its way to us: ships by 1 Jun 2027" in paying
    assert "2 to come, expected by 1 Jun 2027" in told
    assert "We are getting it ready" in code
    assert "It waits for goods that we expect by 1 Jun 2027." in code
    assert "ready by" not in code
    assert at_once == [(DeliveryKind.BRING, shop.warehouse)]
    brought = [one.lines[0].quantity for one in fulfillment.of_orders([order.row.id])]
    assert (brought, promises.waits_of([order.row.id]), find_lies()) == ([1, 2], [], [])


def test_a_preorder_is_fetched_only_where_it_is_known_to_come(shop: Shop, client: Client) -> None:
    terms.set_terms([TermsInput(shop.variants[SKU], TermsKind.PREORDER, JULY, 5)], actor=SYSTEM)
    week = {day: (Span(600, 1200),) for day in range(7)}
    places.save_places([PlaceToSave(shop.kadikoy, Terms(bring_days=2), week, {})])
    shop.put_in(client, SKU)

    offered = {one.store.id: one.can_serve for one in client.get("/checkout").context["offered"].stores}
    there, here = pick_up(client, shop.ankara), pick_up(client, shop.kadikoy)
    pay(client)

    assert offered == {shop.kadikoy: True, shop.ankara: False}
    assert (there.status_code, here.status_code) == (422, 302)
    [order] = shop.orders()
    assert [one.location_id for one in promises.waiting_of([order.row.id])] == [shop.warehouse]
