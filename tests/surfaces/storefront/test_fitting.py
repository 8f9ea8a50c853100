"""Reserve to try on: a room and the goods in it, for a time; the store brings them, and sells what is taken."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from arasta.contexts.inventory.queries import availability
from arasta.contexts.pickup.queries import codes, fittings
from arasta.contexts.pickup.types import FittingStatus
from arasta.flows.ordering import fit_on
from arasta.kernel import clock, db
from arasta.kernel.ids import to_public
from tests.surfaces.pos.counter import lines
from tests.surfaces.storefront.shopping import add_product, body_of, text_of
from tests.surfaces.ways import SKU, Ways, open_ways

pytestmark = pytest.mark.django_db

OTHER = "SHIRT-BLUE-L"
WHO = {"name": "Ayşe Yılmaz", "email": "Ayse@mail.example", "phone": "0532 111 22 33"}


@pytest.fixture
def ways(db: None, settings: Settings) -> Ways:
    return open_ways(settings, fitting_rooms=1, fitting_minutes=60)


def slots(ways: Ways) -> list[str]:
    """Return the times that the page offers for the shirt."""
    page = body_of(Client().get(f"/try?v={ways.shop.word(SKU)}"))
    return [html.unescape(slot) for slot in re.findall(r'name="slot" value="([^"]*)"(?![^>]*disabled)', page)]


def book(ways: Ways, slot: str, client: Client | None = None, /, **changes: str) -> Any:
    """Send the form for one shirt."""
    said = {"v": ways.shop.word(SKU), "store": to_public("loc", ways.store), "slot": slot, **WHO, **changes}
    return (client or Client()).post("/try", said)


def sellable(ways: Ways) -> int:
    levels = availability.sellable([ways.shop.variants[SKU]], channel_id=ways.shop.channel, location_ids=[ways.store])
    return sum(level.sellable for level in levels)


def newest() -> tuple[str, FittingStatus]:
    """Return the key of the fitting booked last, and its status."""
    [(key, status)] = db.rows("SELECT id, status FROM pickup_fitting ORDER BY id DESC LIMIT 1")
    return to_public("fit", key), FittingStatus(status)


def test_somebody_books_comes_and_takes_it(ways: Ways) -> None:
    customer, free = Client(), slots(ways)
    answer = book(ways, free[0], customer)
    page = str(answer["Location"])

    assert "It lies ready for you" in text_of(customer.get(page))
    assert sellable(ways) == 2
    assert slots(ways) == free[1:]
    key, _ = newest()
    code = codes.code_of(fittings.fitting(db.rows("SELECT id FROM pickup_fitting")[0][0]).id)
    assert code in text_of(customer.get(page))
    assert customer.post(f"{page}/here").status_code == 302
    assert "We know that you are here" in text_of(customer.get(page))
    assert ways.staff.get(f"/till/fittings/{key}").status_code == 200
    assert ways.staff.post(f"/till/fittings/{key}/sell")["Location"] == "/till/"
    assert lines(ways.staff) == [(SKU, 1, 40_000)]
    assert "Thank you for coming" in text_of(customer.get(page))
    assert ways.staff.post(f"/till/fittings/{key}/sell").status_code == 409


def test_who_comes_a_day_early_is_found_and_seen(ways: Ways) -> None:
    customer, board = Client(), "/till/pickups"
    page = str(book(ways, slots(ways)[0], customer)["Location"])
    db.execute(
        "UPDATE pickup_fitting SET starts_at = starts_at + interval '1 day', ends_at = ends_at + interval '1 day'"
    )
    key, _ = newest()
    code = codes.code_of(db.rows("SELECT id FROM pickup_fitting")[0][0])

    assert ways.staff.post(f"{board}/find", {"q": code})["Location"] == f"/till/fittings/{key}"
    assert key not in body_of(ways.staff.get(board))
    assert customer.post(f"{page}/here").status_code == 302
    assert key in body_of(ways.staff.get(board))


def test_the_customer_is_told_once_in_a_message(ways: Ways) -> None:
    book(ways, slots(ways)[0])

    told = db.rows('SELECT kind, "to", language FROM messages_message')
    assert told == [("fitting_booked", "ayse@mail.example", "en")]


def test_a_time_is_given_once_and_what_is_canceled_is_free_again(ways: Ways) -> None:
    slot, customer = slots(ways)[0], Client()
    page = str(book(ways, slot, customer)["Location"])

    late = book(ways, slot, email="other@mail.example")
    assert late.status_code == 409
    assert "This time has just been taken." in text_of(late)
    assert customer.post(f"{page}/cancel").status_code == 302
    assert "This fitting was canceled" in text_of(customer.get(page))
    assert sellable(ways) == 3
    assert slots(ways)[0] == slot
    assert customer.post(f"{page}/cancel").status_code == 409
    assert customer.post(f"{page}/here").status_code == 409


@pytest.mark.parametrize(
    "changes",
    [
        {"slot": ""},
        {"slot": "tomorrow"},
        {"slot": "2026-03-02T09:00:00"},
        {"name": ""},
        {"email": "nobody"},
        {"store": "loc_nothing"},
    ],
)
def test_what_is_missing_is_marked(ways: Ways, changes: dict[str, str]) -> None:
    answer = book(ways, slots(ways)[0], **changes)

    assert answer.status_code == 422
    assert db.rows("SELECT count(*) FROM pickup_fitting") == [(0,)]


def test_times_that_are_not_offered_cannot_be_booked(ways: Ways) -> None:
    far = (clock.now() + timedelta(days=30)).replace(minute=0, second=0, microsecond=0)

    for slot in (far.isoformat(), (clock.now() - timedelta(days=1)).isoformat()):
        assert book(ways, slot).status_code == 409
    assert sellable(ways) == 3


def test_nobody_books_every_room(ways: Ways) -> None:
    free = slots(ways)

    answers = [book(ways, slot).status_code for slot in free[:3]]

    assert answers == [302, 302, 409]
    assert sellable(ways) == 1


def test_goods_that_are_not_worn_or_not_there_are_not_tried_on(ways: Ways) -> None:
    add_product(ways.shop, "MUG", 1_000)
    client = Client()

    assert client.get(f"/try?v={ways.shop.word('MUG')}").status_code == 404
    assert client.get("/try").status_code == 404
    assert client.get("/try?v=var_nothing").status_code == 404
    assert "Not here now" in text_of(client.get(f"/try?v={ways.shop.word(OTHER)}"))


def test_a_foreign_link_leads_nowhere(ways: Ways) -> None:
    book(ways, slots(ways)[0])
    key, _ = newest()

    assert Client().get(f"/fitting/{key}").status_code == 404
    assert Client().post(f"/fitting/{key}.x/cancel").status_code == 404


def test_who_does_not_come_gives_the_goods_back(ways: Ways) -> None:
    book(ways, slots(ways)[0])

    assert fit_on.sweep_missed(at=clock.now()) == 0
    assert fit_on.sweep_missed(at=clock.now() + timedelta(hours=3)) == 1
    assert newest()[1] is FittingStatus.MISSED
    assert sellable(ways) == 3
    key, _ = newest()
    assert ways.staff.post(f"/till/fittings/{key}/arrived").status_code == 409


def test_the_desk_ends_a_fitting_without_a_sale(ways: Ways) -> None:
    book(ways, slots(ways)[0])
    key, _ = newest()

    assert ways.staff.post(f"/till/fittings/{key}/arrived").status_code == 302
    assert ways.staff.post(f"/till/fittings/{key}/end").status_code == 302
    assert newest()[1] is FittingStatus.ENDED
    assert sellable(ways) == 3
