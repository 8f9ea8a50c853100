"""Stripe calls: signed, doubled, late, reordered, forged; and what becomes of the order."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import httpx
import pytest
from cryptography.fernet import Fernet
from django.test import Client
from pytest_django import Settings

from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.types import PaymentStatus
from arasta.contexts.payments import queries as payments
from arasta.contexts.payments.services import accounts
from arasta.contexts.payments.types import ACCOUNT_PREFIX, AccountRow, AccountToSave, CaptureWhen, PaymentRow
from arasta.contexts.payments.types import PaymentStatus as P
from arasta.flows.ordering.cancel_order import cancel_order
from arasta.flows.ordering.place_order import PayWith, place_order
from arasta.kernel import clock
from arasta.kernel.access import ANONYMOUS, SYSTEM
from arasta.kernel.ids import to_public
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.connectors.stripe.running import running_stripe
from tests.flows.ordering.shop import Shop, open_shop

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "whsec_arasta"


@pytest.fixture(scope="module")
def stripe() -> Iterator[str]:
    with running_stripe() as url:
        yield url


@pytest.fixture
def shop(stripe: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Shop:
    settings.FIELD_KEY = Fernet.generate_key().decode()
    monkeypatch.setenv("ARASTA_STRIPE_URL", stripe)
    return open_shop(warehouse=3, store=1)


def account(shop: Shop, captures: CaptureWhen = CaptureWhen.AT_DISPATCH) -> AccountRow:
    wanted = AccountToSave(
        provider="stripe",
        channel_id=shop.channel,
        name="Stripe",
        settings={"publishable_key": "pk_test_1"},
        secrets={"secret_key": "sk_test_1", "webhook_secret": SECRET},
        captures=captures,
    )
    return accounts.save_account(wanted, actor=SYSTEM)


def ordered(shop: Shop, at: AccountRow) -> PaymentRow:
    """An order whose money Stripe promised."""
    pay_with = PayWith(at.code, "pm_card_visa", capture=False)
    placed = place_order(shop.cart(2), pay_with=pay_with, seen_total=None, at=makers.DAY, actor=ANONYMOUS)
    assert placed.order is not None
    return payments.payments_of([placed.order.id])[0]


def call(
    at: AccountRow, payment: PaymentRow, *, secret: str = SECRET, sent: datetime | None = None, kind: str = "x"
) -> int:
    """Call as Stripe does about a payment; return how we answer."""
    thing = {"object": "payment_intent", "id": payment.provider_reference, "status": "nonsense"}
    body = json.dumps({"type": f"payment_intent.{kind}", "data": {"object": thing}})
    told = int((sent or clock.now()).timestamp())
    digest = hmac.new(secret.encode(), f"{told}.{body}".encode(), hashlib.sha256).hexdigest()
    answer = Client().post(
        f"/hooks/payments/{to_public(ACCOUNT_PREFIX, at.id)}",
        body,
        content_type="application/json",
        headers={"Stripe-Signature": f"t={told},v1={digest}"},
    )
    return answer.status_code


def at_stripe(stripe: str, payment: PaymentRow, verb: str) -> None:
    """Let somebody do something in Stripe's own dashboard."""
    path = f"payment_intents/{payment.provider_reference}/{verb}"
    httpx.post(f"{stripe}/v1/{path}", headers={"Authorization": "Bearer sk_test_1"}).raise_for_status()


def status_of(order: UUID) -> PaymentStatus:
    return orders.order(order).row.payment_status


def test_an_order_is_promised_by_stripe_and_what_it_calls_about_is_asked(shop: Shop, stripe: str) -> None:
    at = account(shop)
    payment = ordered(shop, at)
    assert (payment.status, payment.provider, status_of(payment.order_id)) == (
        P.AUTHORIZED,
        at.code,
        PaymentStatus.AUTHORIZED,
    )
    assert payment.ends_at is not None
    at_stripe(stripe, payment, "capture")
    assert call(at, payment, kind="canceled") == 204
    assert payments.payment(payment.id).status is P.CAPTURED
    assert status_of(payment.order_id) is PaymentStatus.PAID


def test_doubled_and_reordered_calls_change_nothing(shop: Shop, stripe: str) -> None:
    at = account(shop)
    payment = ordered(shop, at)
    at_stripe(stripe, payment, "capture")
    assert [call(at, payment, kind=kind) for kind in ("succeeded", "amount_capturable_updated", "succeeded")] == [
        204
    ] * 3
    assert [entry.amount.minor for entry in payments.entries_of([payment.id])] == [25_000]


def test_a_promise_canceled_at_stripe_leaves_the_order_unpaid(shop: Shop, stripe: str) -> None:
    at = account(shop)
    payment = ordered(shop, at)
    at_stripe(stripe, payment, "cancel")
    assert call(at, payment, kind="canceled") == 204
    assert (payments.payment(payment.id).status, status_of(payment.order_id)) == (P.VOIDED, PaymentStatus.UNPAID)


def test_forged_old_and_foreign_calls_do_nothing(shop: Shop, stripe: str) -> None:
    at = account(shop)
    payment = ordered(shop, at)
    at_stripe(stripe, payment, "capture")
    assert call(at, payment, secret="whsec_mallory") == 401
    assert call(at, payment, sent=clock.now() - timedelta(minutes=6)) == 401
    keys = {"secret_key": "sk_test_1", "webhook_secret": "whsec_other"}
    wanted = AccountToSave("stripe", makers.make_channel(), "Other", {"publishable_key": "pk"}, keys)
    other = accounts.save_account(wanted, actor=SYSTEM)
    assert call(other, payment, secret="whsec_other") == 204
    assert payments.payment(payment.id).status is P.AUTHORIZED
    address = f"/hooks/payments/{to_public(ACCOUNT_PREFIX, at.id)}"
    assert Client().post(address, b"\x00not json", content_type="application/json").status_code == 401
    assert Client().get(address).status_code == 405
    assert Client().post("/hooks/payments/nonsense").status_code == 404
    assert Client().post(f"/hooks/payments/{to_public(ACCOUNT_PREFIX, payment.id)}").status_code == 404


def test_a_stripe_that_is_away_is_asked_to_call_again(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    at = account(shop)
    payment = ordered(shop, at)
    monkeypatch.setenv("ARASTA_STRIPE_URL", "http://127.0.0.1:9")
    assert call(at, payment) == 503


def test_money_is_taken_with_the_order_where_the_shop_wants_it(shop: Shop) -> None:
    payment = ordered(shop, account(shop, CaptureWhen.WITH_ORDER))
    assert payment.status is P.AUTHORIZED
    deliver_pending()
    assert (payments.payment(payment.id).status, status_of(payment.order_id)) == (P.CAPTURED, PaymentStatus.PAID)


def test_what_is_canceled_is_let_go_at_stripe(shop: Shop) -> None:
    payment = ordered(shop, account(shop))
    cancel_order(payment.order_id, reason="", at=makers.DAY, actor=SYSTEM)
    assert payments.payment(payment.id).status is P.VOIDED
