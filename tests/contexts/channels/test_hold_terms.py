"""When a channel's carts hold units: said on a page and over the API, kept within bounds."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import HoldPolicy, HoldTerms
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.api.integrator import Integrator
from tests.contexts.identity.making import make_staff, signed_in
from tests.refusing import refused

pytestmark = pytest.mark.django_db

PAGE = "/office/channels/shop/holding"
Terms = tuple[HoldPolicy, int, int]


def terms() -> Terms:
    row = reads.channel("shop")
    return row.hold_policy, row.hold_minutes, row.longest_hold_minutes


def test_a_channel_holds_from_the_checkout_on_until_somebody_says_otherwise() -> None:
    makers.make_channel("shop")

    assert terms() == (HoldPolicy.ON_ORDER, 15, 10_080)


@pytest.mark.parametrize(("minutes", "longest"), [(0, 60), (61, 60), (60, 10_081), (-1, -1)])
def test_a_time_out_of_range_is_refused(minutes: int, longest: int) -> None:
    channel = makers.make_channel("shop")

    with refused(channels.HoldTimeOutOfRange):
        channels.set_hold_terms(
            channel, HoldTerms(policy=HoldPolicy.NONE, minutes=minutes, longest_minutes=longest), actor=SYSTEM
        )
    assert terms() == (HoldPolicy.ON_ORDER, 15, 10_080)


def test_the_page_changes_it(client: Client) -> None:
    makers.make_channel("shop")
    make_staff("owner@example.com")
    owner = signed_in(client, "owner@example.com")

    shown = owner.get(PAGE)
    saved = owner.post(PAGE, {"policy": "on_cart", "minutes": "30", "longest_minutes": "120", "change_days": "5"})

    assert b'value="on_order"' in shown.content
    assert (saved.status_code, saved.headers["Location"]) == (302, "/office/channels/shop")
    assert terms() == (HoldPolicy.ON_CART, 30, 120)
    assert reads.channel("shop").change_days == 5
    assert b"As soon as it is put in the cart" in owner.get("/office/channels/shop").content


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"policy": "sometimes"}, "Select a valid choice"),
        ({"minutes": "0"}, "greater than or equal to 1"),
        ({"minutes": "1.5"}, "Enter a whole number"),
        ({"minutes": "1000000000000"}, "less than or equal to 10080"),
        ({"change_days": "31"}, "less than or equal to 30"),
        ({"longest_minutes": "29"}, "This may not be less than what a cart holds."),
    ],
)
def test_the_page_says_what_is_wrong(client: Client, change: dict[str, str], words: str) -> None:
    makers.make_channel("shop")
    make_staff("owner@example.com")

    answer = signed_in(client, "owner@example.com").post(
        PAGE, {"policy": "on_cart", "minutes": "30", "longest_minutes": "120", "change_days": "3", **change}
    )

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert terms() == (HoldPolicy.ON_ORDER, 15, 10_080)


def test_the_api_changes_it_once() -> None:
    makers.make_channel("shop")
    integrator = Integrator(("channels.read", "channels.write"))
    body = {"policy": "none", "hold_minutes": 5, "longest_hold_minutes": 60}

    answers = [integrator.put("channels/shop/hold-terms", body, once="k") for _ in range(2)]

    assert [(one.status, one.body["hold_policy"]) for one in answers] == [(200, "none")] * 2
    assert terms() == (HoldPolicy.NONE, 5, 60)
    assert integrator.get("channels").body[0]["longest_hold_minutes"] == 60


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"policy": "always"}, (422, "invalid_request")),
        ({"hold_minutes": 0}, (422, "invalid_request")),
        ({"change_days": 0}, (422, "invalid_request")),
        ({"hold_minutes": 2.5}, (422, "invalid_request")),
        ({"hold_minutes": 61}, (422, "hold_time_out_of_range")),
    ],
)
def test_the_api_refuses(change: dict[str, object], refusal: tuple[int, str]) -> None:
    makers.make_channel("shop")
    body = {"policy": "none", "hold_minutes": 5, "longest_hold_minutes": 60, **change}

    answer = Integrator(("channels.write",)).put("channels/shop/hold-terms", body)

    assert (answer.refusal, terms()) == (refusal, (HoldPolicy.ON_ORDER, 15, 10_080))


def test_an_unknown_channel() -> None:
    answer = Integrator(("channels.write",)).put("channels/moon/hold-terms", {"policy": "none", "hold_minutes": 5})

    assert answer.refusal == (404, "channel_not_found")
