"""The bank's page asks the buyer, once, and sends them back to the shop."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from arasta.twins.app import Options
from tests.twins.makers import ORIGIN, World
from tests.twins.payments import ask, create, post, show

RETURN = "https://shop.example/checkout/done?order=7"


def secure(world: World, **changes: Any) -> dict[str, Any]:
    return create(world, token="tok_3ds", **{"return_url": RETURN, "shop": "Kervan"} | changes)


def decide(world: World, payment: dict[str, Any], choice: str) -> httpx.Response:
    path = f"/testpay/3ds/{payment['id']}"
    return world.call("POST", path, data={"choice": choice}, headers={"origin": ORIGIN})


def test_a_secure_payment_waits_for_its_buyer(world: World) -> None:
    payment = secure(world, capture=True)

    assert (payment["status"], payment["captured_minor"]) == ("requires_action", 0)
    assert payment["redirect_url"] == f"{ORIGIN}/testpay/3ds/{payment['id']}"


@pytest.mark.parametrize(("capture", "status", "captured"), [(False, "authorized", 0), (True, "captured", 12_345)])
def test_approving_goes_on_and_returns_to_the_shop(world: World, capture: bool, status: str, captured: int) -> None:
    payment = secure(world, capture=capture)

    response = decide(world, payment, "approve")

    assert response.status_code == 303
    assert response.headers["location"] == f"{RETURN}&payment={payment['id']}"
    assert (show(world, payment["id"])["status"], show(world, payment["id"])["captured_minor"]) == (status, captured)


def test_refusing_declines_and_returns_to_the_shop(world: World) -> None:
    payment = secure(world, return_url="https://shop.example/done")

    response = decide(world, payment, "refuse")

    assert response.headers["location"] == f"https://shop.example/done?payment={payment['id']}"
    after = show(world, payment["id"])
    assert (after["status"], after["decline_code"]) == ("declined", "authentication_failed")


def test_the_first_decision_stands(world: World) -> None:
    payment = secure(world)
    decide(world, payment, "refuse")

    response = decide(world, payment, "approve")

    assert response.status_code == 303
    assert show(world, payment["id"])["status"] == "declined"
    assert "already decided: Declined" in world.call("GET", f"/testpay/3ds/{payment['id']}").text


def test_a_payment_given_up_cannot_be_confirmed(world: World) -> None:
    payment = secure(world)
    post(world, f"/payments/{payment['id']}/void")

    decide(world, payment, "approve")

    assert show(world, payment["id"])["status"] == "voided"


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", ["Kervan asks for", "₺123.45", "Approve", "Refuse"]),
        ("tr", ["Kervan şu tutarı istiyor", "₺123,45", "Onayla", "Reddet"]),
        ("ru", ["Kervan запрашивает", "123,45\xa0₺", "Подтвердить", "Отказать"]),
    ],
)
def test_the_page_names_shop_and_amount_in_the_buyers_language(world: World, locale: str, words: list[str]) -> None:
    payment = secure(world, locale=locale)

    page = world.call("GET", payment["redirect_url"]).text

    assert [word for word in words if word in page] == words


def test_a_wrong_choice_and_an_unknown_payment_are_refused(world: World) -> None:
    payment = secure(world)

    assert decide(world, payment, "maybe").status_code == 400
    assert world.call("GET", "/testpay/3ds/pay_none").status_code == 404
    assert show(world, payment["id"])["status"] == "requires_action"


def test_another_sites_form_cannot_decide(world: World) -> None:
    payment = secure(world)

    path = f"/testpay/3ds/{payment['id']}"
    response = world.call("POST", path, data={"choice": "approve"}, headers={"origin": "https://evil.example"})

    assert response.status_code == 403
    assert show(world, payment["id"])["status"] == "requires_action"


def test_the_address_of_the_page_can_be_a_public_one(tmp_path: Any) -> None:
    world = World(tmp_path, options=lambda world: Options(public_url="https://twins.example"))

    payment = create(world, token="tok_3ds", return_url=RETURN)

    assert payment["redirect_url"] == f"https://twins.example/testpay/3ds/{payment['id']}"


def test_the_overview_shows_payments_and_test_cards(world: World) -> None:
    post(world, "/payments", ask(reference="<b>order-9</b>", capture=True))

    page = world.call("GET", "/testpay/").text

    assert "&lt;b&gt;order-9&lt;/b&gt;" in page
    assert "tok_3ds" in page
    assert page.count("₺123.45") == 2
