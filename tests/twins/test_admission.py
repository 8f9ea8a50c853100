"""Who may call the seller API, and how often."""

from __future__ import annotations

import pytest

from tests.twins.makers import API, SELLER, SELLER_HEADERS, START_MS, World, basic, product

ORDERS = f"/order/sellers/{SELLER}/v2/orders"
PRODUCTS = f"/product/sellers/{SELLER}/v2/products"


@pytest.mark.parametrize(
    "agent",
    [
        None,
        "",
        "SelfIntegration",
        "1234",
        "1234 -",
        "1234 - ",
        "9999 - SelfIntegration",
        "1234 - " + "x" * 31,
        "1234 - a_b",
    ],
)
def test_a_missing_or_ill_formed_user_agent_is_forbidden(world: World, agent: str | None) -> None:
    response = world.seller("GET", ORDERS, headers={"user-agent": agent})

    assert response.status_code == 403
    assert response.json() == {
        "timestamp": START_MS,
        "exception": "UserAgentException",
        "errors": [
            {
                "key": "UserAgentException",
                "message": "User-Agent must be '{sellerId} - {company of up to 30 letters}'.",
                "errorCode": "403",
            }
        ],
    }


@pytest.mark.parametrize("agent", ["1234 - SelfIntegration", "1234 - Kervan Ev 2026"])
def test_both_forms_of_user_agent_are_let_in(world: World, agent: str) -> None:
    assert world.seller("GET", ORDERS, headers={"user-agent": agent}).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer demo-key",
        "Basic !!!",
        "Basic /w==",
        basic("demo-key", "wrong"),
        basic("wrong", "demo-secret"),
        basic("", ""),
    ],
)
def test_wrong_credentials_are_unauthorized(world: World, header: str | None) -> None:
    response = world.seller("GET", ORDERS, headers={"authorization": header})

    assert response.status_code == 401
    assert response.json()["exception"] == "ClientApiAuthenticationException"


def test_a_seller_cannot_call_for_another(world: World) -> None:
    world.control("POST", "/sellers", json={"sellerId": 77, "apiKey": "k77", "apiSecret": "s77"})
    agent = {"user-agent": "77 - SelfIntegration"}

    as_stranger = world.seller("GET", "/order/sellers/77/v2/orders", headers=agent)
    as_owner = world.seller(
        "GET", "/order/sellers/77/v2/orders", headers=agent | {"authorization": basic("k77", "s77")}
    )

    assert (as_stranger.status_code, as_owner.status_code) == (401, 200)


def test_an_unknown_seller_is_unauthorized(world: World) -> None:
    headers = {**SELLER_HEADERS, "user-agent": "5 - SelfIntegration", "authorization": basic("", "")}

    assert world.call("GET", f"{API}/order/sellers/5/v2/orders", headers=headers).status_code == 401


def test_one_group_is_limited_by_the_minute_and_tells_when_to_come_back(world: World) -> None:
    world.control("PUT", "/settings", json={"limit_order_read": 2})
    world.wait(seconds=20)

    statuses = [world.seller("GET", ORDERS).status_code for _ in range(3)]
    refused = world.seller("GET", ORDERS)
    other_group = world.seller("POST", PRODUCTS, json={"items": [product()]})
    world.wait(seconds=40)

    assert statuses == [200, 200, 429]
    assert refused.headers["retry-after"] == "40"
    assert refused.json()["exception"] == "TooManyRequestsException"
    assert other_group.status_code == 200
    assert world.seller("GET", ORDERS).status_code == 200


def test_one_operation_is_limited_to_fifty_calls_in_ten_seconds(world: World) -> None:
    path = f"/product/sellers/{SELLER}/products/batch-requests/none"

    statuses = [world.seller("GET", path).status_code for _ in range(51)]

    assert statuses == [400] * 50 + [429]


def test_sellers_do_not_use_up_each_others_limits(world: World) -> None:
    world.control("PUT", "/settings", json={"limit_order_read": 1})
    world.control("POST", "/sellers", json={"sellerId": 77, "apiKey": "k77", "apiSecret": "s77"})
    other = {"user-agent": "77 - SelfIntegration", "authorization": basic("k77", "s77")}

    world.seller("GET", ORDERS)

    assert world.seller("GET", ORDERS).status_code == 429
    assert world.seller("GET", "/order/sellers/77/v2/orders", headers=other).status_code == 200
