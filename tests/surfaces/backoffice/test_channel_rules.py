"""Channel rules in the back office: set, explained, lifted, refused."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.contexts.channels.queries import channels
from arasta.contexts.identity.types import Role
from arasta.contexts.inventory.queries import rules as rule_book
from arasta.contexts.inventory.types import RuleKind
from arasta.kernel.ids import to_public
from tests.api.test_carts import sku_of
from tests.flows.ordering.shop import Shop, open_shop
from tests.surfaces.backoffice.making import come_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(db: None) -> Shop:
    """Five units in the warehouse, two in the store."""
    return open_shop(warehouse=5, store=2)


def page(shop: Shop) -> str:
    return f"/office/channels/{channels.channel_by_id(shop.channel).code}/stock-rules"


def rules(shop: Shop) -> list[tuple[RuleKind, int, bool]]:
    return [(row.kind, row.value, row.variant_id is None) for row in rule_book.rules(shop.channel).items]


def fences(shop: Shop) -> list[int]:
    return [row.quantity for row in rule_book.fences(shop.channel).items]


def fence(shop: Shop, **change: str) -> dict[str, str]:
    place = to_public("loc", shop.warehouse)
    return {"what": "fence", "sku": sku_of(shop), "location": place, "quantity": "4", **change}


def test_nothing_is_ruled_at_first(client: Client, shop: Shop) -> None:
    shown = come_in(client).get(page(shop)).content.decode()

    assert "No share and no cap" in shown
    assert "Nothing is kept for this channel" in shown


def test_rules_are_set_explained_and_lifted(client: Client, shop: Shop) -> None:
    owner = come_in(client)
    cap = {"what": "rule", "sku": sku_of(shop), "kind": "cap", "value": "3"}

    answers = [owner.post(page(shop), one) for one in (cap, {"what": "rule", "kind": "share", "value": "50"})]
    set_now, shown = rules(shop), owner.get(page(shop)).content.decode()
    lifted = owner.post(page(shop), {**cap, "value": ""})

    assert [one.status_code for one in (*answers, lifted)] == [302] * 3
    assert set_now == [(RuleKind.SHARE, 50, True), (RuleKind.CAP, 3, False)]
    assert "3 of 7 are shown" in shown
    assert rules(shop) == [(RuleKind.SHARE, 50, True)]


def test_units_are_kept_and_given_back(client: Client, shop: Shop) -> None:
    owner = come_in(client)

    owner.post(page(shop), fence(shop))
    kept, shown = fences(shop), owner.get(page(shop)).content.decode()
    owner.post(page(shop), fence(shop, quantity="0"))

    assert (kept, fences(shop)) == ([4], [])
    assert "This channel may sell 5 there, the others 1" in shown


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"what": "rule", "kind": "share", "value": "101"}, "A share is 100 percent at most."),
        ({"what": "rule", "kind": "cap", "value": "-1"}, "greater than or equal to 0"),
        ({"what": "rule", "kind": "cap", "value": "1000000000000"}, "less than or equal to 1000000"),
        ({"what": "rule", "kind": "cap", "value": "1.5"}, "Enter a whole number"),
        ({"what": "rule", "kind": "slice", "value": "1"}, "Select a valid choice"),
        ({"what": "rule", "kind": "cap", "value": "1", "sku": "GHOST"}, "There is no such SKU."),
        ({"what": "fence", "sku": "GHOST", "quantity": "1", "location": "x"}, "There is no such SKU."),
    ],
)
def test_what_is_wrong_is_said(client: Client, shop: Shop, given: dict[str, str], words: str) -> None:
    answer = come_in(client).post(page(shop), given)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert (rules(shop), fences(shop)) == ([], [])


def test_a_person_of_one_location_keeps_nothing_elsewhere(client: Client, shop: Shop) -> None:
    guest = come_in(client, Role.OWNER, locations=frozenset({shop.store}))

    answer = guest.post(page(shop), fence(shop))

    assert (answer.status_code, fences(shop)) == (422, [])


def test_who_may_only_read_is_shown_no_forms(client: Client, shop: Shop) -> None:
    picker = come_in(client, Role.PICKER)

    assert b"Set the rule" not in picker.get(page(shop)).content
    assert picker.post(page(shop), fence(shop)).status_code == 403
    assert fences(shop) == []


def test_an_unknown_channel(client: Client, shop: Shop) -> None:
    assert come_in(client).get("/office/channels/moon/stock-rules").status_code == 404
