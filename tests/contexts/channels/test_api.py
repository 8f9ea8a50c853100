"""Channels over JSON."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from arasta.contexts.channels.queries import listings as listing_reads
from arasta.contexts.channels.queries import parking as parked_reads
from arasta.contexts.channels.services import listings, sync
from arasta.contexts.channels.types import ListingInput, ListingStatus, PushOutcome, Stream, Trouble
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id, to_public
from tests import makers
from tests.contexts.channels.making import NOW, make_installation
from tests.contexts.channels.test_pages import park
from tests.contexts.identity.making import make_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def market() -> UUID:
    return makers.make_channel("trendyol", "marketplace")


def get(client: Client, path: str, scopes: list[str]) -> Any:
    return client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {make_key(scopes)}"})


def resolve(client: Client, key: UUID, body: object, *, token: str, once: str = "one") -> Any:
    return client.post(
        f"/api/v1/channels/parked/{to_public('prk', key)}/resolve",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": once},
    )


def test_channels_are_listed(client: Client, market: UUID) -> None:
    answer = get(client, "/channels", ["channels.read"])

    assert answer.json() == [
        {
            "id": to_public("chn", market),
            "code": "trendyol",
            "kind": "marketplace",
            "name": "trendyol",
            "currency": "TRY",
            "country": "TR",
            "language": "en",
            "status": "active",
            "prices_include_tax": True,
            "hold_minutes": 15,
            "hold_policy": "on_order",
            "longest_hold_minutes": 10_080,
        }
    ]


@pytest.mark.parametrize("path", ["", "/trendyol/listings", "/trendyol/sync", "/trendyol/parked"])
def test_reading_needs_a_key_that_may(client: Client, market: UUID, path: str) -> None:
    assert client.get(f"/api/v1/channels{path}").status_code == 401
    assert get(client, f"/channels{path}", ["orders.read"]).status_code == 403
    assert get(client, f"/channels{path}", ["channels.read"]).status_code == 200


def test_listings_are_paged_and_narrowed(client: Client, market: UUID) -> None:
    wanted = [
        ListingInput(variant_id=key, external_id=f"868{place}", status=ListingStatus.ACTIVE)
        for place, key in enumerate(makers.make_variants(2))
    ]
    first, second = listings.save_listings(market, wanted, actor=SYSTEM)
    told = PushOutcome(listing_id=first.id, quantity=5, price_minor=49890, version=3)
    listings.record_push([told], now=NOW, actor=SYSTEM)

    page = get(client, "/channels/trendyol/listings?limit=1", ["channels.read"]).json()
    rest = get(client, f"/channels/trendyol/listings?cursor={page['next_cursor']}", ["channels.read"]).json()
    none = get(client, "/channels/trendyol/listings?status=failed", ["channels.read"]).json()

    assert page["items"] == [
        {
            "id": to_public("lst", first.id),
            "variant_id": to_public("var", first.variant_id),
            "external_id": "8680",
            "status": "active",
            "told_quantity": 5,
            "told_price": {"minor": 49890, "currency": "TRY"},
            "told_at": "2026-11-21T12:00:00Z",
            "problem_code": "",
            "problem": "",
        }
    ]
    assert [row["id"] for row in rest["items"]] == [to_public("lst", second.id)]
    assert none == {"items": [], "next_cursor": None}


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "status=lost", "cursor=x"])
def test_a_wrong_question_is_refused(client: Client, market: UUID, query: str) -> None:
    assert get(client, f"/channels/trendyol/listings?{query}", ["channels.read"]).status_code == 422


def test_an_unknown_channel_is_not_found(client: Client) -> None:
    answer = get(client, "/channels/nowhere/sync", ["channels.read"])

    assert (answer.status_code, answer.json()["code"]) == (404, "channel_not_found")


def test_the_streams_of_a_channel_are_told(client: Client, market: UUID) -> None:
    installed = make_installation(market)
    sync.record_sync_error(installed.id, Stream.ORDERS, trouble=Trouble.THROTTLED, detail="429", now=NOW)

    rows = get(client, "/channels/trendyol/sync", ["channels.read"]).json()

    told = {row["stream"]: row for row in rows}
    assert list(told) == ["listings", "notices", "orders", "prices", "returns", "settlements", "stock"]
    assert told["orders"] == {
        "stream": "orders",
        "last_success_at": None,
        "last_attempt_at": "2026-11-21T12:00:00Z",
        "trouble": "throttled",
        "detail": "429",
        "lag_seconds": 0,
        "waiting": 0,
        "waiting_since": None,
    }


def test_a_parked_order_is_resolved_once(client: Client, market: UUID) -> None:
    variant, key, token = makers.make_variants(1)[0], park(market), make_key(["channels.write"])
    body = {"choices": [{"external_id": "X868", "variant_id": to_public("var", variant)}]}

    first = resolve(client, key, body, token=token)
    same = resolve(client, key, body, token=token)
    again = resolve(client, key, body, token=token, once="two")

    assert (first.status_code, first.json()["status"], same.json()) == (200, "resolved", first.json())
    assert (again.status_code, again.json()["code"]) == (409, "already_decided")
    assert listing_reads.listings_by_external(market, ["X868"])["X868"].variant_id == variant


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "sku_not_chosen"),
        ({"dismiss": True}, "reason_needed"),
        ({"choices": [{"external_id": "X868", "variant_id": to_public("var", new_id())}]}, "unknown_variant"),
        ({"choices": [{"external_id": "X868", "sku": "MUG"}]}, "invalid_request"),
    ],
)
def test_a_decision_that_cannot_be_taken_changes_nothing(
    client: Client, market: UUID, body: dict[str, object], code: str
) -> None:
    key = park(market)

    answer = resolve(client, key, body, token=make_key(["channels.write"]))

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert parked_reads.parked_item(key).status == "open"


def test_deciding_needs_a_key_that_may(client: Client, market: UUID) -> None:
    key = park(market)

    answer = resolve(client, key, {"dismiss": True, "note": "no"}, token=make_key(["channels.read"]))

    assert answer.status_code == 403
    assert parked_reads.parked_item(key).status == "open"


def test_putting_aside_keeps_the_reason(client: Client, market: UUID) -> None:
    key = park(market)

    answer = resolve(client, key, {"dismiss": True, "note": "a test"}, token=make_key(["channels.write"]))

    assert (answer.status_code, answer.json()["status"], answer.json()["note"]) == (200, "dismissed", "a test")
