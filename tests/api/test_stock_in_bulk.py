"""Very many levels in one call: each item stands or falls by itself."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arasta.contexts.inventory.queries import audit
from arasta.kernel import db
from arasta.kernel.http.bodies import UNKEEPABLE
from tests import makers
from tests.api.integrator import Integrator
from tests.statements import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def integrator() -> Integrator:
    makers.receive(makers.make_variant("MUG"), makers.make_location("MAIN"), 10)
    return Integrator(("stock.write",))


def item(**change: object) -> dict[str, object]:
    return {"sku": "MUG", "location": "main", **change}


def body(*items: dict[str, object]) -> dict[str, object]:
    return {"reason": "counted", "items": list(items)}


def on_hand() -> int:
    return int(db.rows("SELECT on_hand FROM inventory_level")[0][0])


def test_good_items_land_and_each_bad_one_comes_back_with_its_code(integrator: Integrator) -> None:
    wanted = body(
        item(delta=-4),
        item(sku="GHOST", delta=1),
        item(location="MOON", delta=1),
        item(delta=-7),
        item(on_hand=9, seen=10),
        item(on_hand=9, seen=6),
        item(on_hand=1),
    )

    answers = [integrator.post("stock/bulk", wanted, once="k") for _ in range(2)]

    told = answers[0].body
    assert answers[0].body == answers[1].body
    assert (answers[0].status, told["accepted"], told["refused"], on_hand()) == (200, 2, 5, 9)
    assert [one["code"] for one in told["results"]] == [
        None,
        "unknown_sku",
        "unknown_location",
        "stock_promised",
        "stale_quantity",
        None,
        "delta_or_count",
    ]
    assert [(one["was"], one["on_hand"]) for one in told["results"] if one["status"] == "accepted"] == [(10, 6), (6, 9)]
    assert audit.find_lies() == []


@pytest.mark.parametrize(
    "change",
    [
        {"delta": 1.5},
        {"delta": "1"},
        {"delta": 10**12},
        {"on_hand": -1, "seen": 10},
        {"delta": 1, "colour": "red"},
        {"delta": 1, "unit": "box"},
        {"delta": 1, "sku": ""},
        {"delta": 1, "location": None},
    ],
    ids=lambda change: "-".join(f"{name}={value}" for name, value in change.items()),
)
def test_an_item_that_cannot_be_read_keeps_no_other_out(integrator: Integrator, change: dict[str, object]) -> None:
    answer = integrator.post("stock/bulk", body(item(delta=1), item(**change), item(delta=2)))

    told = answer.body["results"]
    assert (answer.status, on_hand()) == (200, 13)
    assert [one["code"] for one in told] == [None, "invalid_request", None]
    assert told[1]["detail"].partition(": ")[0] in change


def test_a_batch_of_which_nothing_can_be_read_changes_nothing(integrator: Integrator) -> None:
    answer = integrator.post("stock/bulk", body(item(delta=1.5), item(on_hand="x")))

    assert (answer.status, answer.body["accepted"], answer.body["refused"], on_hand()) == (200, 0, 2, 10)


@pytest.mark.parametrize("sku", ["A\u0000", "A\ud83d"], ids=["nul", "half"])
def test_what_no_text_may_hold_comes_back_alone(integrator: Integrator, sku: str) -> None:
    answer = integrator.post("stock/bulk", body(item(delta=1), item(delta=1, sku=sku), item(delta=2)))

    assert (answer.status, answer.body["accepted"], on_hand()) == (200, 2, 13)
    told = answer.body["results"][1]
    assert (told["code"], told["detail"]) == ("invalid_request", f"sku: {UNKEEPABLE}")


@pytest.mark.parametrize("reason", ["A\u0000", "A\ud83d"], ids=["nul", "half"])
def test_what_no_text_may_hold_in_the_reason_refuses_all(integrator: Integrator, reason: str) -> None:
    answer = integrator.post("stock/bulk", body(item(delta=1)) | {"reason": reason})

    assert (answer.refusal, on_hand()) == ((422, "invalid_request"), 10)


def test_ten_thousand_and_one_are_refused_clearly(integrator: Integrator) -> None:
    answer = integrator.post("stock/bulk", body(*[item(delta=1)] * 10_001))

    assert (answer.refusal, on_hand()) == ((422, "invalid_request"), 10)
    assert answer.body["errors"][0]["message"].endswith("at most 10000 items, these are 10001. Split them.")


def test_a_hundred_levels_cost_the_statements_of_one(integrator: Integrator) -> None:
    skus = [f"CUP-{number}" for number in range(100)]
    for sku in skus:
        makers.make_variant(sku)

    integrator.post("stock/bulk", body(item(delta=1)))
    with CaptureQueriesContext(connection) as one:
        integrator.post("stock/bulk", body(item(delta=1)))
    with CaptureQueriesContext(connection) as many:
        answer = integrator.post("stock/bulk", body(*(item(sku=sku, delta=2) for sku in skus)))

    assert (counted(many), answer.body["accepted"]) == (counted(one), 100)
