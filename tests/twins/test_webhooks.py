"""Subscriptions, and how their letters are delivered."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from tests.twins.makers import SELLER, World, basic, order, set_status, stocked

HOOKS = f"/webhook/sellers/{SELLER}/webhooks"
URL = "https://shop.example/hooks/trendyol"
KEYED = {"url": URL, "authenticationType": "API_KEY", "apiKey": "hook-key"}
BASIC = {"url": URL, "authenticationType": "BASIC_AUTHENTICATION", "username": "ty", "password": "pw"}


def subscribe(world: World, **changes: Any) -> str:
    return str(world.seller("POST", HOOKS, json=KEYED | changes).json()["id"])


def pump(world: World) -> dict[str, int]:
    return dict(world.control("POST", "/pump", json={}))


def letters(world: World) -> list[tuple[int, str]]:
    """Return package and status of everything received."""
    bodies = [json.loads(request.content)["content"][0] for request in world.received]
    return [(body["shipmentPackageId"], body["status"]) for body in bodies]


def test_an_order_is_told_with_its_full_body_and_the_key(world: World) -> None:
    stocked(world)
    subscribe(world)
    placed = order(world)

    assert pump(world) == {"sent": 1, "failed": 0, "waiting": 0}
    assert pump(world) == {"sent": 0, "failed": 0, "waiting": 0}

    request = world.received[0]
    assert (request.method, str(request.url), request.headers["x-api-key"]) == ("POST", URL, "hook-key")
    assert "authorization" not in request.headers
    body = json.loads(request.content)
    assert body["content"] == world.control("GET", f"/orders/{placed['orderNumber']}")["packages"]
    assert (body["totalElements"], body["totalPages"], body["page"], body["size"]) == (1, 1, 0, 1)


def test_basic_credentials_are_sent(world: World) -> None:
    stocked(world)
    world.seller("POST", HOOKS, json=BASIC)
    order(world)

    pump(world)

    assert world.received[0].headers["authorization"] == basic("ty", "pw")


def test_only_subscribed_statuses_are_told(world: World) -> None:
    stocked(world)
    subscribe(world, subscribedStatuses=["PICKING"])
    placed = order(world)
    set_status(world, placed["packageId"], "Picking")
    set_status(world, placed["packageId"], "Invoiced")

    pump(world)

    assert letters(world) == [(placed["packageId"], "Picking")]


def test_a_letter_holds_what_was_true_when_it_was_written(world: World) -> None:
    stocked(world)
    subscribe(world)
    placed = order(world)
    set_status(world, placed["packageId"], "Picking")

    pump(world)

    assert letters(world) == [(placed["packageId"], "Created"), (placed["packageId"], "Picking")]


def test_a_failed_letter_comes_again_after_five_minutes_and_holds_back_the_rest(world: World) -> None:
    stocked(world)
    subscribe(world)
    order(world)
    order(world)
    world.receiver = lambda request: httpx.Response(500)

    first = pump(world)
    world.receiver = lambda request: httpx.Response(204)
    world.wait(minutes=4, seconds=59)
    early = pump(world)
    world.wait(seconds=1)
    late = pump(world)

    assert first == {"sent": 0, "failed": 1, "waiting": 2}
    assert early == {"sent": 0, "failed": 0, "waiting": 2}
    assert late == {"sent": 2, "failed": 0, "waiting": 0}


def test_a_redirect_and_a_broken_line_are_failures(world: World) -> None:
    stocked(world)
    subscribe(world)
    order(world)

    world.receiver = lambda request: httpx.Response(302, headers={"location": "https://elsewhere.example/"})
    redirected = pump(world)
    world.wait(minutes=5)

    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("too slow", request=request)

    world.receiver = broken
    timed_out = pump(world)

    answers = [one["answer"] for one in world.control("GET", "/deliveries")["deliveries"]]
    assert (redirected["failed"], timed_out["failed"], answers) == (1, 1, ["ReadTimeout"])
    assert len(world.received) == 2


def test_after_thirteen_failures_a_webhook_falls_silent_until_it_is_woken(world: World) -> None:
    stocked(world)
    hook = subscribe(world)
    placed = order(world)
    world.receiver = lambda request: httpx.Response(503)
    for _ in range(20):
        pump(world)
        world.wait(minutes=5)

    passive = world.seller("GET", HOOKS).json()[0]["status"]
    attempts = len(world.received)
    world.receiver = lambda request: httpx.Response(200)
    world.seller("PUT", f"{HOOKS}/{hook}/activate")
    sent = pump(world)

    assert (passive, attempts) == ("PASSIVE", 13)
    assert sent == {"sent": 1, "failed": 0, "waiting": 0}
    assert letters(world)[-1] == (placed["packageId"], "Created")


def test_a_success_forgets_earlier_failures(world: World) -> None:
    stocked(world)
    subscribe(world)
    order(world)
    world.receiver = lambda request: httpx.Response(500)
    pump(world)
    world.wait(minutes=5)
    world.receiver = lambda request: httpx.Response(200)
    pump(world)

    assert world.control("GET", "/state")["webhooks"][0]["failures"] == 0


def test_a_silent_webhook_is_not_written_to(world: World) -> None:
    stocked(world)
    hook = subscribe(world)
    world.seller("PUT", f"{HOOKS}/{hook}/deactivate")

    order(world)

    assert pump(world) == {"sent": 0, "failed": 0, "waiting": 0}


def test_one_stroke_of_the_pump_is_bounded(world: World) -> None:
    stocked(world)
    subscribe(world)
    for _ in range(3):
        order(world)

    assert world.control("POST", "/pump", json={"limit": 2}) == {"sent": 2, "failed": 0, "waiting": 1}


def test_what_a_killed_pump_had_taken_comes_again_after_a_minute(world: World) -> None:
    stocked(world)
    subscribe(world)
    order(world)

    def dies(request: httpx.Request) -> httpx.Response:
        raise KeyboardInterrupt

    world.receiver = dies
    with pytest.raises(KeyboardInterrupt):
        pump(world)
    world.receiver = lambda request: httpx.Response(200)

    assert pump(world)["sent"] == 0
    world.wait(minutes=1)
    assert pump(world) == {"sent": 1, "failed": 0, "waiting": 0}


def test_webhooks_are_listed_without_secrets_changed_and_dropped(world: World) -> None:
    stocked(world)
    hook = subscribe(world)
    order(world)

    changed = world.seller("PUT", f"{HOOKS}/{hook}", json=BASIC | {"subscribedStatuses": ["CREATED"]})
    listed = world.seller("GET", HOOKS).json()
    dropped = world.seller("DELETE", f"{HOOKS}/{hook}")

    assert (changed.status_code, dropped.status_code) == (200, 200)
    assert set(listed[0]) == {
        "id",
        "url",
        "authenticationType",
        "username",
        "status",
        "subscribedStatuses",
        "createdDate",
    }
    assert (listed[0]["id"], listed[0]["authenticationType"], listed[0]["username"]) == (
        hook,
        "BASIC_AUTHENTICATION",
        "ty",
    )
    assert listed[0]["subscribedStatuses"] == ["CREATED"]
    assert world.seller("GET", HOOKS).json() == []
    assert world.control("GET", "/state")["deliveriesWaiting"] == 0


def test_the_sixteenth_webhook_is_refused_even_when_others_are_silent(world: World) -> None:
    hooks = [subscribe(world) for _ in range(15)]
    world.seller("PUT", f"{HOOKS}/{hooks[0]}/deactivate")

    response = world.seller("POST", HOOKS, json=KEYED)

    assert response.status_code == 400
    assert response.json()["errors"][0]["message"] == "A seller may have at most 15 webhooks."


@pytest.mark.parametrize(
    "body",
    [
        {},
        KEYED | {"url": "ftp://shop.example"},
        KEYED | {"url": "https://"},
        KEYED | {"url": "https://shop.example:port/"},
        KEYED | {"url": 5},
        KEYED | {"url": "https://shop.example/" + "x" * 500},
        KEYED | {"authenticationType": "HMAC"},
        KEYED | {"apiKey": ""},
        BASIC | {"password": None},
        KEYED | {"subscribedStatuses": ["Created"]},
        KEYED | {"subscribedStatuses": "CREATED"},
        KEYED | {"subscribedStatuses": [{}]},
    ],
)
def test_a_wrong_subscription_is_refused(world: World, body: dict[str, Any]) -> None:
    response = world.seller("POST", HOOKS, json=body)

    assert (response.status_code, response.json()["exception"]) == (400, "WebhookValidationException")
    assert world.seller("GET", HOOKS).json() == []


@pytest.mark.parametrize(
    ("method", "tail"), [("PUT", ""), ("DELETE", ""), ("PUT", "/activate"), ("PUT", "/deactivate")]
)
def test_an_unknown_webhook_is_refused(world: World, method: str, tail: str) -> None:
    response = world.seller(method, f"{HOOKS}/none{tail}", json=KEYED)

    assert (response.status_code, response.json()["exception"]) == (400, "WebhookNotFoundException")
