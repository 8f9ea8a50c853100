"""The gateway against the provider itself: every answer, and every answer that was lost."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from arasta.connectors.testpay import connector
from arasta.connectors.testpay.connector import TestPayGateway
from arasta.contexts.payments import ports
from arasta.contexts.payments.ports import AuthorizationRequest, ProviderPayment
from arasta.contexts.payments.types import Outcome, PaymentId, Tender
from arasta.kernel.db import InsideTransaction, savepoint
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money
from arasta.twins.app import Options, create_app

SECRET = "for-this-test"


@dataclass
class Provider:
    """The provider in this process; the answers of the next `lose` effects are lost on their way."""

    app: Starlette
    lose: int = 0

    def open(self) -> httpx.Client:
        headers = {"Authorization": f"Bearer {SECRET}"}
        return httpx.Client(
            transport=httpx.MockTransport(self.answer), base_url="http://provider/testpay/v1", headers=headers
        )

    def answer(self, request: httpx.Request) -> httpx.Response:
        response = asyncio.run(self._ask(request))
        if request.method == "POST" and self.lose:
            self.lose -= 1
            raise httpx.ReadTimeout("the answer was lost")
        return response

    async def _ask(self, request: httpx.Request) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app)) as client:
            heard = await client.request(request.method, request.url, headers=request.headers, content=request.content)
            return httpx.Response(heard.status_code, content=heard.content)


@pytest.fixture
def provider(tmp_path: Path) -> Provider:
    async def no_wait(seconds: float) -> None:
        return None

    options = Options(pay_secret=SECRET, public_url="http://provider", sleep=no_wait)
    return Provider(create_app(tmp_path, now=lambda: datetime(2026, 3, 1, tzinfo=UTC), seed=1, options=options))


@pytest.fixture
def gateway(provider: Provider) -> TestPayGateway:
    return TestPayGateway(provider.open)


def request(card: str = "tok_approve", **changes: object) -> AuthorizationRequest:
    asked = AuthorizationRequest(PaymentId(new_id()), Money(10_000, "TRY"), Tender.CARD, card)
    return replace(asked, **changes)  # type: ignore[arg-type]


def lira(minor: int) -> Money:
    return Money(minor, "TRY")


def test_an_approved_card_is_authorized_then_captured_in_parts_and_refunded(gateway: TestPayGateway) -> None:
    asked = request()
    held = gateway.authorize(asked)
    assert (held.outcome, held.captured, held.refunded) == (Outcome.AUTHORIZED, lira(0), lira(0))
    payment = ProviderPayment(asked.payment_id, held.provider_reference)
    part = gateway.capture(payment, amount=lira(6_000), key="1")
    again = gateway.capture(payment, amount=lira(6_000), key="1")
    assert (part.outcome, part.captured) == (again.outcome, again.captured) == (Outcome.CAPTURED, lira(6_000))
    assert gateway.capture(payment, amount=lira(4_000), key="2").captured == lira(10_000)
    back = gateway.refund(payment, amount=lira(2_500), key="1")
    assert (back.outcome, back.captured, back.refunded) == (Outcome.CAPTURED, lira(10_000), lira(2_500))
    rest = gateway.refund(payment, amount=lira(7_500), key="2")
    assert (rest.outcome, rest.refunded) == (Outcome.REFUNDED, lira(10_000))


def test_a_declined_card_says_why(gateway: TestPayGateway) -> None:
    answer = gateway.authorize(request("tok_decline"))
    assert (answer.outcome, answer.decline_code) == (Outcome.DECLINED, "insufficient_funds")


def test_a_card_that_must_be_confirmed_gives_the_banks_address(gateway: TestPayGateway) -> None:
    asked = request("tok_3ds", return_url="http://shop.example/back", language="tr", capture=True)
    answer = gateway.authorize(asked)
    assert answer.outcome is Outcome.REQUIRES_ACTION
    assert answer.redirect_url == f"http://provider/testpay/3ds/{answer.provider_reference}?lang=tr"
    assert gateway.fetch(asked.payment_id) == answer
    voided = gateway.void(ProviderPayment(asked.payment_id, answer.provider_reference))
    assert (voided.outcome, voided.redirect_url) == (Outcome.VOIDED, "")


@pytest.mark.parametrize("token", ["tok_error", "tok_slow"])
def test_an_answer_nobody_heard_is_unknown_and_found_by_our_own_id(
    gateway: TestPayGateway, provider: Provider, token: str
) -> None:
    asked = request(token, capture=True)
    provider.lose = 1
    assert gateway.authorize(asked).outcome is Outcome.UNKNOWN
    found = gateway.fetch(asked.payment_id)
    assert (found.outcome, found.captured) == (Outcome.CAPTURED, lira(10_000))
    assert gateway.authorize(asked) == found


def test_a_lost_capture_asked_again_takes_the_money_once(gateway: TestPayGateway, provider: Provider) -> None:
    asked = request()
    payment = ProviderPayment(asked.payment_id, gateway.authorize(asked).provider_reference)
    provider.lose = 1
    assert gateway.capture(payment, amount=lira(6_000), key="1").outcome is Outcome.UNKNOWN
    assert gateway.capture(payment, amount=lira(6_000), key="1").captured == lira(6_000)
    assert gateway.fetch(asked.payment_id).captured == lira(6_000)


def test_a_payment_nobody_asked_for_is_missing(gateway: TestPayGateway) -> None:
    assert gateway.fetch(PaymentId(new_id())).outcome is Outcome.MISSING
    assert gateway.void(ProviderPayment(PaymentId(new_id()), "pay_none")).outcome is Outcome.MISSING


def test_a_refused_action_answers_the_payment_as_it_stands(gateway: TestPayGateway) -> None:
    asked = request(capture=True)
    payment = ProviderPayment(asked.payment_id, gateway.authorize(asked).provider_reference)
    voided = gateway.void(payment)
    assert (voided.outcome, voided.captured, voided.decline_code) == (Outcome.CAPTURED, lira(10_000), "not_voidable")
    over = gateway.refund(payment, amount=lira(10_001), key="1")
    assert (over.refunded, over.decline_code) == (lira(0), "refund_exceeds_captured")


def test_the_same_payment_in_other_words_is_unknown_not_failed(gateway: TestPayGateway) -> None:
    asked = request()
    gateway.authorize(asked)
    assert gateway.authorize(replace(asked, token="tok_decline")).outcome is Outcome.UNKNOWN


def test_a_wrong_secret_fails_and_takes_nothing(provider: Provider) -> None:
    def stranger() -> httpx.Client:
        client = provider.open()
        client.headers["Authorization"] = "Bearer wrong"
        return client

    asked = request()
    answer = TestPayGateway(stranger).authorize(asked)
    assert (answer.outcome, answer.decline_code) == (Outcome.FAILED, "unauthorized")
    assert TestPayGateway(provider.open).fetch(asked.payment_id).outcome is Outcome.MISSING


def test_the_terminal_takes_or_declines_at_once(gateway: TestPayGateway, provider: Provider) -> None:
    sold = gateway.authorize(request("", tender=Tender.TERMINAL))
    assert (sold.outcome, sold.captured) == (Outcome.CAPTURED, lira(10_000))
    choice = httpx.Request("PUT", "http://provider/testpay/control/terminal", json={"token": "tok_decline", "times": 1})
    assert provider.answer(choice).status_code == 200
    assert gateway.authorize(request("", tender=Tender.TERMINAL)).outcome is Outcome.DECLINED
    assert gateway.authorize(request("", tender=Tender.TERMINAL)).outcome is Outcome.CAPTURED


def test_a_provider_that_is_not_there_leaves_the_outcome_unknown() -> None:
    def nobody() -> httpx.Client:
        def refuse(_: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("refused")

        return httpx.Client(transport=httpx.MockTransport(refuse), base_url="http://provider")

    gateway = TestPayGateway(nobody)
    assert gateway.authorize(request()).outcome is Outcome.UNKNOWN
    assert gateway.fetch(PaymentId(new_id())).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("body", [b"<html>busy</html>", b"[]", b'{"status": "new word"}'])
def test_an_answer_nobody_understands_leaves_the_outcome_unknown(body: bytes) -> None:
    def babble() -> httpx.Client:
        answer = httpx.MockTransport(lambda _: httpx.Response(200, content=body))
        return httpx.Client(transport=answer, base_url="http://provider")

    gateway = TestPayGateway(babble)
    assert gateway.authorize(request()).outcome is Outcome.UNKNOWN
    assert gateway.fetch(PaymentId(new_id())).outcome is Outcome.UNKNOWN


@pytest.mark.django_db
def test_the_registered_gateway_never_calls_out_inside_a_transaction() -> None:
    connector.register()
    assert "testpay" in ports.providers()
    with pytest.raises(InsideTransaction), savepoint():
        ports.gateway("testpay").fetch(PaymentId(new_id()))
    with pytest.raises(ports.UnknownProvider):
        ports.gateway("nobody")
