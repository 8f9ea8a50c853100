"""Stock, availability and its explanation over JSON."""

from __future__ import annotations

from uuid import UUID

import pytest

from arasta.contexts.inventory.queries import locations
from arasta.kernel import db
from arasta.kernel.ids import new_id, to_public
from tests import makers
from tests.api.integrator import Integrator
from tests.api.test_carts import code_of, open_cart, sku_of
from tests.flows.ordering.shop import Shop

pytestmark = pytest.mark.django_db


def place(location: UUID) -> str:
    """Return a location's code."""
    return locations.by_id()[location].code


def movements() -> int:
    return int(db.rows("SELECT count(*) FROM inventory_movement")[0][0])


def test_locations_are_listed(shop: Shop, integrator: Integrator) -> None:
    answer = integrator.get("locations")

    assert {row["id"] for row in answer.body} == {to_public("loc", shop.warehouse), to_public("loc", shop.store)}


def test_availability_of_one_sku_in_all_and_by_location(shop: Shop, integrator: Integrator) -> None:
    answer = integrator.get(f"availability/{sku_of(shop)}", channel=code_of(shop))

    assert (answer.status, answer.body) == (
        200,
        {
            "sku": sku_of(shop),
            "channel": code_of(shop),
            "available": 7,
            "by_location": {place(shop.warehouse): 5, place(shop.store): 2},
        },
    )


def test_what_a_cart_holds_is_not_offered_to_others(shop: Shop, integrator: Integrator) -> None:
    integrator.post(f"carts/{open_cart(integrator, shop, 3).body['id']}/hold")

    assert integrator.get(f"availability/{sku_of(shop)}", channel=code_of(shop)).body["available"] == 4


def test_availability_of_many_skus_takes_no_key(shop: Shop, integrator: Integrator) -> None:
    makers.make_variant("BARE-1")
    wanted = {"skus": ["BARE-1", sku_of(shop), "BARE-1"], "channel": code_of(shop)}

    answer = integrator.send("post", "availability", wanted, once="")

    assert answer.status == 200
    assert [(row["sku"], row["available"]) for row in answer.body] == [("BARE-1", 0), (sku_of(shop), 7)]


def test_availability_of_what_is_not_there(shop: Shop, integrator: Integrator) -> None:
    answers = [
        integrator.get("availability/GHOST", channel=code_of(shop)),
        integrator.get(f"availability/{sku_of(shop)}", channel="moon"),
        integrator.post("availability", {"skus": [sku_of(shop), "GHOST"], "channel": code_of(shop)}),
    ]

    assert [one.refusal for one in answers] == [(404, "unknown_sku"), (404, "channel_not_found"), (404, "unknown_sku")]


@pytest.mark.parametrize("skus", [[], ["A"] * 501, [1], [""]])
def test_a_faulty_list_of_skus(integrator: Integrator, skus: list[object]) -> None:
    assert integrator.post("availability", {"skus": skus}).refusal == (422, "invalid_request")


def test_levels_are_told_by_location(shop: Shop, integrator: Integrator) -> None:
    answer = integrator.get("stock", sku=[sku_of(shop)])

    figures = {row["location"]: (row["on_hand"], row["available"], row["sellable"]) for row in answer.body}
    assert figures == {place(shop.warehouse): (5, 5, 5), place(shop.store): (2, 2, 2)}


@pytest.mark.parametrize(
    ("query", "refusal"), [({}, (422, "invalid_request")), ({"sku": "GHOST"}, (404, "unknown_sku"))]
)
def test_levels_of_nothing(integrator: Integrator, query: dict[str, object], refusal: tuple[int, str]) -> None:
    assert integrator.get("stock", **query).refusal == refusal


def test_a_number_is_explained(shop: Shop, integrator: Integrator) -> None:
    integrator.post(f"carts/{open_cart(integrator, shop, 1).body['id']}/hold")

    answer = integrator.get(f"stock/{sku_of(shop)}/explanation", location=place(shop.warehouse))

    chain = answer.body["chains"][0]
    assert (answer.status, chain["location"], chain["steps"][-1]["total"]) == (200, place(shop.warehouse), 4)
    assert [step["quantity"] for step in chain["steps"] if step["code"] == "reserved"] == [-1]
    assert len(integrator.get(f"stock/{sku_of(shop)}/explanation").body["chains"]) == 2


def test_an_explanation_for_a_channel_ends_in_what_it_offers(shop: Shop, integrator: Integrator) -> None:
    answer = integrator.get(f"stock/{sku_of(shop)}/explanation", channel=code_of(shop))

    assert (answer.body["pool"], answer.body["offered"]) == (7, 7)


@pytest.mark.parametrize(
    ("query", "code"), [({"location": "MOON"}, "unknown_location"), ({"channel": "moon"}, "channel_not_found")]
)
def test_an_explanation_of_nothing(shop: Shop, integrator: Integrator, query: dict[str, str], code: str) -> None:
    assert integrator.get(f"stock/{sku_of(shop)}/explanation", **query).refusal == (404, code)
    assert integrator.get("stock/GHOST/explanation").refusal == (404, "unknown_sku")


def receipt(shop: Shop, **change: object) -> dict[str, object]:
    line = {"sku": sku_of(shop), "location": place(shop.warehouse), "quantity": 4, **change}
    return {"reference": "DN-7", "lines": [line]}


def test_goods_are_taken_in_once(shop: Shop, integrator: Integrator) -> None:
    answers = [integrator.post("stock/receipts", receipt(shop), once="dn-7") for _ in range(2)]

    assert [one.status for one in answers] == [201, 201]
    assert answers[0].body == answers[1].body
    assert makers.level_of(shop.variant, shop.warehouse) == (9, 0, 0)


@pytest.mark.parametrize("quantity", [0, -1, 1.5, "4", 10**12])
def test_a_receipt_of_a_faulty_quantity(shop: Shop, integrator: Integrator, quantity: object) -> None:
    before = movements()

    answer = integrator.post("stock/receipts", receipt(shop, quantity=quantity))

    assert (answer.refusal, movements()) == ((422, "invalid_request"), before)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"sku": "GHOST"}, (404, "unknown_sku")),
        ({"location": "MOON"}, (404, "unknown_location")),
        ({"unit": "box"}, (422, "invalid_request")),
    ],
)
def test_one_faulty_line_stops_the_whole_receipt(
    shop: Shop, integrator: Integrator, change: dict[str, object], refusal: tuple[int, str]
) -> None:
    body, before = receipt(shop), movements()
    body["lines"] = [*body["lines"], *receipt(shop, **change)["lines"]]  # type: ignore[misc]

    answer = integrator.post("stock/receipts", body)

    assert (answer.refusal, movements()) == (refusal, before)


def test_a_level_beyond_every_column(shop: Shop, integrator: Integrator) -> None:
    big = receipt(shop, quantity=1_000_000_000)

    answers = [integrator.post("stock/receipts", big) for _ in range(3)]

    assert [one.status for one in answers] == [201, 201, 422]
    assert makers.level_of(shop.variant, shop.warehouse) == (2_000_000_005, 0, 0)


def adjustment(shop: Shop, delta: object) -> dict[str, object]:
    line = {"sku": sku_of(shop), "location": place(shop.warehouse), "delta": delta}
    return {"reason": "counted", "lines": [line]}


def test_a_count_is_corrected(shop: Shop, integrator: Integrator) -> None:
    answer = integrator.post("stock/adjustments", adjustment(shop, -2))

    assert (answer.status, answer.body["id"][:4]) == (201, "adj_")
    assert makers.level_of(shop.variant, shop.warehouse) == (3, 0, 0)


def test_what_is_held_cannot_be_counted_away(shop: Shop, integrator: Integrator) -> None:
    integrator.post(f"carts/{open_cart(integrator, shop, 3).body['id']}/hold")

    answer = integrator.post("stock/adjustments", adjustment(shop, -3))

    named = {"sku": sku_of(shop), "location": place(shop.warehouse)}
    assert (answer.refusal, answer.body["details"]) == ((409, "stock_promised"), {"free": 2, **named})
    assert makers.level_of(shop.variant, shop.warehouse) == (5, 0, 3)


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_correction_needs_a_reason(shop: Shop, integrator: Integrator, reason: str) -> None:
    assert integrator.post("stock/adjustments", {**adjustment(shop, 1), "reason": reason}).status == 422


@pytest.mark.parametrize("delta", [0.5, "1", 10**12])
def test_a_correction_by_a_faulty_count(shop: Shop, integrator: Integrator, delta: object) -> None:
    assert integrator.post("stock/adjustments", adjustment(shop, delta)).refusal == (422, "invalid_request")


def transfer(shop: Shop, quantity: object = 3) -> dict[str, object]:
    lines = [{"sku": sku_of(shop), "quantity": quantity}]
    return {"source": place(shop.warehouse), "target": place(shop.store), "lines": lines}


def test_units_travel_and_arrive(shop: Shop, integrator: Integrator) -> None:
    sent = integrator.post("stock/transfers", transfer(shop))
    on_the_way = integrator.get("stock", sku=sku_of(shop)).body
    received = integrator.post(f"stock/transfers/{sent.body['id']}/receive")

    assert (sent.status, received.status, received.body) == (201, 200, sent.body)
    assert {row["location"]: (row["on_hand"], row["incoming"]) for row in on_the_way} == {
        place(shop.warehouse): (2, 0),
        place(shop.store): (2, 3),
    }
    assert makers.level_of(shop.variant, shop.store) == (5, 0, 0)


def test_a_transfer_arrives_once(shop: Shop, integrator: Integrator) -> None:
    sent = integrator.post("stock/transfers", transfer(shop)).body["id"]
    integrator.post(f"stock/transfers/{sent}/receive")

    assert integrator.post(f"stock/transfers/{sent}/receive").refusal == (409, "transfer_closed")
    assert makers.level_of(shop.variant, shop.store) == (5, 0, 0)


def test_a_transfer_takes_only_what_is_free(shop: Shop, integrator: Integrator) -> None:
    answer = integrator.post("stock/transfers", transfer(shop, 6))

    assert (answer.refusal, answer.body["details"]) == ((409, "stock_promised"), {"free": 5})
    assert db.rows("SELECT count(*) FROM inventory_transfer") == [(0,)]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"target": "MOON"}, (404, "unknown_location")),
        ({"lines": [{"sku": "GHOST", "quantity": 1}]}, (404, "unknown_sku")),
        ({"lines": []}, (422, "invalid_request")),
    ],
)
def test_a_transfer_of_what_is_not_there(
    shop: Shop, integrator: Integrator, change: dict[str, object], refusal: tuple[int, str]
) -> None:
    assert integrator.post("stock/transfers", {**transfer(shop), **change}).refusal == refusal


def test_a_transfer_to_where_it_is(shop: Shop, integrator: Integrator) -> None:
    answer = integrator.post("stock/transfers", {**transfer(shop), "target": place(shop.warehouse)})

    assert answer.refusal == (422, "same_location")


def test_an_unknown_transfer(integrator: Integrator) -> None:
    assert integrator.post(f"stock/transfers/{to_public('trf', new_id())}/receive").refusal == (404, "not_found")
