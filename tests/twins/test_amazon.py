"""Amazon's twin: its pages play the customer and Amazon, its gate keeps the usage plans, a restart loses nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.connectors.amazon.rig import MARKETPLACE, SELLER, AmazonRig

SEARCH = {"lastUpdatedAfter": "2026-11-01T00:00:00Z", "marketplaceIds": MARKETPLACE, "includedData": "FULFILLMENT"}


@pytest.fixture
def rig(tmp_path: Path) -> AmazonRig:
    return AmazonRig(tmp_path)


def page(rig: AmazonRig, path: str, language: str = "en") -> str:
    answer = rig.world.call("GET", f"/amazon{path}", headers={"accept-language": language})
    assert answer.status_code == 200, answer.text
    return answer.text


def press(rig: AmazonRig, path: str, **form: str) -> str:
    answer = rig.world.call("POST", f"/amazon{path}", data=form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


@pytest.mark.parametrize(
    ("language", "shop", "orders"),
    [("en", "Shop", "Orders"), ("tr", "Mağaza", "Siparişler"), ("ru", "Магазин", "Заказы")],
)
def test_pages_speak_three_languages(rig: AmazonRig, language: str, shop: str, orders: str) -> None:
    rig.offer("CEZVE-1", units=5)

    shown = page(rig, "/", language)

    assert all(word in shown for word in (shop, orders, "Bakır cezve CEZVE-1"))
    assert page(rig, "/faults", language)
    assert "amazon" in rig.world.call("GET", "/", headers={"accept-language": language}).text


def test_a_customer_buys_and_amazon_ships_what_it_holds(rig: AmazonRig) -> None:
    rig.offer("CEZVE-1", units=5)
    rig.hold("CEZVE-1", 4)

    where = press(rig, "/buy", sku="CEZVE-1", quantity="3")
    order_id = where.partition("placed=")[2]
    press(rig, f"/orders/{order_id}", act="ship")
    press(rig, f"/orders/{order_id}", act="refund")

    assert order_id in page(rig, "/orders")
    assert rig.item("CEZVE-1")["held"] == 1
    assert rig.control("GET", f"/orders/{order_id}")["fulfillment"]["fulfillmentStatus"] == "SHIPPED"
    assert press(rig, "/buy", sku="CEZVE-1", quantity="3") == "/amazon/?q=&left=1"


def test_what_cannot_be_played_is_refused(rig: AmazonRig) -> None:
    [goods] = rig.offer("CEZVE-1", units=5)
    order_id = rig.buy(goods).order_id

    refused = {
        act: rig.world.call("POST", f"/amazon/control/orders/{order_id}", json={"act": act}).status_code
        for act in ("pay", "ship", "refund", "dance")
    }

    assert refused == {"pay": 409, "ship": 409, "refund": 409, "dance": 400}


def test_the_same_reference_is_the_same_order(rig: AmazonRig) -> None:
    rig.offer("CEZVE-1", units=5)
    body = {"lines": [{"sku": "CEZVE-1"}], "reference": "R1"}

    first, again = (rig.control("POST", "/orders", json=body) for _ in range(2))

    assert (first["orderId"], first["replayed"], again["replayed"]) == (again["orderId"], False, True)
    assert rig.item("CEZVE-1")["quantity"] == 4


def test_more_than_is_there_cannot_be_bought(rig: AmazonRig) -> None:
    rig.offer("CEZVE-1", units=2)

    answer = rig.world.call("POST", "/amazon/control/orders", json={"lines": [{"sku": "CEZVE-1", "quantity": 3}]})

    assert (answer.status_code, answer.json()) == (409, {"placed": False, "sku": "CEZVE-1", "asked": 3, "left": 2})


def test_each_operation_has_a_bucket_and_says_its_rate(rig: AmazonRig) -> None:
    def search() -> Any:
        return rig.seller("GET", "/orders/2026-01-01/orders", params=SEARCH)

    answers = [search() for _ in range(21)]
    rig.wait(180)
    later = search()

    assert [one.status_code for one in answers] == [200] * 20 + [429]
    assert {one.headers["x-amzn-ratelimit-limit"] for one in answers} == {"0.0056"}
    assert answers[-1].json()["errors"][0]["code"] == "QuotaExceeded"
    assert later.status_code == 200


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        ({"user-agent": "Test"}, "missing"),
        ({"user-agent": "Test", "x-amz-access-token": "Atza|other"}, "missing"),
    ],
)
def test_without_a_token_nothing_is_told(rig: AmazonRig, headers: dict[str, str], text: str) -> None:
    path = f"/amazon/api/listings/2021-08-01/items/{SELLER}"

    answer = rig.world.call("GET", path, headers=headers)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (403, "Unauthorized")
    assert text in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"grant_type": "refresh_token", "refresh_token": "Atzr|other"}, 400, "invalid_grant"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "client_secret": "other"}, 401, "invalid_client"),
    ],
)
def test_the_login_refuses_what_is_not_granted(rig: AmazonRig, form: dict[str, str], status: int, code: str) -> None:
    who = {"client_id": "amzn1.application-oa2-client.demo", "client_secret": "demo-client-secret"}

    answer = rig.world.call("POST", "/amazon/auth/o2/token", data={**who, **form})

    assert (answer.status_code, answer.json()["error"]) == (status, code)


def test_a_restart_loses_nothing_and_a_reset_forgets(rig: AmazonRig) -> None:
    [goods] = rig.offer("CEZVE-1", units=5)
    order_id = rig.buy(goods).order_id

    rig.world.start()
    kept = rig.control("GET", f"/orders/{order_id}")["orderId"]
    rig.control("POST", "/reset")

    assert kept == order_id
    assert rig.control("GET", "/state")["orders"] == {}
    assert rig.control("GET", "/items")["items"] == []
