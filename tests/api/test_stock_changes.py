"""Stock changed by outside systems: differences, counts compared with what was seen, all or none or in part."""

from __future__ import annotations

from typing import Any

import pytest

from arasta.contexts.inventory.queries import audit
from arasta.contexts.inventory.services.counts import StockMoved
from arasta.flows.stocking.correct_levels import ToCorrect, correct
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.api.integrator import Integrator
from tests.api.test_carts import sku_of
from tests.api.test_stock import movements, place
from tests.flows.ordering.shop import Shop, open_shop
from tests.racing import race_all

pytestmark = pytest.mark.django_db

Line = dict[str, Any]


def line(shop: Shop, **change: object) -> Line:
    return {"sku": sku_of(shop), "location": place(shop.warehouse), **change}


def at_store(shop: Shop, **change: object) -> Line:
    return {"sku": sku_of(shop), "location": place(shop.store), **change}


def body(*lines: object, **more: object) -> dict[str, object]:
    return {"reason": "counted", "lines": list(lines), **more}


def on_hand(shop: Shop) -> tuple[int, int]:
    return makers.level_of(shop.variant, shop.warehouse)[0], makers.level_of(shop.variant, shop.store)[0]


def test_a_count_is_set_once_if_it_is_still_what_was_seen(shop: Shop, integrator: Integrator) -> None:
    wanted = body(line(shop, on_hand=12, seen=5), at_store(shop, delta=-1))

    answers = [integrator.post("stock/adjustments", wanted, once="count-1") for _ in range(3)]

    assert [one.status for one in answers] == [201] * 3
    assert answers[0].body == answers[1].body == answers[2].body
    assert (answers[0].body["changed"], answers[0].body["refused"]) == (2, [])
    assert (on_hand(shop), audit.find_lies()) == ((12, 1), [])


def test_a_stale_count_is_refused_with_the_present_quantity(shop: Shop, integrator: Integrator) -> None:
    before = movements()

    answer = integrator.post("stock/adjustments", body(at_store(shop, delta=1), line(shop, on_hand=12, seen=10)))

    assert answer.refusal == (409, "stale_quantity")
    assert answer.body["details"] == {
        "on_hand": 5,
        "seen": 10,
        "sku": sku_of(shop),
        "location": place(shop.warehouse),
    }
    assert (on_hand(shop), movements()) == ((5, 2), before)


def test_in_part_the_good_lines_land_and_each_bad_one_comes_back(shop: Shop, integrator: Integrator) -> None:
    ghost, moon = {**line(shop), "sku": "GHOST", "delta": 1}, {**line(shop), "location": "MOON", "delta": 1}
    wanted = body(ghost, line(shop, on_hand=12, seen=10), at_store(shop, delta=4), moon, partial=True)

    answers = [integrator.post("stock/adjustments", wanted, once="k") for _ in range(2)]

    assert answers[0].body == answers[1].body
    assert (answers[0].status, answers[0].body["changed"]) == (201, 1)
    assert [(one["line"], one["code"]) for one in answers[0].body["refused"]] == [
        (0, "unknown_sku"),
        (1, "stale_quantity"),
        (3, "unknown_location"),
    ]
    assert answers[0].body["refused"][1]["details"]["on_hand"] == 5
    assert on_hand(shop) == (5, 6)


def test_one_line_of_two_hundred(shop: Shop, integrator: Integrator) -> None:
    skus = makers.make_variants(199)
    codes = dict(db.rows("SELECT id, sku FROM catalog_variant WHERE id = ANY(%s)", [skus]))
    lines = [{"sku": codes[key], "location": place(shop.store), "delta": 7} for key in skus]
    lines.insert(100, at_store(shop, delta=-3))

    refused = integrator.post("stock/adjustments", body(*lines))
    answer = integrator.post("stock/adjustments", body(*lines, partial=True))

    assert refused.refusal == (409, "stock_promised")
    assert (answer.body["changed"], [one["line"] for one in answer.body["refused"]]) == (199, [100])
    assert {makers.level_of(key, shop.store)[0] for key in skus} == {7}


FAULTY: list[Line] = [
    {},
    {"delta": 1, "on_hand": 6, "seen": 5},
    {"on_hand": 6},
    {"seen": 5},
    {"delta": 1, "seen": 5},
    {"on_hand": -1, "seen": 5},
    {"on_hand": 6.5, "seen": 5},
    {"on_hand": "6", "seen": 5},
    {"on_hand": 10**12, "seen": 5},
    {"delta": 10**12},
    {"delta": -(10**12)},
    {"delta": 0.5},
    {"delta": True},
    {"delta": 1, "unit": "box"},
    {"delta": 1, "location": "\x00"},
    {"delta": 1, "location": "\ud83d"},
]


@pytest.mark.parametrize("change", FAULTY)
def test_a_faulty_line_refuses_what_was_to_be_all_or_none(shop: Shop, integrator: Integrator, change: Line) -> None:
    before = movements()

    answer = integrator.post("stock/adjustments", body(line(shop) | change, at_store(shop, delta=1)))

    assert (answer.refusal, movements()) == ((422, "invalid_request"), before)


@pytest.mark.parametrize("change", FAULTY)
def test_in_part_a_faulty_line_comes_back_alone(shop: Shop, integrator: Integrator, change: Line) -> None:
    wanted = body(line(shop) | change, at_store(shop, delta=1), line(shop, delta=3), partial=True)

    answers = [integrator.post("stock/adjustments", wanted, once="k") for _ in range(2)]

    assert answers[0].body == answers[1].body
    assert (answers[0].status, answers[0].body["changed"], on_hand(shop)) == (201, 2, (8, 3))
    (refused,) = answers[0].body["refused"]
    assert (refused["line"], refused["code"], refused["sku"]) == (0, "invalid_request", sku_of(shop))
    assert refused["detail"]


def test_in_part_each_line_is_named_by_its_place(shop: Shop, integrator: Integrator) -> None:
    ghost = {**line(shop), "sku": "GHOST", "delta": 1}
    wanted = body(7, ghost, line(shop, delta=1), None, {"sku": 5}, at_store(shop, on_hand=9, seen=1), partial=True)

    answer = integrator.post("stock/adjustments", wanted)

    assert (answer.body["changed"], on_hand(shop)) == (1, (6, 2))
    assert [(one["line"], one["sku"], one["code"]) for one in answer.body["refused"]] == [
        (0, "", "invalid_request"),
        (1, "GHOST", "unknown_sku"),
        (3, "", "invalid_request"),
        (4, "", "invalid_request"),
        (5, sku_of(shop), "stale_quantity"),
    ]


def test_in_part_a_body_of_faulty_lines_alone_changes_nothing(shop: Shop, integrator: Integrator) -> None:
    before = movements()

    answer = integrator.post("stock/adjustments", body(line(shop, delta=0.5), line(shop), partial=True))

    assert (answer.status, answer.body["changed"], movements()) == (201, 0, before)
    assert [one["line"] for one in answer.body["refused"]] == [0, 1]


@pytest.mark.parametrize("change", [{"reason": ""}, {"reason": "\x00"}, {"lines": []}, {"lines": 5}, {"more": 1}])
def test_in_part_a_fault_beside_the_lines_refuses_them_all(
    shop: Shop, integrator: Integrator, change: dict[str, object]
) -> None:
    before = movements()

    answer = integrator.post("stock/adjustments", body(line(shop, delta=1), line(shop), partial=True) | change)

    assert (answer.refusal, movements()) == ((422, "invalid_request"), before)


def test_ten_thousand_and_one_lines(shop: Shop, integrator: Integrator) -> None:
    lines = [{"sku": f"S{number}", "location": "L", "delta": 1} for number in range(10_001)]

    answer = integrator.post("stock/adjustments", body(*lines, partial=True))

    assert (answer.refusal, answer.body["errors"][0]["rule"]) == ((422, "invalid_request"), "too_long")


def test_two_lines_about_one_level(shop: Shop, integrator: Integrator) -> None:
    answer = integrator.post("stock/adjustments", body(line(shop, delta=1), line(shop, delta=2), partial=True))

    assert (answer.refusal, on_hand(shop)) == ((422, "invalid_request"), (5, 2))


def test_a_level_never_goes_below_nothing_or_beyond_its_column(shop: Shop, integrator: Integrator) -> None:
    refusals = [
        integrator.post("stock/adjustments", body(line(shop, delta=-6))).refusal,
        integrator.post("stock/adjustments", body(line(shop, delta=10**9))).refusal,
    ]

    assert refusals == [(409, "stock_promised"), (422, "invalid_quantity")]
    assert on_hand(shop) == (5, 2)


@pytest.mark.django_db(transaction=True)
def test_two_systems_compare_and_swap_one_level() -> None:
    shop = open_shop(warehouse=5, store=2)
    sku, location = sku_of(shop), place(shop.warehouse)

    def swap(count: int) -> object:
        return correct([ToCorrect(sku, location, on_hand=count, seen=5)], reason="count", actor=SYSTEM)

    answers = race_all([lambda count=count: swap(count) for count in range(10, 18)])  # type: ignore[misc]

    stale = [one for one in answers if isinstance(one, StockMoved)]
    assert len(stale) == 7
    assert {one.details["on_hand"] for one in stale} == {on_hand(shop)[0]}
    assert on_hand(shop)[0] in range(10, 18)
    assert audit.find_lies() == []
