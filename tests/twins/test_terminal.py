"""The store's terminal takes money at once, or does what it was told to do next."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.twins.makers import ORIGIN, World
from tests.twins.payments import SECRET, V1, post, show

SALE = {"amount_minor": 9900, "currency": "TRY", "reference": "till-1-0042"}


def sell(world: World, **changes: Any) -> httpx.Response:
    return post(world, "/terminal/sales", SALE | changes)


def tell(world: World, **body: Any) -> httpx.Response:
    return world.call("PUT", "/testpay/control/terminal", json=body)


def test_a_sale_is_taken_at_once(world: World) -> None:
    response = sell(world)

    sale = response.json()
    assert (response.status_code, sale["status"], sale["channel"]) == (201, "captured", "terminal")
    assert (sale["captured_minor"], sale["reference"]) == (9900, "till-1-0042")
    assert show(world, sale["id"]) == sale


def test_the_token_decides(world: World) -> None:
    declined = sell(world, token="tok_decline")

    assert (declined.json()["status"], declined.json()["captured_minor"]) == ("declined", 0)


def test_the_terminal_declines_as_often_as_it_was_told(world: World) -> None:
    assert tell(world, token="tok_decline", times=2).json() == {"token": "tok_decline", "times": 2}

    statuses = [sell(world, reference=f"r{number}").json()["status"] for number in range(3)]

    assert statuses == ["declined", "declined", "captured"]


def test_a_repeated_sale_does_not_use_up_what_comes_next(world: World) -> None:
    tell(world, token="tok_decline", times=1)

    first = post(world, "/terminal/sales", SALE, key="same")
    again = post(world, "/terminal/sales", SALE, key="same")
    other = sell(world)

    assert (first.json()["status"], again.json(), other.json()["status"]) == ("declined", first.json(), "captured")


def test_the_terminal_goes_on_until_told_otherwise(world: World) -> None:
    tell(world, token="tok_error")
    failed = [sell(world).status_code for _ in range(2)]
    tell(world, token="tok_approve")

    assert (failed, sell(world).status_code) == ([500, 500], 201)


def test_a_sale_at_the_terminal_can_be_refunded(world: World) -> None:
    sale = sell(world).json()

    refunded = post(world, f"/payments/{sale['id']}/refund", {"amount_minor": 900})

    assert refunded.json()["refunded_minor"] == 900


@pytest.mark.parametrize("body", [{"token": "tok_3ds"}, {"token": "cash"}, {}, {"token": "tok_decline", "times": 0}])
def test_a_wrong_instruction_is_refused(world: World, body: dict[str, Any]) -> None:
    assert tell(world, **body).status_code == 400


def test_a_terminal_knows_no_bank_page(world: World) -> None:
    assert sell(world, token="tok_3ds").json()["error"]["code"] == "unknown_token"


def test_the_terminal_is_told_by_hand(world: World) -> None:
    form = {"token": "tok_decline", "times": "1"}

    response = world.call("POST", "/testpay/terminal", data=form, headers={"origin": ORIGIN})

    assert (response.status_code, response.headers["location"]) == (303, "/testpay/")
    assert sell(world).json()["status"] == "declined"


def test_a_reset_forgets_payments_and_what_comes_next(world: World) -> None:
    sale = sell(world).json()
    tell(world, token="tok_decline")

    world.call("POST", "/testpay/control/reset")

    assert world.call("GET", f"{V1}/payments/{sale['id']}", headers=SECRET).status_code == 404
    after = sell(world).json()
    assert after["status"] == "captured"
    assert after["id"] != sale["id"]
