"""Incoming goods, the orders that wait for them, and what kits consist of: pages and what they do."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client

from arasta.contexts.catalog.queries import variants
from arasta.contexts.inventory.queries import kits, promises, stock
from arasta.contexts.inventory.queries import supplies as supply_book
from arasta.contexts.inventory.queries.supplies import SupplyRow, SupplyView
from arasta.contexts.inventory.services import kits as making
from arasta.contexts.inventory.services import supplies, terms
from arasta.contexts.inventory.services.kits import KitInput
from arasta.contexts.inventory.services.supplies import Alteration, SupplyInput
from arasta.contexts.inventory.services.terms import TermsInput
from arasta.contexts.inventory.types import SupplyStatus, TermsKind
from arasta.flows.shipping.source_order import source_orders
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from tests import makers
from tests.flows.ordering.shop import open_shop
from tests.surfaces.backoffice.making import come_in, make_waiting

pytestmark = pytest.mark.django_db

JUNE, JULY = date(2026, 6, 1), date(2026, 7, 6)
LATER = date.max - timedelta(days=1)


def announced(variant: UUID, place: UUID, units: int = 5, day: date = JUNE) -> UUID:
    return supplies.announce([SupplyInput(variant, place, units, day)], actor=SYSTEM)[0]


def page_of(supply: UUID) -> str:
    return f"/office/incoming/{to_public('sup', supply)}"


def read(supply: UUID) -> SupplyRow:
    return supply_book.supplies([supply])[supply]


def sku_of(variant: UUID) -> str:
    return variants.variants([variant], language="en")[variant].sku


def test_goods_are_announced_received_and_closed(client: Client) -> None:
    come_in(client)
    variant, place = makers.make_variant("KETTLE"), makers.make_location()
    given = {"sku": "KETTLE", "location": to_public("loc", place), "quantity": "5", "expected_on": "2026-06-01"}

    made = client.post("/office/incoming/announce", {**given, "kind": "purchase", "reference": "PO-7"})
    row = supply_book.supply_page(today=JUNE).items[0]
    came = client.post(f"{page_of(row.id)}/receive", {"quantity": "3", "is_last": "on"})

    assert (made.status_code, came.status_code) == (302, 302)
    assert (row.quantity, row.expected_on, row.reference) == (5, JUNE, "PO-7")
    assert (read(row.id).status, read(row.id).quantity) == (SupplyStatus.RECEIVED, 3)
    assert (makers.level_of(variant, place), stock.levels([variant])[0].incoming) == ((3, 0, 0), 0)
    assert b"KETTLE" in client.get("/office/incoming?view=closed").content


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"sku": "NOBODY"}, 404, "NOBODY"),
        ({"quantity": "0"}, 422, "greater than or equal to 1"),
        ({"expected_on": "soon"}, 422, "Enter a valid date"),
        ({"location": ""}, 422, "This field is required"),
    ],
)
def test_what_cannot_be_announced_is_said_on_its_field(
    client: Client, change: dict[str, str], status: int, sentence: str
) -> None:
    come_in(client)
    makers.make_variant("KETTLE")
    given = {
        "sku": "KETTLE",
        "location": to_public("loc", makers.make_location()),
        "quantity": "5",
        "expected_on": "2026-06-01",
        "kind": "purchase",
    }

    answer = client.post("/office/incoming/announce", {**given, **change})

    assert answer.status_code == status
    assert sentence in answer.content.decode()


def test_an_order_that_waits_stands_in_the_list_and_moves_with_its_goods(client: Client) -> None:
    come_in(client)
    shop = open_shop()
    terms.set_terms([TermsInput(shop.variant, TermsKind.BACKORDER)], actor=SYSTEM)
    supply = announced(shop.variant, shop.warehouse, day=LATER - timedelta(days=9))
    order = shop.order(shop.cart(2)).order
    assert order is not None

    before = client.get("/office/waiting?view=late").content.decode()
    moved = client.post(f"{page_of(supply)}/alter", {"quantity": "5", "expected_on": LATER.isoformat()})
    late = client.get("/office/waiting?view=late").content.decode()
    shown = client.get(page_of(supply)).content.decode()

    assert moved.status_code == 302
    assert "Every promise stands" in before
    assert (order.number in late, "Moved" in late) == (True, True)
    assert order.number in shown


def test_what_will_not_come_leaves_the_order_without_a_day(client: Client) -> None:
    come_in(client)
    shop = open_shop()
    terms.set_terms([TermsInput(shop.variant, TermsKind.BACKORDER)], actor=SYSTEM)
    supply = announced(shop.variant, shop.warehouse)
    shop.order(shop.cart(2))

    answer = client.post(f"{page_of(supply)}/cancel")

    assert answer.status_code == 302
    assert read(supply).status is SupplyStatus.CANCELED
    assert [one.promised_on for one in promises.waiting_at([(shop.variant, shop.warehouse)])] == [None]
    assert "No day" in client.get("/office/waiting").content.decode()


def test_staff_of_another_place_may_not_receive(client: Client) -> None:
    supply = announced(makers.make_variant(), makers.make_location())
    come_in(client, locations=frozenset({makers.make_location()}))

    answer = client.post(f"{page_of(supply)}/receive", {"quantity": "3"})

    assert answer.status_code == 403
    assert read(supply).received == 0


def test_late_goods_have_a_view_of_their_own() -> None:
    variant, place = makers.make_variant(), makers.make_location()
    late, soon = announced(variant, place), announced(variant, place, day=JULY)
    supplies.alter([Alteration(soon, quantity=9)], actor=SYSTEM)

    rows = supply_book.supply_page(view=SupplyView.LATE, today=date(2026, 6, 2)).items

    assert [row.id for row in rows] == [late]


def test_a_kit_is_made_on_the_products_page(client: Client) -> None:
    come_in(client)
    kit, (cup, box) = makers.make_variant("SET"), makers.make_variants(2)
    where = f"/office/variants/{to_public('var', kit)}/recipe"
    lines = f"2 {sku_of(cup)}\n1 × {sku_of(box)}\n"

    answer = client.post(where, {"recipe": lines}, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert set(kits.recipes([kit])[kit]) == {(cup, 2), (box, 1)}
    product = variants.variants([kit], language="en")[kit].product_id
    panel = client.get(f"/office/products/{to_public('prd', product)}/kits").content.decode()
    assert sku_of(cup) in panel


@pytest.mark.parametrize(
    ("recipe", "status", "sentence"),
    [
        ("two CUP", 422, "is not a count and a SKU"),
        ("1 NOBODY", 404, "NOBODY"),
        ("1 SET", 422, "Name each component once"),
    ],
)
def test_a_doubtful_recipe_keeps_what_was_written(client: Client, recipe: str, status: int, sentence: str) -> None:
    come_in(client)
    kit = makers.make_variant("SET")

    answer = client.post(
        f"/office/variants/{to_public('var', kit)}/recipe", {"recipe": recipe}, headers={"HX-Request": "true"}
    )

    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert recipe in answer.content.decode()


def test_terms_are_set_on_the_products_page(client: Client) -> None:
    come_in(client)
    variant = makers.make_variant()
    where = f"/office/variants/{to_public('var', variant)}/terms"

    refused = client.post(where, {"sold": "preorder"}, headers={"HX-Request": "true"})
    client.post(where, {"sold": "preorder", "ships_on": "2026-07-06", "most": "30"}, headers={"HX-Request": "true"})

    found = promises.terms_of([variant])[variant]
    assert refused.status_code == 422
    assert (found.kind, found.ships_on, found.most) == (TermsKind.PREORDER, JULY, 30)


def test_the_explanation_of_a_kit_names_its_components(client: Client) -> None:
    come_in(client)
    kit, cup, place = makers.make_variant(), makers.make_variant("CUP-BLUE"), makers.make_location()
    making.set_kits([KitInput(kit, ((cup, 2),))], actor=SYSTEM)
    makers.receive(cup, place, 7)

    page = client.get(f"/office/stock/{to_public('var', kit)}/why").content.decode()

    assert "CUP-BLUE" in page
    assert "3 can be sold" in page


def test_who_packs_a_kit_sees_what_goes_into_it(client: Client) -> None:
    come_in(client)
    shop, cup = open_shop(), makers.make_variant("CUP-BLUE")
    making.set_kits([KitInput(shop.variant, ((cup, 2),))], actor=SYSTEM)
    makers.receive(cup, shop.warehouse, 9)
    order = shop.order(shop.cart(3)).order
    assert order is not None
    [row] = source_orders([order.id], at=makers.DAY, actor=SYSTEM)

    panel = client.get(f"/office/fulfillment/{to_public('ful', row.id)}/kits").content.decode()
    page = client.get(f"/office/orders/{to_public('ord', order.id)}").content.decode()

    assert "CUP-BLUE" in panel
    assert ">6 ×<" in panel
    assert "CUP-BLUE" in page


def test_without_kits_the_packers_panel_is_empty(client: Client) -> None:
    come_in(client)
    waiting = make_waiting()

    panel = client.get(f"/office/fulfillment/{to_public('ful', waiting.asked.id)}/kits")

    assert (panel.status_code, panel.content.strip()) == (200, b"")
