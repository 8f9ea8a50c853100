"""What staff do to a level, and what they are refused."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.contexts.inventory.queries import stock
from arasta.contexts.inventory.types import Level
from arasta.kernel.ids import to_public
from tests.makers import level_of, make_location, make_variant, receive
from tests.surfaces.backoffice.making import come_in, make_waiting

pytestmark = pytest.mark.django_db


def level(client: Client, act: str, given: dict[str, str]) -> tuple[int, Level]:
    """Do an act to a level of five units, two of them promised."""
    waiting = make_waiting(units=2, stock=5)
    answer = client.post(f"{waiting.stock_url}/{waiting.place_key}/{act}", given)
    return answer.status_code, stock.levels([waiting.variant])[0]


@pytest.mark.parametrize(
    ("act", "given", "after"),
    [
        ("adjust", {"delta": "4", "reason": "Found in the back"}, (9, 0, 0)),
        ("adjust", {"delta": "-3", "reason": "Stolen"}, (2, 0, 0)),
        ("receive", {"quantity": "10", "reason": "PO 7"}, (15, 0, 0)),
        ("block", {"quantity": "3", "reason": "Wet"}, (5, 3, 0)),
        ("safety", {"quantity": "2"}, (5, 0, 2)),
    ],
)
def test_an_act_changes_the_level_and_stands_in_the_ledger(
    client: Client, act: str, given: dict[str, str], after: tuple[int, int, int]
) -> None:
    come_in(client)

    status, now = level(client, act, given)

    assert status == 302
    assert (now.on_hand, now.unavailable, now.safety_stock) == after
    if "reason" in given:
        newest = stock.movements(now.variant_id).items[0]
        assert (newest.reason, newest.actor_name) == (given["reason"], "Olcay")


@pytest.mark.parametrize(
    ("act", "given", "status", "sentence"),
    [
        ("adjust", {"delta": "-4", "reason": "Stolen"}, 409, "Only 3 can be taken away"),
        ("adjust", {"delta": "0", "reason": "Nothing"}, 422, "Zero changes nothing."),
        ("adjust", {"delta": "1", "reason": " "}, 422, "This field is required."),
        ("adjust", {"delta": "1.5", "reason": "Half"}, 422, "Enter a whole number."),
        ("receive", {"quantity": "0", "reason": "PO 7"}, 422, "greater than or equal to 1"),
        ("block", {"quantity": "4", "reason": "Wet"}, 409, "Only 3 can be taken away"),
        ("unblock", {"quantity": "1", "reason": "Dry"}, 409, "Only 0 can be taken away"),
        ("safety", {"quantity": "-1"}, 422, "greater than or equal to 0"),
        ("adjust", {"delta": "9999999999", "reason": "Typo"}, 422, "less than or equal to"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_a_refusal_lands_on_the_form_and_changes_nothing(
    client: Client, act: str, given: dict[str, str], status: int, sentence: str
) -> None:
    come_in(client)
    waiting = make_waiting(units=2, stock=5)

    answer = client.post(f"{waiting.stock_url}/{waiting.place_key}/{act}", given, headers={"HX-Request": "true"})

    page = answer.content.decode()
    assert (answer.status_code, sentence in page, "<html" in page) == (status, True, False)
    assert level_of(waiting.variant, waiting.place) == (5, 2, 0)


def test_the_drawer_is_told_to_show_the_page_again(client: Client) -> None:
    come_in(client)
    waiting = make_waiting()

    answer = client.post(
        f"{waiting.stock_url}/{waiting.place_key}/adjust",
        {"delta": "1", "reason": "Found"},
        headers={"HX-Request": "true"},
    )

    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")


def test_staff_change_only_the_stock_of_where_they_work(client: Client) -> None:
    own, other, variant = make_location(), make_location(), make_variant()
    receive(variant, own, 5)
    receive(variant, other, 5)
    come_in(client, locations=frozenset({own}))
    page, given = f"/office/stock/{to_public('var', variant)}", {"delta": "-1", "reason": "Broken"}

    elsewhere = client.post(f"{page}/{to_public('loc', other)}/adjust", given)
    here = client.post(f"{page}/{to_public('loc', own)}/adjust", given)

    assert (elsewhere.status_code, here.status_code) == (403, 302)
    assert (level_of(variant, other), level_of(variant, own)) == ((5, 0, 0), (4, 0, 0))
    shown = client.get(page).content.decode()
    assert (f"{to_public('loc', own)}/adjust" in shown, f"{to_public('loc', other)}/adjust" in shown) == (True, False)


def test_a_first_unit_can_be_received_where_there_was_none(client: Client) -> None:
    come_in(client)
    place, variant = make_location(), make_variant()
    path = f"/office/stock/{to_public('var', variant)}/{to_public('loc', place)}/receive"

    assert client.get(path).status_code == 200
    client.post(path, {"quantity": "7", "reason": "PO 8"})

    assert level_of(variant, place) == (7, 0, 0)
