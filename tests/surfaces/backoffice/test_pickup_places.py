"""Hours and terms of places in the office."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from arasta.contexts.identity.types import Role
from arasta.contexts.inventory.types import LocationKind
from arasta.contexts.pickup.queries import hours
from arasta.contexts.pickup.types import Terms
from arasta.kernel.ids import to_public
from tests import makers
from tests.surfaces.pos.counter import hire, sign_in
from tests.surfaces.storefront.shopping import body_of

pytestmark = pytest.mark.django_db

TERMS = {
    "prep_minutes": "90",
    "keep_days": "5",
    "unpaid_days": "2",
    "curbside_bays": "3",
    "fitting_rooms": "1",
    "fitting_minutes": "45",
    "orders_ahead": "4",
    "bring_days": "2",
}
WEEK = {f"day_{weekday}": "10:00-14:00, 15:00-20:00" for weekday in range(6)}


def owner() -> Client:
    hire("elif@example.com", role=Role.OWNER)
    return sign_in(Client(), "elif@example.com")


def test_hours_and_terms_are_saved_and_shown_again() -> None:
    place, client = makers.make_location("KADIKOY"), owner()
    page = f"/office/pickup-places/{to_public('loc', place)}"

    assert "Nobody has set its hours" in body_of(client.get("/office/pickup-places"))
    said = {**TERMS, **WEEK, "special": "2026-12-31 10:00-16:00\n2027-01-01"}
    answer = client.post(page, said)

    assert (answer.status_code, answer["Location"]) == (302, "/office/pickup-places")
    saved = hours.calendars([place])[place]
    assert saved.terms == Terms(90, 5, 2, 3, 1, 45, 4, 2)
    assert [str(span) for span in saved.spans_on(date(2026, 11, 23))] == ["10:00–14:00", "15:00–20:00"]
    assert saved.spans_on(date(2026, 11, 22)) == ()
    assert [str(span) for span in saved.spans_on(date(2026, 12, 31))] == ["10:00–16:00"]
    assert saved.spans_on(date(2027, 1, 1)) == ()
    shown = body_of(client.get(page))
    assert 'value="10:00–14:00, 15:00–20:00"' in shown
    assert "2026-12-31 10:00–16:00\n2027-01-01" in shown


@pytest.mark.parametrize(
    "wrong",
    [
        {"day_0": "ten to eight"},
        {"day_0": "20:00-10:00"},
        {"day_0": "10:00-14:00, 13:00-15:00"},
        {"special": "31.12.2026 10:00-12:00"},
        {"special": "2026-02-30"},
        {"prep_minutes": "-1"},
        {"keep_days": ""},
        {"fitting_minutes": "0"},
        {"orders_ahead": "-1"},
    ],
)
def test_what_cannot_be_is_refused_at_its_field(wrong: dict[str, str]) -> None:
    place = makers.make_location("KADIKOY")

    answer = owner().post(f"/office/pickup-places/{to_public('loc', place)}", {**TERMS, **WEEK, **wrong})

    assert answer.status_code == 422
    assert hours.calendars([place]) == {}


def test_an_associate_looks_and_changes_nothing() -> None:
    place = makers.make_location("KADIKOY")
    hire("cem@example.com", at=place)
    client = sign_in(Client(), "cem@example.com")
    page = f"/office/pickup-places/{to_public('loc', place)}"

    assert client.get(page).status_code == 200
    assert client.post(page, {**TERMS, **WEEK}).status_code == 403
    assert hours.calendars([place]) == {}


def test_a_locker_is_a_place_one_comes_to_and_a_warehouse_is_not() -> None:
    makers.make_location("LOCKER-1", LocationKind.LOCKER)
    makers.make_location("WH-1", LocationKind.WAREHOUSE)

    shown = body_of(owner().get("/office/pickup-places"))

    assert "LOCKER-1" in shown
    assert "WH-1" not in shown
    assert owner_missing() == 404


def owner_missing() -> int:
    """Ask for a place that is not there."""
    client = sign_in(Client(), "elif@example.com")
    return client.get("/office/pickup-places/loc_00000000000000000000000000").status_code
