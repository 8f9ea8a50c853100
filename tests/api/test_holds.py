"""Holds for outside systems over JSON."""

from __future__ import annotations

from uuid import UUID

import pytest

from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import HoldPolicy, HoldTerms
from arasta.contexts.inventory.queries import audit, stock
from arasta.contexts.orders.services import carts
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import from_public, new_id, to_public
from tests import makers
from tests.api.integrator import Answer, Integrator
from tests.api.test_carts import code_of, sku_of
from tests.api.test_stock import place
from tests.flows.ordering.shop import Shop

pytestmark = pytest.mark.django_db


def body(shop: Shop, quantity: object = 3, **change: object) -> dict[str, object]:
    line: dict[str, object] = {"sku": sku_of(shop), "quantity": quantity}
    return {"channel": code_of(shop), "lines": [line], "ttl_seconds": 600, **change}


def at(shop: Shop, location: UUID, quantity: int) -> dict[str, object]:
    return {"sku": sku_of(shop), "quantity": quantity, "location": place(location)}


def reserved(shop: Shop) -> tuple[int, int]:
    return makers.level_of(shop.variant, shop.warehouse)[2], makers.level_of(shop.variant, shop.store)[2]


def lines(answer: Answer) -> list[tuple[str, int, str]]:
    return [(one["location"], one["quantity"], one["status"]) for one in answer.body["lines"]]


def test_units_are_held_once_from_where_the_channel_ships(shop: Shop, integrator: Integrator) -> None:
    answers = [integrator.post("holds", body(shop, reference="OMS 7"), once="k") for _ in range(2)]
    read = integrator.get(f"holds/{answers[0].body['id']}")

    assert [one.status for one in answers] == [201, 201]
    assert answers[0].body == answers[1].body == read.body
    assert (read.body["status"], read.body["reference"], read.body["cart_id"]) == ("held", "OMS 7", None)
    assert (lines(read), read.body["missing"]) == ([(place(shop.warehouse), 3, "held")], [])
    assert reserved(shop) == (3, 0)


def test_units_are_held_where_they_are_named(shop: Shop, integrator: Integrator) -> None:
    wanted = body(shop, lines=[at(shop, shop.store, 2), at(shop, shop.warehouse, 1)])

    answer = integrator.post("holds", wanted)

    assert sorted(lines(answer)) == sorted([(place(shop.store), 2, "held"), (place(shop.warehouse), 1, "held")])
    assert reserved(shop) == (1, 2)


def test_all_or_nothing(shop: Shop, integrator: Integrator) -> None:
    answer = integrator.post("holds", body(shop, 8))

    assert answer.refusal == (409, "out_of_stock")
    assert answer.body["details"]["lines"] == [{"sku": sku_of(shop), "requested": 8, "available": 7}]
    assert (reserved(shop), db.rows("SELECT count(*) FROM inventory_hold")) == ((0, 0), [(0,)])


def test_partly_by_flag(shop: Shop, integrator: Integrator) -> None:
    answer = integrator.post("holds", body(shop, 8, partial=True))

    assert (answer.status, reserved(shop)) == (201, (5, 2))
    assert answer.body["missing"] == [{"sku": sku_of(shop), "requested": 8, "held": 7}]
    assert integrator.post("holds", body(shop, 1, partial=True)).refusal == (409, "out_of_stock")


def test_a_named_place_is_not_replaced_by_another(shop: Shop, integrator: Integrator) -> None:
    answer = integrator.post("holds", body(shop, lines=[at(shop, shop.store, 3)]))

    assert answer.refusal == (409, "out_of_stock")
    assert answer.body["details"]["lines"] == [{"sku": sku_of(shop), "requested": 3, "available": 2}]


def test_a_hold_is_extended_and_let_go(shop: Shop, integrator: Integrator) -> None:
    made = integrator.post("holds", body(shop)).body

    longer = integrator.post(f"holds/{made['id']}/extend", {"ttl_seconds": 3600})
    gone = [integrator.send("delete", f"holds/{made['id']}") for _ in range(2)]
    late = integrator.post(f"holds/{made['id']}/extend", {"ttl_seconds": 3600})

    assert longer.body["expires_at"] > made["expires_at"]
    assert [(one.status, one.body["status"]) for one in gone] == [(200, "released")] * 2
    assert late.refusal == (409, "hold_over")
    assert (reserved(shop), audit.find_lies()) == ((0, 0), [])


def test_a_hold_past_its_time_reads_as_expired_before_anybody_sweeps(shop: Shop, integrator: Integrator) -> None:
    made = integrator.post("holds", body(shop)).body["id"]
    db.execute("UPDATE inventory_reservation SET expires_at = clock_timestamp()")

    assert integrator.get(f"holds/{made}").body["status"] == "expired"
    assert integrator.post(f"holds/{made}/extend", {"ttl_seconds": 60}).refusal == (409, "hold_over")
    assert integrator.send("delete", f"holds/{made}").body["status"] == "expired"
    assert integrator.post("holds", body(shop, 7)).status == 201


def test_a_number_names_the_hold_that_lowers_it(shop: Shop, integrator: Integrator) -> None:
    integrator.post("holds", body(shop, reference="OMS 7"))

    told = integrator.get(f"stock/{sku_of(shop)}/explanation", location=place(shop.warehouse)).body

    reserved_step = next(step for step in told["chains"][0]["steps"] if step["code"] == "reserved")
    assert [(one["quantity"], one["kind"], one["reference"]) for one in reserved_step["causes"]] == [
        (-3, "hold", "OMS 7")
    ]


def test_a_hold_for_a_cart_is_the_carts_hold(shop: Shop, integrator: Integrator) -> None:
    cart = shop.cart(3)

    answer = integrator.post("holds", body(shop, cart_id=to_public("crt", cart)))

    assert answer.body["cart_id"] == to_public("crt", cart)
    assert stock.held_lines(cart) == [(shop.variant, shop.warehouse, 3)]
    shop.order(cart)
    assert makers.level_of(shop.variant, shop.warehouse) == (5, 3, 0)


def test_a_hold_becomes_a_carts(shop: Shop, integrator: Integrator) -> None:
    made, cart = integrator.post("holds", body(shop, 7)).body["id"], shop.cart(7)

    answer = integrator.post(f"holds/{made}/hand-over", {"cart_id": to_public("crt", cart)})
    again = integrator.post(f"holds/{made}/hand-over", {"cart_id": to_public("crt", cart)})

    assert [(one.status, one.body["cart_id"]) for one in (answer, again)] == [(200, to_public("crt", cart))] * 2
    assert stock.held_lines(cart) == sorted(
        [(shop.variant, shop.warehouse, 5), (shop.variant, shop.store, 2)], key=lambda line: line[1]
    )
    assert shop.order(cart).order is not None


def test_a_carts_hold_goes_only_to_the_same_customer(shop: Shop, integrator: Integrator) -> None:
    made = integrator.post("holds", body(shop, cart_id=to_public("crt", shop.cart(3)))).body["id"]

    answer = integrator.post(f"holds/{made}/hand-over", {"cart_id": to_public("crt", shop.cart(3))})

    assert (answer.refusal, reserved(shop)) == ((409, "not_the_same_customer"), (3, 0))


def test_a_hold_goes_to_no_cart_of_another_channel(shop: Shop, integrator: Integrator) -> None:
    made = integrator.post("holds", body(shop)).body["id"]
    cart = to_public("crt", carts.open_cart(makers.make_channel(), currency="TRY"))

    refusals = [
        integrator.post(f"holds/{made}/hand-over", {"cart_id": cart}).refusal,
        integrator.post("holds", body(shop, cart_id=cart)).refusal,
    ]

    assert refusals == [(409, "cart_of_another_channel")] * 2
    assert integrator.get(f"holds/{made}").body["status"] == "held"


def test_what_was_let_go_is_not_handed_over(shop: Shop, integrator: Integrator) -> None:
    made = integrator.post("holds", body(shop)).body["id"]
    integrator.send("delete", f"holds/{made}")

    answer = integrator.post(f"holds/{made}/hand-over", {"cart_id": to_public("crt", shop.cart(3))})

    assert answer.refusal == (409, "hold_over")


def set_terms(shop: Shop, policy: HoldPolicy, *, longest: int = 60) -> None:
    channels.set_hold_terms(shop.channel, HoldTerms(policy=policy, minutes=15, longest_minutes=longest), actor=SYSTEM)


@pytest.mark.parametrize(
    ("seconds", "refusal"),
    [
        (9, (422, "invalid_request")),
        (7 * 86_400 + 1, (422, "invalid_request")),
        (60.5, (422, "invalid_request")),
        (3601, (422, "hold_too_long")),
    ],
)
def test_a_time_out_of_bounds(shop: Shop, integrator: Integrator, seconds: object, refusal: tuple[int, str]) -> None:
    set_terms(shop, HoldPolicy.ON_ORDER)
    made = integrator.post("holds", body(shop)).body["id"]

    answers = [
        integrator.post("holds", body(shop, ttl_seconds=seconds)),
        integrator.post(f"holds/{made}/extend", {"ttl_seconds": seconds}),
    ]

    assert [one.refusal for one in answers] == [refusal] * 2
    assert reserved(shop) == (3, 0)


def test_the_shortest_and_the_longest_time(shop: Shop, integrator: Integrator) -> None:
    answers = [integrator.post("holds", body(shop, 1, ttl_seconds=seconds)) for seconds in (10, 7 * 86_400)]

    assert [one.status for one in answers] == [201, 201]


def test_a_channel_that_holds_nothing(shop: Shop, integrator: Integrator) -> None:
    set_terms(shop, HoldPolicy.NONE)

    assert integrator.post("holds", body(shop)).refusal == (409, "channel_holds_nothing")


@pytest.mark.parametrize("quantity", [0, -1, 1.5, "4", 10**12, None])
def test_a_faulty_quantity(shop: Shop, integrator: Integrator, quantity: object) -> None:
    assert integrator.post("holds", body(shop, quantity)).refusal == (422, "invalid_request")
    assert reserved(shop) == (0, 0)


def test_bad_input(shop: Shop, integrator: Integrator) -> None:
    sku = sku_of(shop)
    twice = [{"sku": sku, "quantity": 1}] * 2
    many = [{"sku": f"S{number}", "quantity": 1} for number in range(501)]
    boxes = [{"sku": sku, "quantity": 1, "unit": "box"}]

    refusals = [integrator.post("holds", body(shop, lines=one)).refusal for one in ([], twice, many, boxes)]

    assert refusals == [(422, "invalid_request")] * 4
    assert reserved(shop) == (0, 0)


def test_what_is_not_there(shop: Shop, integrator: Integrator) -> None:
    elsewhere = makers.make_location()
    refusals = [
        integrator.post("holds", body(shop, lines=[{"sku": "GHOST", "quantity": 1}])).refusal,
        integrator.post("holds", body(shop, channel="moon")).refusal,
        integrator.post("holds", body(shop, lines=[{**at(shop, shop.store, 1), "location": "MOON"}])).refusal,
        integrator.post("holds", body(shop, lines=[at(shop, elsewhere, 1)])).refusal,
        integrator.post("holds", body(shop, cart_id=to_public("crt", new_id()))).refusal,
        integrator.get(f"holds/{to_public('hld', new_id())}").refusal,
    ]

    assert refusals == [
        (404, "unknown_sku"),
        (404, "channel_not_found"),
        (404, "unknown_location"),
        (409, "location_does_not_serve"),
        (404, "unknown_cart"),
        (404, "unknown_hold"),
    ]
    assert reserved(shop) == (0, 0)


def test_a_hold_of_a_closed_cart(shop: Shop, integrator: Integrator) -> None:
    cart = shop.cart(1)
    shop.order(cart)

    assert integrator.post("holds", body(shop, cart_id=to_public("crt", cart))).refusal == (409, "cart_closed")


def test_another_body_under_the_same_key(shop: Shop, integrator: Integrator) -> None:
    first = integrator.post("holds", body(shop), once="k")

    assert integrator.post("holds", body(shop, 4), once="k").refusal == (422, "idempotency_key_reused")
    assert from_public("hld", first.body["id"]).version == 7
    assert reserved(shop) == (3, 0)


def test_letting_go_of_one_of_a_carts_holds_leaves_it_the_others(shop: Shop, integrator: Integrator) -> None:
    other = makers.make_variant("OTHER")
    makers.receive(other, shop.warehouse, 5)
    cart = shop.cart(3)
    wanted = [body(shop, 2), body(shop, 1), body(shop, lines=[{"sku": "OTHER", "quantity": 4}])]
    first, second, third = (integrator.post("holds", one).body["id"] for one in wanted)
    for made in (first, second, third):
        integrator.post(f"holds/{made}/hand-over", {"cart_id": to_public("crt", cart)})
    assert sorted(line[2] for line in stock.held_lines(cart)) == [3, 4]

    gone = [integrator.send("delete", f"holds/{made}").body["status"] for made in (first, third, first)]

    assert gone == ["released"] * 3
    assert [lines(integrator.get(f"holds/{made}")) for made in (first, second, third)] == [
        [(place(shop.warehouse), 2, "released")],
        [(place(shop.warehouse), 1, "held")],
        [(place(shop.warehouse), 4, "released")],
    ]
    assert stock.held_lines(cart) == [(shop.variant, shop.warehouse, 1)]
    assert (reserved(shop), makers.level_of(other, shop.warehouse)[2], audit.find_lies()) == ((1, 0), 0, [])


def test_letting_go_of_a_hold_leaves_a_cart_what_it_held_itself(shop: Shop, integrator: Integrator) -> None:
    cart = to_public("crt", shop.cart(3))
    integrator.post("holds", body(shop, 1, cart_id=cart))
    made = integrator.post("holds", body(shop, 2)).body["id"]
    integrator.post(f"holds/{made}/hand-over", {"cart_id": cart})

    integrator.send("delete", f"holds/{made}")

    assert stock.held_lines(from_public("crt", cart)) == [(shop.variant, shop.warehouse, 1)]
    assert (reserved(shop), audit.find_lies()) == ((1, 0), [])
