"""The audit's page: the state in words, what lies and why, and a run on demand."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.contexts.catalog.queries import variants
from arasta.contexts.identity.types import Role
from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.services import levels
from arasta.contexts.inventory.services.levels import Correction
from arasta.contexts.payments import queries as payments
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.audit import runs
from tests import makers
from tests.flows.ordering.shop import open_shop
from tests.surfaces.backoffice.making import Waiting, come_in, make_waiting

pytestmark = pytest.mark.django_db


def words(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def bend(waiting: Waiting, units: int) -> None:
    """Change a level by hand, past the ledger."""
    db.execute("UPDATE inventory_level SET on_hand = %s WHERE variant_id = %s", [units, waiting.variant])


def sku_of(waiting: Waiting) -> str:
    return variants.variants([waiting.variant], language="en")[waiting.variant].sku


def place_of(waiting: Waiting) -> str:
    return locations.by_id()[waiting.place].name


def page_of_the_lie() -> str:
    runs.run(actor=SYSTEM)
    return f"/office/audit/{runs.standing().items[0].id}"


def test_before_the_first_run_nothing_is_claimed(client: Client) -> None:
    come_in(client)

    assert "Nothing was proved yet" in words(client, "/office/audit")


def test_the_audit_says_that_the_books_are_right(client: Client) -> None:
    come_in(client)
    make_waiting()
    runs.run(actor=SYSTEM)

    page = words(client, "/office/audit")

    assert ("The books are right" in page, "Everything" in page, "Arasta" in page) == (True, True, True)


def test_the_audit_names_the_row_that_lies_everywhere_it_matters(client: Client) -> None:
    come_in(client)
    waiting = make_waiting(units=2, stock=5)
    bend(waiting, 6)
    runs.run(actor=SYSTEM)

    pages = {path: words(client, path) for path in ("/office/audit", "/office/system", "/office/")}

    assert all("1 row contradicts the others" in page for page in pages.values())
    assert "6 are on hand, but the movements sum to 5." in pages["/office/audit"]
    assert waiting.stock_url in pages["/office/audit"]
    assert f"{sku_of(waiting)} · {place_of(waiting)}" in pages["/office/audit"]
    assert 'href="/office/audit"' in pages["/office/"]


def test_who_may_not_see_the_system_is_not_alarmed(client: Client) -> None:
    come_in(client, Role.AGENT)
    bend(make_waiting(), 6)
    runs.run(actor=SYSTEM)

    assert "contradict" not in words(client, "/office/")


def test_a_level_changed_after_its_last_movement_is_explained(client: Client) -> None:
    come_in(client)
    waiting = make_waiting(units=2, stock=5)
    runs.run(actor=SYSTEM)
    bend(waiting, 6)

    page = words(client, page_of_the_lie())

    assert "It is still so" in page
    assert "the level was changed afterwards, past the ledger" in page
    assert "Promised to an order" in page
    assert ">never<" not in page


def test_the_movement_at_which_a_level_first_departed_is_marked(client: Client) -> None:
    come_in(client)
    waiting = make_waiting(units=2, stock=5)
    bend(waiting, 9)
    for _ in range(2):
        levels.adjust([Correction(waiting.variant, waiting.place, 1)], reason="count", actor=SYSTEM)

    page = words(client, page_of_the_lie())

    assert "It first departed at the marked movement" in page
    assert page.count(">here<") + page.count("here</span>") >= 1
    assert "11 are on hand, but the movements sum to 7." in page


def test_a_lie_that_is_gone_says_so(client: Client) -> None:
    come_in(client)
    waiting = make_waiting()
    bend(waiting, 6)
    path = page_of_the_lie()
    bend(waiting, 5)

    assert "It is not so any more" in words(client, path)


def test_an_order_and_its_payment_are_explained(client: Client) -> None:
    come_in(client)
    shop = open_shop(warehouse=5)
    order = shop.order(shop.cart(2)).order
    assert order is not None
    payment = payments.payments_of([order.id])[0]
    db.execute("UPDATE orders_line SET canceled = 1 WHERE order_id = %s", [order.id])
    db.execute("UPDATE payments_payment SET captured_minor = captured_minor - 1 WHERE id = %s", [payment.id])
    runs.run(actor=SYSTEM)
    found = {row.lie.rule.code: row for row in runs.standing().items}

    assert sorted(found) == ["ordering.paid", "ordering.promised", "payments.counters"]
    about_line = words(client, f"/office/audit/{found['ordering.promised'].id}")
    about_money = words(client, f"/office/audit/{found['payments.counters'].id}")
    assert ("Shipped, by allocations" in about_line, "The payments" in about_line) == (True, True)
    assert ("Captured so far" in about_money, "The payment says" in about_money) == (True, True)


def test_an_audit_can_be_asked_for(client: Client) -> None:
    come_in(client)
    makers.make_variant()

    answer = client.post("/office/audit/run", follow=True)

    shown = " ".join(answer.content.decode().split())
    assert ("An audit was asked for" in shown, "No worker is alive" in shown) == (True, True)
    assert runs.is_asked()


def test_the_part_that_changes_can_be_fetched_alone(client: Client) -> None:
    come_in(client)

    part = client.get("/office/audit", headers={"HX-Request": "true"}).content.decode()

    assert ('id="found"' in part, "<html" in part) == (True, False)


def test_an_unknown_lie_is_missing(client: Client) -> None:
    come_in(client)

    assert client.get("/office/audit/4711").status_code == 404


def test_it_is_said_in_the_readers_language(client: Client) -> None:
    come_in(client)
    bend(make_waiting(units=2, stock=5), 6)
    runs.run(actor=SYSTEM)
    client.cookies["django_language"] = "tr"

    assert "hareketlerin toplamı 5" in words(client, "/office/audit")
