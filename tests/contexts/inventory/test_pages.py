"""The pages about locations."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from arasta.contexts.identity.services import staff
from arasta.contexts.identity.types import NewStaff, Role
from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.services import locations as saving
from arasta.contexts.inventory.types import LocationKind
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from tests.contexts.identity.making import PASSWORD, signed_in
from tests.makers import make_location

pytestmark = pytest.mark.django_db

LIST = "/office/locations"
GIVEN = {
    "code": "MODA",
    "kind": "store",
    "name": "Moda",
    "city": "İstanbul",
    "country": "TR",
    "name_tr": "Moda mağazası",
    "hours_tr": "10.00–21.00",
}


def come_in(client: Client, role: Role, *works_at: object) -> None:
    person = NewStaff(f"{role}@example.com", "Olcay", role, PASSWORD, locations=frozenset(works_at))  # type: ignore[arg-type]
    staff.add_staff([person], actor=SYSTEM)
    signed_in(client, f"{role}@example.com")


@pytest.mark.parametrize(
    ("role", "read", "write"),
    [(None, 302, 302), (Role.MARKETER, 403, 403), (Role.PICKER, 200, 403), (Role.OWNER, 200, 302)],
)
def test_who_may_see_and_who_may_change_locations(client: Client, role: Role | None, read: int, write: int) -> None:
    place = f"{LIST}/{to_public('loc', make_location('HERE'))}"
    if role:
        come_in(client, role)

    answers = [client.get(LIST), client.get(place), client.post(place, GIVEN), client.post(f"{LIST}/add", GIVEN)]

    assert [answer.status_code for answer in answers] == [read, read, write, write]
    expected = [("HERE", "Moda"), ("MODA", "Moda")] if role is Role.OWNER else [("HERE", "HERE")]
    assert [(row.code, row.name) for row in locations.locations()] == expected


def test_a_location_speaks_each_language(client: Client) -> None:
    come_in(client, Role.OWNER)

    client.post(f"{LIST}/add", GIVEN)

    spoken = [locations.by_code("MODA", language=language) for language in ("en", "tr", "ru")]
    assert [(row.name, row.opening_hours) for row in spoken] == [
        ("Moda", ""), ("Moda mağazası", "10.00–21.00"), ("Moda", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"code": "HERE"}, "There is a location with this code already."),
        ({"code": "moda 1"}, "Use capital letters, digits and hyphens"),
        ({"country": "Turkey"}, "at most 2 characters"),
        ({"name": ""}, "This field is required."),
    ],
)
def test_opening_says_what_is_wrong(client: Client, change: dict[str, str], sentence: str) -> None:
    make_location("HERE")
    come_in(client, Role.OWNER)

    answer = client.post(f"{LIST}/add", {**GIVEN, **change})

    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert [row.code for row in locations.locations()] == ["HERE"]


def test_staff_of_a_location_change_that_one_only(client: Client) -> None:
    own, other = make_location("OWN"), make_location("OTHER")
    come_in(client, Role.OWNER, own)

    answers = [
        client.post(f"{LIST}/{to_public('loc', own)}", GIVEN),
        client.post(f"{LIST}/{to_public('loc', other)}", GIVEN),
        client.post(f"{LIST}/add", GIVEN),
    ]

    assert [answer.status_code for answer in answers] == [302, 403, 403]
    assert {row.code: row.name for row in locations.locations()} == {"OWN": "Moda", "OTHER": "OTHER"}


def test_a_change_keeps_the_code_and_the_place_on_the_map(client: Client) -> None:
    from decimal import Decimal

    come_in(client, Role.OWNER)
    here = saving.LocationInput(
        "HERE", LocationKind.STORE, "Here", "TR", latitude=Decimal("40.9"), longitude=Decimal(29)
    )
    key = saving.save_locations([here])["HERE"]

    client.post(f"{LIST}/{to_public('loc', key)}", GIVEN)

    row = locations.by_code("HERE")
    assert (row.name, row.latitude, row.longitude) == ("Moda", Decimal("40.9"), Decimal(29))


def test_the_list_costs_the_same_whatever_its_length(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    come_in(client, Role.OWNER)

    for _ in range(3):
        make_location()
        with django_assert_num_queries(3):
            client.get(LIST)


def test_what_is_unknown_is_not_found(client: Client) -> None:
    come_in(client, Role.OWNER)

    for key in ("loc_nonsense", "loc_00000000000000000000000000"):
        assert client.get(f"{LIST}/{key}").status_code == 404
