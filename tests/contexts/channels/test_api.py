"""Channels over JSON."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.queries import listings as listing_reads
from arasta.contexts.channels.queries import parking as parked_reads
from arasta.contexts.channels.services import listings, money, sync
from arasta.contexts.channels.types import ListingInput, ListingStatus, PushOutcome, Stream, Trouble
from arasta.contexts.channels.types.returning import EntryKind, MoneyEntry
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id, to_public
from arasta.kernel.money import Money
from tests import makers
from tests.api.integrator import Integrator
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
            "names": {},
            "currency": "TRY",
            "country": "TR",
            "language": "en",
            "status": "active",
            "prices_include_tax": True,
            "hold_minutes": 15,
            "hold_policy": "on_order",
            "longest_hold_minutes": 10_080,
            "change_days": 3,
        }
    ]


def test_a_channel_is_named_in_languages_once(market: UUID) -> None:
    integrator = Integrator(("channels.read", "channels.write"))
    integrator.put("channels/trendyol/names", {"names": {"tr": "Çarşı", "en": "Bazaar"}})
    body = {"names": {"ru": " Рынок ", "en": ""}}

    answers = [integrator.put("channels/trendyol/names", body, once="k") for _ in range(2)]
    other = integrator.put("channels/trendyol/names", {"names": {"ru": "Базар"}}, once="k")

    named = {"ru": "Рынок", "tr": "Çarşı"}
    assert [(one.status, one.body["names"], one.body["name"]) for one in answers] == [(200, named, "trendyol")] * 2
    assert other.refusal == (422, "idempotency_key_reused")
    assert integrator.get("channels").body[0]["names"] == named
    told = db.rows(
        "SELECT count(*) FROM outbox_event WHERE name = 'channels.channel_changed' AND actor_kind <> 'system'"
    )
    assert told == [(2,)]


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ({}, "invalid_request"),
        ({"tr": None}, "invalid_request"),
        ({"Turkish": "Çarşı"}, "channel_name_wrong"),
        ({"pt-br": "Mercado"}, "channel_name_wrong"),
        ({"tr": "Çarşı", "ru": "Р" * 101}, "channel_name_wrong"),
        ({"tr": "Çar\x00şı"}, "invalid_request"),
    ],
)
def test_names_that_do_not_fit_are_refused(market: UUID, names: dict[str, str], code: str) -> None:
    answer = Integrator(("channels.write",)).put("channels/trendyol/names", {"names": names})

    assert (answer.refusal, reads.channel("trendyol").names) == ((422, code), ())


def test_naming_needs_a_key_that_may_and_a_channel(market: UUID) -> None:
    body = {"names": {"tr": "Çarşı"}}

    assert Integrator(("channels.read",)).put("channels/trendyol/names", body).status == 403
    assert Integrator(("channels.write",)).put("channels/moon/names", body).refusal == (404, "channel_not_found")


@pytest.mark.parametrize("what", ["", "listings", "sync", "parked", "money", "payouts"])
def test_reading_needs_a_key_that_may(client: Client, market: UUID, what: str) -> None:
    path = f"/trendyol/{what}" if what else ""
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


def entry(number: int, kind: EntryKind, minor: int, payout: str) -> MoneyEntry:
    return MoneyEntry(
        external_id=f"E-{number}",
        kind=kind,
        amount=Money(minor, "TRY"),
        at=NOW + timedelta(minutes=number),
        word=kind.value.title(),
        order_id="106" if kind is not EntryKind.PAYOUT else "",
        payout_id=payout,
    )


def test_money_is_read_entry_by_entry_and_by_payout(client: Client, market: UUID) -> None:
    kinds = [(EntryKind.SALE, 10_000), (EntryKind.COMMISSION, -1_500), (EntryKind.PAYOUT, -8_500)]
    settled = [entry(number, kind, minor, "P-1") for number, (kind, minor) in enumerate(kinds)]
    money.record_entries(market, [*settled, entry(3, EntryKind.SALE, 700, "")], actor=SYSTEM)

    page = get(client, "/channels/trendyol/money?limit=3", ["channels.read"]).json()
    rest = get(client, f"/channels/trendyol/money?cursor={page['next_cursor']}", ["channels.read"]).json()
    open_ones = get(client, "/channels/trendyol/money?payout_id=", ["channels.read"]).json()["items"]
    payouts = get(client, "/channels/trendyol/payouts?limit=1", ["channels.read"]).json()
    older = get(client, f"/channels/trendyol/payouts?cursor={payouts['next_cursor']}", ["channels.read"]).json()

    assert [row["external_id"] for row in [*page["items"], *rest["items"]]] == ["E-3", "E-2", "E-1", "E-0"]
    assert page["items"][2] == {
        "id": page["items"][2]["id"],
        "external_id": "E-1",
        "kind": "commission",
        "amount": {"minor": -1_500, "currency": "TRY"},
        "at": "2026-11-21T12:01:00Z",
        "word": "Commission",
        "external_order": "106",
        "payout_id": "P-1",
        "expected_at": None,
    }
    assert [row["external_id"] for row in open_ones] == ["E-3"]
    assert [(row["payout_id"], row["sale"]["minor"]) for row in payouts["items"]] == [("", 700)]
    [paid] = older["items"]
    told = [paid[name]["minor"] for name in ("sale", "refunds", "commission", "shipping", "fees", "paid_out")]
    assert (paid["payout_id"], told, paid["entries"]) == ("P-1", [10_000, 0, -1_500, 0, 0, 8_500], 2)
    assert older["next_cursor"] is None


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
