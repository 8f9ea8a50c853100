"""Goods with serial numbers at the till: scanned, typed, sold once."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.contexts.inventory.queries import serials
from arasta.contexts.inventory.services import levels, tracking
from arasta.contexts.inventory.services.tracking import TrackingInput
from arasta.contexts.inventory.types import SerialStatus, StockLine, Traced, TrackingMode
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from tests.surfaces.pos.counter import Counter, cart_in, lines, make_counter, scan, stand_at, trouble

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter() -> Counter:
    """Two vases with numbers."""
    counter = make_counter(on_shelf=0)
    tracking.track(TrackingInput(counter.vase, TrackingMode.SERIAL), actor=SYSTEM)
    line = StockLine(counter.vase, counter.store, 2, traced=(Traced("V-1"), Traced("V-2")))
    levels.receive([line], reference="delivery", actor=SYSTEM)
    return counter


def note(client: Client, counter: Counter, text: str) -> None:
    field = f"serials-{to_public('var', counter.vase)}"
    answer = client.post("/till/pay/numbers", {"cart": cart_in(client), field: text})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/till/pay")


def pay(client: Client, by: str = "cash") -> object:
    given = {"amount": "500"} if by == "cash" else {"token": "tok_approve"}
    return client.post(f"/till/pay/{by}", {"cart": cart_in(client), **given})


def statuses(counter: Counter) -> dict[str, SerialStatus]:
    return {row.code: row.status for row in serials.serial_page(counter.vase).items}


def test_a_scanned_number_adds_its_unit_and_is_remembered(counter: Counter) -> None:
    client = stand_at(counter)

    scan(client, "V-2")
    scan(client, "V-2")

    assert lines(client) == [(counter.sku, 1, 24990)]
    assert pay(client).status_code == 302  # type: ignore[attr-defined]
    assert statuses(counter) == {"V-1": SerialStatus.IN_STOCK, "V-2": SerialStatus.SOLD}


def test_numbers_are_typed_before_the_payment(counter: Counter) -> None:
    client = stand_at(counter)
    scan(client, counter.sku)
    scan(client, counter.sku)
    asked = client.get("/till/pay").content.decode()

    note(client, counter, "V-1\nV-2")

    assert "serial numbers of 2 units" in asked
    assert "All numbers are here." in client.get("/till/pay").content.decode()
    assert pay(client).status_code == 302  # type: ignore[attr-defined]
    assert set(statuses(counter).values()) == {SerialStatus.SOLD}


@pytest.mark.parametrize("by", ["cash", "card"])
def test_without_numbers_nothing_is_sold(counter: Counter, by: str) -> None:
    client = stand_at(counter)
    scan(client, counter.sku)

    answer = pay(client, by)

    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert trouble(answer) == (
        "serial_required",
        (
            "Serial numbers are missing",
            "1 needed, 0 given.",
            "Scan the number on each unit, then take the payment.",
        ),
    )
    assert set(statuses(counter).values()) == {SerialStatus.IN_STOCK}


@pytest.mark.parametrize("by", ["cash", "card"])
def test_a_unit_that_was_sold_is_not_sold_again(counter: Counter, by: str) -> None:
    client = stand_at(counter)
    scan(client, "V-1")
    pay(client)
    scan(client, counter.sku)
    note(client, counter, "V-1")

    answer = pay(client, by)

    assert trouble(answer)[0] == "serial_sold"
    assert statuses(counter) == {"V-1": SerialStatus.SOLD, "V-2": SerialStatus.IN_STOCK}


def test_a_number_that_is_not_on_this_shelf_leads_nowhere(counter: Counter) -> None:
    client = stand_at(counter)

    assert trouble(scan(client, "V-9"))[0] == "nothing_found"
    assert lines(client) == []


def test_what_is_given_up_is_forgotten(counter: Counter) -> None:
    client = stand_at(counter)
    scan(client, "V-1")
    client.post("/till/void", {"cart": cart_in(client)})

    assert client.session["till"]["named"] == {}
