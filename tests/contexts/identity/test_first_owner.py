"""The first owner of an empty installation: made once, by whoever reads the code on the console."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.contexts.identity import queries
from arasta.contexts.identity.services import first_owner
from arasta.contexts.identity.types import Role
from tests.contexts.identity.making import PASSWORD, facts, make_staff

pytestmark = pytest.mark.django_db
DOOR = "/office/begin"
CODE = "ABCDE-23456"
ME = {"code": "abcde 23456", "name": "Ada", "email": "ada@example.com", "password": PASSWORD}


def owners() -> list[tuple[str, Role]]:
    return [(row.email, row.role) for row in queries.staff_page().items]


def test_the_code_on_the_console_makes_the_owner_who_is_in_at_once(client: Client) -> None:
    assert first_owner.show_code(CODE)
    assert client.get("/office/sign-in")["Location"] == DOOR
    assert client.get(DOOR).status_code == 200

    answer = client.post(DOOR, ME)

    assert (answer.status_code, answer["Location"]) == (302, "/office/first-steps")
    assert owners() == [("ada@example.com", Role.OWNER)]
    assert client.get("/office/first-steps").status_code == 200
    assert [name for name, _ in facts()] == ["identity.staff_added"]


def test_the_page_is_gone_and_the_code_worthless_once_somebody_works_here(client: Client) -> None:
    first_owner.show_code(CODE)
    Client().post(DOOR, ME)

    answers = [client.get(DOOR), client.post(DOOR, {**ME, "email": "eve@example.com"})]

    assert [answer.status_code for answer in answers] == [404, 404]
    with pytest.raises(first_owner.StaffedAlready):
        first_owner.make_first_owner(CODE, email="eve@example.com", name="Eve", language="en", password=PASSWORD)
    assert not first_owner.show_code(CODE)
    assert owners() == [("ada@example.com", Role.OWNER)]


def test_guesses_are_counted_and_soon_the_right_code_is_none_either(client: Client) -> None:
    first_owner.show_code(CODE)

    guesses = [client.post(DOOR, {**ME, "code": f"WRONG-{n}"}) for n in range(first_owner.MOST_FAILURES)]
    answer = client.post(DOOR, ME)

    assert {guess.status_code for guess in guesses} == {403}
    assert b"This is not the code that the console shows." in guesses[0].content
    assert answer.status_code == 403
    assert b"Start Arasta again" in answer.content
    assert owners() == []
    first_owner.show_code(CODE)
    assert client.post(DOOR, ME).status_code == 302


def test_no_code_was_shown_so_none_is_right(client: Client) -> None:
    assert client.post(DOOR, {**ME, "code": ""}).status_code == 422
    assert client.post(DOOR, ME).status_code == 403
    assert owners() == []


def test_a_weak_password_neither_makes_an_owner_nor_uses_up_the_code(client: Client) -> None:
    first_owner.show_code(CODE)

    assert client.post(DOOR, {**ME, "password": "short"}).status_code == 422
    assert owners() == []
    assert client.post(DOOR, ME).status_code == 302


def test_a_code_is_not_shown_where_somebody_works() -> None:
    make_staff()

    assert not first_owner.show_code(CODE)
