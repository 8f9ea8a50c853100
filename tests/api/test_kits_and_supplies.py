"""Kits, selling terms, announced goods and the orders that wait for them, over JSON."""

from __future__ import annotations

import pytest

from arasta.contexts.inventory.queries import locations
from arasta.kernel.ids import from_public
from tests import makers
from tests.api.integrator import Integrator
from tests.api.test_carts import code_of, open_cart, sku_of
from tests.api.test_orders import place as place_order
from tests.flows.ordering.shop import Shop

pytestmark = pytest.mark.django_db

MAY, JUNE = "2026-05-04", "2026-06-01"


def warehouse(shop: Shop) -> str:
    return locations.by_id()[shop.warehouse].code


def announce(integrator: Integrator, shop: Shop, units: int = 5, day: str = MAY) -> str:
    """Announce goods; return the supply."""
    line = {"sku": sku_of(shop), "location": warehouse(shop), "quantity": units, "expected_on": day}
    answer = integrator.post("supplies", {"supplies": [{**line, "reference": "PO-7"}]})
    assert answer.status == 201
    return str(answer.body[0]["id"])


def sell_later(integrator: Integrator, shop: Shop) -> None:
    answer = integrator.put(f"selling-terms/{sku_of(shop)}", {"sold": "backorder"})
    assert (answer.status, answer.body["sold"]) == (200, "backorder")


def test_a_sku_becomes_a_kit_whose_stock_is_that_of_its_components(shop: Shop, integrator: Integrator) -> None:
    makers.make_variant("SET")

    made = integrator.put("kits/SET", {"components": [{"sku": sku_of(shop), "quantity": 2}]})
    read = integrator.get("kits/SET")
    offered = integrator.get("availability/SET", channel=code_of(shop))
    told = integrator.get("stock/SET/explanation")

    assert made.body == read.body == {"sku": "SET", "components": [{"sku": sku_of(shop), "quantity": 2}]}
    assert (offered.body["available"], offered.body["by_location"][warehouse(shop)]) == (3, 2)
    assert told.body["pool"] == 3
    assert {cause["kind"] for chain in told.body["chains"] for step in chain["steps"] for cause in step["causes"]} == {
        "component"
    }


@pytest.mark.parametrize(
    ("components", "refusal"),
    [
        ([{"sku": "SET", "quantity": 1}], (422, "doubtful_recipe")),
        ([{"sku": "NOBODY", "quantity": 1}], (404, "unknown_sku")),
        ([{"sku": "PART", "quantity": 0}], (422, "validation_failed")),
        ([{"sku": "PART", "quantity": 1}] * 2, (422, "validation_failed")),
    ],
)
def test_a_doubtful_kit_is_refused(
    integrator: Integrator, components: list[dict[str, object]], refusal: tuple[int, str]
) -> None:
    makers.make_variant("SET")
    makers.make_variant("PART")

    answer = integrator.put("kits/SET", {"components": components})

    assert answer.status == refusal[0]
    assert integrator.get("kits/SET").body["components"] == []


def test_what_has_stock_becomes_no_kit_and_a_kit_gets_none(shop: Shop, integrator: Integrator) -> None:
    makers.make_variant("SET")
    makers.make_variant("PART")
    integrator.put("kits/SET", {"components": [{"sku": "PART", "quantity": 1}]})
    line = {"sku": "SET", "location": warehouse(shop), "quantity": 1}

    refusals = [
        integrator.put(f"kits/{sku_of(shop)}", {"components": [{"sku": "PART", "quantity": 1}]}).refusal,
        integrator.post("stock/receipts", {"reference": "note", "lines": [line]}).refusal,
        integrator.put("selling-terms/SET", {"sold": "backorder"}).refusal,
    ]

    assert refusals == [(409, "kit_has_stock"), (409, "kit_has_no_stock"), (409, "kit_under_terms")]


def test_a_preorder_names_its_day(shop: Shop, integrator: Integrator) -> None:
    where = f"selling-terms/{sku_of(shop)}"

    refused = integrator.put(where, {"sold": "preorder"})
    integrator.put(where, {"sold": "preorder", "ships_on": JUNE, "limit": 9})

    assert refused.refusal == (422, "preorder_without_day")
    assert integrator.get(where).body == {"sku": sku_of(shop), "sold": "preorder", "ships_on": JUNE, "limit": 9}


def test_goods_are_announced_altered_received_and_listed(shop: Shop, integrator: Integrator) -> None:
    supply = announce(integrator, shop)

    altered = integrator.put(f"supplies/{supply}", {"quantity": 8, "expected_on": JUNE})
    coming = integrator.get("supplies", sku=sku_of(shop)).body["items"]
    received = integrator.post(f"supplies/{supply}/receive", {"quantity": 6, "is_last": True})
    again = integrator.post(f"supplies/{supply}/cancel")

    assert (altered.body["quantity"], altered.body["expected_on"]) == (8, JUNE)
    assert [row["id"] for row in coming] == [supply]
    assert (received.body["status"], received.body["received"], received.body["quantity"]) == ("received", 6, 6)
    assert again.refusal == (409, "supply_closed")
    [closed] = integrator.get("supplies", view="closed").body["items"]
    assert closed["reference"] == "PO-7"
    assert makers.level_of(shop.variant, shop.warehouse)[0] == 11


def test_the_promised_day_stands_in_cart_order_and_list(shop: Shop, integrator: Integrator) -> None:
    sell_later(integrator, shop)
    supply = announce(integrator, shop)

    [line] = open_cart(integrator, shop, 9).body["lines"]
    order = place_order(integrator, shop, 9)
    [read] = integrator.get(f"orders/{order}").body["lines"]
    [waiting] = integrator.get("backorders").body["items"]
    integrator.put(f"supplies/{supply}", {"expected_on": JUNE})
    [moved] = integrator.get("backorders", view="late").body["items"]

    assert (line["offered"], line["later"], line["promised_on"]) == (7, 2, MAY)
    assert (read["waiting"], read["promised_on"]) == (2, MAY)
    assert (waiting["order_id"], waiting["units"], waiting["promised_on"]) == (order, 2, MAY)
    assert (moved["promised_on"], moved["first_promised_on"], moved["is_late"]) == (JUNE, MAY, True)


def test_the_same_announcement_again_announces_once(shop: Shop, integrator: Integrator) -> None:
    line = {"sku": sku_of(shop), "location": warehouse(shop), "quantity": 5, "expected_on": MAY}

    first = integrator.post("supplies", {"supplies": [line]}, once="one")
    again = integrator.post("supplies", {"supplies": [line]}, once="one")

    assert first.body == again.body
    assert len(integrator.get("supplies").body["items"]) == 1
    assert from_public("sup", first.body[0]["id"])
