"""The connector opens with what it needs, says who it is, is called back, and understands refusals."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from arasta.connectors.shopify import answers, inbound
from arasta.connectors.shopify.connector import open_shopify
from arasta.contexts.channels.ports import Account, ChannelTrouble, NotOffered, SettingsWrong
from arasta.contexts.channels.types import Outcome, Stream, Trouble
from arasta.contexts.channels.types.inbound import Verified
from arasta.kernel.transport.wire import HttpResponse
from tests.connectors.shopify.rig import SECRETS, SETTINGS, ShopifyRig
from tests.connectors.suite.bench import Bench

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


def test_the_address_follows_from_the_shop() -> None:
    opened = open_shopify(Account({"shop": "kervan.myshopify.com"}, SECRETS, "TRY"))

    assert opened.base_url == "https://kervan.myshopify.com/admin/api/2026-10"
    assert opened.headers == {"x-shopify-access-token": "shpat-demo-token"}


@pytest.mark.parametrize(
    ("settings", "secrets", "missing"),
    [
        ({}, SECRETS, "shop"),
        ({"shop": "https://kervan.myshopify.com"}, SECRETS, "shop"),
        ({"shop": "evil.example/kervan.myshopify.com"}, SECRETS, "shop"),
        (SETTINGS, {}, "access_token"),
        ({**SETTINGS, "ships_unpaid": "PAID LATER"}, SECRETS, "ships_unpaid"),
    ],
)
def test_what_is_missing_is_named(settings: dict[str, str], secrets: dict[str, str], missing: str) -> None:
    with pytest.raises(SettingsWrong, match=missing):
        open_shopify(Account(settings, secrets, "TRY"))


def test_the_shop_introduces_itself_with_its_places(bench: Bench) -> None:
    found = bench.run(bench.connector.introduce())

    assert (found.account, found.name, found.currency, found.country) == (
        "kervan.myshopify.com",
        "Kervan",
        "TRY",
        "TR",
    )
    assert [place.external_id for place in found.places] == ["71001", "71002"]
    assert found.settings == {"location_id": "71001", "publication_id": "1"}


def test_every_topic_is_subscribed_with_no_more_than_it_needs(bench: Bench, shop: ShopifyRig) -> None:
    subscribed = bench.run(bench.connector.subscribe("https://ours.example/hook"))

    state = shop.control("GET", "/state")
    assert {hook["topic"] for hook in state["webhooks"]} == set(inbound.TOPICS)
    assert len(subscribed.external_ids) == len(inbound.TOPICS)
    sent = [json.loads(call.content)["variables"] for call in shop.calls]
    wanted = {field for one in sent if "subscription" in one for field in one["subscription"]["includeFields"]}
    assert wanted == {"id", "updated_at", "order_id", "order", "variants"}


@pytest.mark.parametrize(
    ("topic", "body", "hinted"),
    [
        ("orders/updated", {"id": 5, "updated_at": "2026-11-21T09:00:00Z"}, [(Stream.ORDERS, "5")]),
        ("refunds/create", {"id": 7, "order_id": 5}, [(Stream.ORDERS, "5"), (Stream.RETURNS, "refund-7")]),
        ("returns/close", {"id": 8, "order": {"id": 5}}, [(Stream.ORDERS, "5"), (Stream.RETURNS, "return-8")]),
        (
            "products/update",
            {"id": 9, "variants": [{"sku": "CUP"}, {"sku": None}]},
            [(Stream.LISTINGS, "CUP")],
        ),
        ("customers/redact", {"customer": {"id": 1}}, []),
        ("shop/redact", {}, []),
        ("orders/updated", {}, []),
        ("orders/updated", [1], []),
    ],
)
def test_a_call_says_what_is_to_be_read_again(topic: str, body: Any, hinted: list[tuple[Stream, str]]) -> None:
    call = Verified(delivery_id="w", topic=topic, body=json.dumps(body).encode())

    assert [(hint.stream, hint.external_id) for hint in inbound.hints(call)] == hinted


def test_a_body_that_is_no_json_gives_no_hint() -> None:
    assert inbound.hints(Verified(delivery_id="w", topic="orders/updated", body=b"\\xff{")) == []


def test_a_queue_of_notices_is_not_offered(bench: Bench) -> None:
    with pytest.raises(NotOffered):
        bench.connector.pull(Stream.NOTICES, watermark="", cursor="", now=NOW)


def answer(status: int, body: Any) -> HttpResponse:
    return HttpResponse(status, {}, body if isinstance(body, bytes) else json.dumps(body).encode())


def error(code: str | None, message: str = "no") -> dict[str, Any]:
    return {"errors": [{"message": message, "extensions": {"code": code} if code else {}}]}


@pytest.mark.parametrize(
    ("given", "outcome", "trouble"),
    [
        (answer(200, error("THROTTLED", "Throttled")), Outcome.RETRY, Trouble.THROTTLED),
        (answer(200, error(None, "Throttled")), Outcome.RETRY, Trouble.THROTTLED),
        (answer(429, {"errors": "Exceeded API call limit."}), Outcome.RETRY, Trouble.THROTTLED),
        (answer(200, error("ACCESS_DENIED")), Outcome.AUTH, Trouble.AUTH),
        (answer(401, {"errors": "Invalid API key"}), Outcome.AUTH, Trouble.AUTH),
        (answer(402, {"errors": "Payment required"}), Outcome.INVALID, Trouble.REFUSED),
        (answer(200, error("MAX_COST_EXCEEDED")), Outcome.INVALID, Trouble.REFUSED),
        (answer(200, error("INTERNAL_SERVER_ERROR")), Outcome.UNKNOWN, Trouble.UNAVAILABLE),
        (answer(503, b"<html>"), Outcome.UNKNOWN, Trouble.UNAVAILABLE),
        (answer(200, b"<html>"), Outcome.UNKNOWN, Trouble.UNREADABLE),
        (answer(200, {"data": None}), Outcome.INVALID, Trouble.REFUSED),
        (answer(200, []), Outcome.INVALID, Trouble.REFUSED),
    ],
)
def test_answers_are_understood(given: HttpResponse, outcome: Outcome, trouble: Trouble) -> None:
    failure = answers.failure_of(given)

    assert failure is not None
    assert (failure.outcome, failure.trouble) == (outcome, trouble)


def test_an_answer_with_data_is_no_failure() -> None:
    assert answers.failure_of(answer(200, {"data": {"job": None}})) is None


def test_a_revoked_token_stops_everything(bench: Bench, shop: ShopifyRig) -> None:
    shop.control("PUT", "/faults", json={"faults": {"token_revoked": {"percent": 100}}})

    with pytest.raises(ChannelTrouble) as caught:
        bench.run(bench.connector.introduce())

    assert caught.value.trouble is Trouble.AUTH
