"""The gateway against a stand-in that judges signatures and keeps books as the documentation says iyzico does."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest

from arasta.connectors.iyzico import client
from arasta.connectors.iyzico.client import Line
from arasta.connectors.iyzico.connector import IyzicoGateway
from arasta.connectors.iyzico.notices import read_notice
from arasta.contexts.payments.ports import AuthorizationRequest, Buyer, Call, NoticeForged, ProviderPayment
from arasta.contexts.payments.types import Outcome, PaymentId, Tender
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money

KEY, SECRET = "sandbox-key", "sandbox-secret"
BUYER = Buyer(
    "Ayşe Nur Yılmaz", "ayse@mail.example", "+905321112233", "Moda Cad. 12", "İstanbul", "34710", "TR", "10.0.0.1"
)


@dataclass
class Iyzico:
    """One account: forms by token, payments by number; `lose` drops the answers of the next effects."""

    forms: dict[str, dict[str, Any]] = field(default_factory=dict)
    payments: dict[str, dict[str, Any]] = field(default_factory=dict)
    effects: list[str] = field(default_factory=list)
    lose: int = 0

    def answer(self, request: httpx.Request) -> httpx.Response:
        path, content = request.url.path, request.content
        told = base64.b64decode(request.headers["Authorization"].removeprefix("IYZWSv2 ")).decode()
        signed = hmac.new(SECRET.encode(), f"{request.headers['x-iyzi-rnd']}{path}".encode() + content, hashlib.sha256)
        if told != f"apiKey:{KEY}&randomKey:{request.headers['x-iyzi-rnd']}&signature:{signed.hexdigest()}":
            return self._no("1000")
        if path == "/v2/reporting/payment/details":
            return self._report(request.url.params["paymentId"])
        acts: dict[str, Callable[[dict[str, Any]], httpx.Response]] = {
            "/payment/iyzipos/checkoutform/initialize/preauth/ecom": lambda body: self._open(body, "PRE_AUTH"),
            "/payment/iyzipos/checkoutform/initialize/auth/ecom": lambda body: self._open(body, "AUTH"),
            "/payment/iyzipos/checkoutform/auth/ecom/detail": self._read,
            "/payment/detail": self._detail,
            "/payment/postauth": self._postauth,
            "/payment/cancel": self._cancel,
            "/v2/payment/refund": self._refund,
        }
        response = acts[path](json.loads(content))
        if self.lose and path in {"/payment/postauth", "/v2/payment/refund", "/payment/cancel"}:
            self.lose -= 1
            raise httpx.ReadTimeout("the answer was lost")
        return response

    def pay(self, token: str, *, status: str = "SUCCESS", fraud: int = 1) -> None:
        """Let the buyer finish the form."""
        form = self.forms[token]
        form |= {"paymentStatus": status, "fraudStatus": fraud}
        if status == "SUCCESS":
            number = str(1000 + len(self.payments))
            form["paymentId"] = number
            self.payments[number] = form
        else:
            form["errorCode"] = "10051"

    def _open(self, body: dict[str, Any], phase: str) -> httpx.Response:
        assert body["price"] == body["paidPrice"] == body["basketItems"][0]["price"]
        assert all(isinstance(body["buyer"][name], str) and body["buyer"][name] for name in ("name", "surname", "city"))
        token = f"token-{len(self.forms)}"
        self.forms[token] = {
            "phase": phase,
            "paidPrice": body["paidPrice"],
            "currency": body["currency"],
            "paymentConversationId": body["conversationId"],
        }
        return self._yes({"token": token, "paymentPageUrl": f"https://sandbox-cpp.iyzipay.com?token={token}"})

    def _read(self, body: dict[str, Any]) -> httpx.Response:
        return self._yes(self.forms[body["token"]])

    def _detail(self, body: dict[str, Any]) -> httpx.Response:
        ours = body.get("paymentConversationId")
        found = [
            p for n, p in self.payments.items() if body.get("paymentId") == n or ours == p["paymentConversationId"]
        ]
        return self._yes(found[0]) if found else self._no("5083")

    def _postauth(self, body: dict[str, Any]) -> httpx.Response:
        payment = self.payments[body["paymentId"]]
        self.effects.append(f"postauth {body['paidPrice']}")
        if Decimal(body["paidPrice"]) > Decimal(payment["paidPrice"]):
            return self._no("5047")
        payment |= {"phase": "POST_AUTH", "paidPrice": body["paidPrice"]}
        return self._yes(payment)

    def _cancel(self, body: dict[str, Any]) -> httpx.Response:
        self.effects.append("cancel")
        if self.payments[body["paymentId"]]["phase"] != "PRE_AUTH":
            return self._no("5088")
        return self._yes({})

    def _refund(self, body: dict[str, Any]) -> httpx.Response:
        payment = self.payments[body["paymentId"]]
        self.effects.append(f"refund {body['price']}")
        whole = Decimal(body["price"]) == Decimal(payment["paidPrice"])
        payment["refundStatus"] = "TOTALLY_REFUNDED" if whole else "PARTIALLY_REFUNDED"
        return self._yes({})

    def _report(self, number: str) -> httpx.Response:
        status = self.payments[number].get("refundStatus", "NOT_REFUNDED")
        return self._yes({"payments": [{"paymentId": number, "refundStatus": status}]})

    def _yes(self, body: dict[str, Any]) -> httpx.Response:
        return httpx.Response(200, json={"status": "success", **body})

    def _no(self, code: str) -> httpx.Response:
        return httpx.Response(200, json={"status": "failure", "errorCode": code, "errorMessage": "no"})


@pytest.fixture
def iyzico() -> Iyzico:
    return Iyzico()


def gateway_to(iyzico: Iyzico, secret: str = SECRET) -> IyzicoGateway:
    def open_() -> httpx.Client:
        return httpx.Client(transport=httpx.MockTransport(iyzico.answer), base_url="https://iyzico.example")

    return IyzicoGateway(Line(open_, KEY, secret))


@pytest.fixture
def gateway(iyzico: Iyzico) -> IyzicoGateway:
    return gateway_to(iyzico)


def lira(minor: int) -> Money:
    return Money(minor, "TRY")


def request(*, capture: bool = False) -> AuthorizationRequest:
    back = "https://shop.example/back"
    return AuthorizationRequest(
        PaymentId(new_id()), lira(12_050), Tender.CARD, "iyzico", back, capture=capture, language="tr", buyer=BUYER
    )


def promised(iyzico: Iyzico, gateway: IyzicoGateway) -> ProviderPayment:
    """A payment whose form was paid."""
    asked = request()
    form = gateway.authorize(asked).provider_reference
    iyzico.pay(form.removeprefix("form:"))
    found = gateway.fetch(asked.payment_id, form)
    assert found.outcome is Outcome.AUTHORIZED
    return ProviderPayment(asked.payment_id, found.provider_reference)


def test_a_call_is_signed_as_their_own_library_signs_it() -> None:
    line = Line(httpx.Client, KEY, SECRET, lambda: "1763719200abc")
    signed = client.signature(line, "/payment/test", b'{"locale":"tr","conversationId":"c-1"}')
    assert signed == {
        "x-iyzi-rnd": "1763719200abc",
        "Authorization": "IYZWSv2 YXBpS2V5OnNhbmRib3gta2V5JnJhbmRvbUtleToxNzYzNzE5MjAwYWJjJnNpZ25hdHVyZTo2ZjYzM2VmNGE4"
        "YTAwODNkNWY0ZWQ4YWExYmZjNzQzYTYyYTE2MTFmNTU1NTkzZDQyOTYzMTgxNTJlYzY4Nzcw",
    }


def test_the_buyer_is_sent_to_their_page_and_the_form_is_asked_what_became_of_it(
    iyzico: Iyzico, gateway: IyzicoGateway
) -> None:
    asked = request()
    answer = gateway.authorize(asked)
    assert (answer.outcome, answer.provider_reference) == (Outcome.REQUIRES_ACTION, "form:token-0")
    assert answer.redirect_url == "https://sandbox-cpp.iyzipay.com?token=token-0"
    assert gateway.fetch(asked.payment_id, "form:token-0").outcome is Outcome.REQUIRES_ACTION
    iyzico.pay("token-0")
    assert gateway.fetch(asked.payment_id, "form:token-0").provider_reference == "1000"
    assert gateway.fetch(asked.payment_id).outcome is Outcome.AUTHORIZED


def test_promised_money_is_taken_once_even_if_the_answer_is_lost(iyzico: Iyzico, gateway: IyzicoGateway) -> None:
    payment = promised(iyzico, gateway)
    iyzico.lose = 1
    assert gateway.capture(payment, amount=lira(10_000), key="k").outcome is Outcome.UNKNOWN
    again = gateway.capture(payment, amount=lira(10_000), key="k")
    assert (again.outcome, again.captured) == (Outcome.CAPTURED, lira(10_000))
    assert iyzico.effects == ["postauth 100.00"]


def test_taken_money_is_given_back_once_even_if_the_answer_is_lost(iyzico: Iyzico, gateway: IyzicoGateway) -> None:
    payment = promised(iyzico, gateway)
    gateway.capture(payment, amount=lira(12_050), key="k")
    iyzico.lose = 1
    assert gateway.refund(payment, amount=lira(12_050), key="r").outcome is Outcome.UNKNOWN
    again = gateway.refund(payment, amount=lira(12_050), key="r")
    assert (again.outcome, again.refunded) == (Outcome.REFUNDED, lira(12_050))
    assert iyzico.effects == ["postauth 120.50", "refund 120.50"]


def test_a_second_refund_is_left_to_a_person(iyzico: Iyzico, gateway: IyzicoGateway) -> None:
    payment = promised(iyzico, gateway)
    gateway.capture(payment, amount=lira(12_050), key="k")
    part = gateway.refund(payment, amount=lira(2_000), key="r1")
    assert (part.outcome, part.refunded) == (Outcome.CAPTURED, lira(2_000))
    second = gateway.refund(payment, amount=lira(1_000), key="r2")
    assert (second.outcome, second.decline_code) == (Outcome.CAPTURED, "refunded_in_part_before")
    assert iyzico.effects == ["postauth 120.50", "refund 20.00"]


def test_a_promise_is_let_go_and_a_form_nobody_paid_needs_nothing(iyzico: Iyzico, gateway: IyzicoGateway) -> None:
    assert gateway.void(promised(iyzico, gateway)).outcome is Outcome.VOIDED
    asked = request()
    form = gateway.authorize(asked).provider_reference
    assert gateway.void(ProviderPayment(asked.payment_id, form)).outcome is Outcome.VOIDED
    iyzico.pay(form.removeprefix("form:"))
    assert gateway.void(ProviderPayment(asked.payment_id, form)).outcome is Outcome.AUTHORIZED
    assert iyzico.effects == ["cancel"]


@pytest.mark.parametrize(
    ("status", "fraud", "outcome", "code"),
    [
        ("FAILURE", 1, Outcome.DECLINED, "insufficient_funds"),
        ("SUCCESS", -1, Outcome.DECLINED, "fraudulent"),
        ("SUCCESS", 0, Outcome.UNKNOWN, ""),
    ],
)
def test_declined_and_doubted_payments_are_not_good(
    iyzico: Iyzico, gateway: IyzicoGateway, status: str, fraud: int, outcome: Outcome, code: str
) -> None:
    asked = request(capture=True)
    form = gateway.authorize(asked).provider_reference
    iyzico.pay(form.removeprefix("form:"), status=status, fraud=fraud)
    seen = gateway.fetch(asked.payment_id, form)
    assert (seen.outcome, seen.decline_code) == (outcome, code)


def test_a_wrong_key_moves_nothing_and_an_unknown_payment_is_missing(iyzico: Iyzico, gateway: IyzicoGateway) -> None:
    assert gateway_to(iyzico, "wrong").authorize(request()).outcome is Outcome.FAILED
    assert gateway.fetch(PaymentId(new_id())).outcome is Outcome.MISSING


@pytest.mark.parametrize("changed", [{}, {"status": "FAILURE"}, {"paymentConversationId": "c-2"}, {"token": "t"}])
def test_only_what_the_secret_signed_is_believed(changed: dict[str, str]) -> None:
    told = {"paymentConversationId": "c-1", "paymentId": 22418157, "status": "SUCCESS", "iyziEventType": "API_AUTH"}
    header = {"X-IYZ-SIGNATURE-V3": "3c5a7dd5fb21acf9a265382cbce1aaaa8d24aa1e5355f76955d48ad189ddfddc"}
    call = Call(header, json.dumps({**told, **changed}).encode())
    now = datetime(2026, 3, 1, tzinfo=UTC)
    if not changed:
        assert read_notice({"secret_key": SECRET}, call, now) is not None
    for keys in ({"secret_key": SECRET} if changed else {"secret_key": "other"}, {"secret_key": ""}, {}):
        with pytest.raises(NoticeForged):
            read_notice(keys, call, now)
    with pytest.raises(NoticeForged):
        read_notice({"secret_key": SECRET}, Call(header, b"[]"), now)
