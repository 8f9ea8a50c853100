"""iyzico's twin, spoken to by the connector: opened, paid on its page, taken, let go, given back; and what it calls about."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from arasta.connectors.iyzico.client import Line
from arasta.connectors.iyzico.connector import IyzicoGateway
from arasta.connectors.iyzico.notices import read_notice
from arasta.contexts.payments.ports import AuthorizationRequest, Buyer, Call, NoticeForged, ProviderPayment
from arasta.contexts.payments.types import GatewayResult, Outcome, PaymentId, Tender
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money
from tests.twins.makers import ORIGIN, START, World

KEY, SECRET = "demo-iyzico-key", "demo-iyzico-secret"
BACK = "http://shop.example/checkout/return/word"
HOOK = "http://shop.example/hooks/payments/acc_1"
BUYER = Buyer("Ayşe Yılmaz", "ayse@mail.example", "", "Moda Cad. 12", "İstanbul", "34710", "TR", "10.0.0.1")
PAID = Money(49_890, "TRY")


def gateway_to(world: World, secret: str = SECRET) -> IyzicoGateway:
    def answer(request: httpx.Request) -> httpx.Response:
        headers = dict(request.headers)
        got = world.call(request.method, str(request.url), content=request.content, headers=headers)
        return httpx.Response(got.status_code, content=got.content)

    transport = httpx.MockTransport(answer)
    return IyzicoGateway(Line(lambda: httpx.Client(transport=transport, base_url=f"{ORIGIN}/iyzico"), KEY, secret))


def begin(world: World, *, capture: bool = False) -> tuple[PaymentId, GatewayResult]:
    key = PaymentId(new_id())
    wanted = AuthorizationRequest(
        key, PAID, Tender.CARD, "iyzico", return_url=BACK, capture=capture, language="tr", shop="Kervan", buyer=BUYER
    )
    return key, gateway_to(world).authorize(wanted)


def press(world: World, opened: GatewayResult, card: str, **more: str) -> httpx.Response:
    token = parse_qs(urlsplit(opened.redirect_url).query)["token"][0]
    return world.call("POST", "/iyzico/pay", data={"token": token, "card": card, **more}, headers={"origin": ORIGIN})


def paid(world: World, *, capture: bool = False) -> ProviderPayment:
    key, opened = begin(world, capture=capture)
    press(world, opened, "pays")
    return ProviderPayment(key, gateway_to(world).fetch(key, opened.provider_reference).provider_reference)


@pytest.mark.parametrize(("capture", "outcome"), [(False, Outcome.AUTHORIZED), (True, Outcome.CAPTURED)])
def test_the_buyer_pays_on_its_page_and_is_sent_back_with_the_form(
    world: World, capture: bool, outcome: Outcome
) -> None:
    key, opened = begin(world, capture=capture)
    assert (opened.outcome, urlsplit(opened.redirect_url).path) == (Outcome.REQUIRES_ACTION, "/iyzico/pay")
    page = world.call("GET", opened.redirect_url).text
    assert [word for word in ("5528 7900 0000 0008", "₺498,90", "Taksit", BACK) if word not in page] == []

    back = press(world, opened, "pays", installment="3")

    assert (back.status_code, back.headers["location"]) == (307, BACK)
    assert gateway_to(world).fetch(key, opened.provider_reference).outcome is outcome
    assert "498,90" in world.call("GET", "/iyzico/?lang=tr").text


@pytest.mark.parametrize(
    ("card", "code", "reason"),
    [
        ("no_funds", "10051", "insufficient_funds"),
        ("not_honored", "10005", "do_not_honor"),
        ("suspected", "10034", "fraudulent"),
    ],
)
def test_a_card_that_is_declined_says_why_and_another_one_may_follow(
    world: World, card: str, code: str, reason: str
) -> None:
    key, opened = begin(world)
    press(world, opened, card)
    declined = gateway_to(world).fetch(key, opened.provider_reference)
    assert (declined.outcome, declined.decline_code) == (Outcome.DECLINED, reason)
    assert code in world.call("GET", opened.redirect_url).text

    press(world, opened, "pays")
    press(world, opened, card)

    assert gateway_to(world).fetch(key, opened.provider_reference).outcome is Outcome.AUTHORIZED


def test_what_was_promised_is_taken_in_part_and_given_back(world: World) -> None:
    payment, gateway = paid(world), gateway_to(world)

    taken = gateway.capture(payment, amount=Money(40_000, "TRY"), key="a")
    back = gateway.refund(payment, amount=Money(40_000, "TRY"), key="b")

    assert (taken.outcome, taken.captured) == (Outcome.CAPTURED, Money(40_000, "TRY"))
    assert (back.outcome, back.refunded) == (Outcome.REFUNDED, Money(40_000, "TRY"))
    assert gateway.void(payment).decline_code == "5088"


def test_a_promise_is_let_go_once(world: World) -> None:
    payment, gateway = paid(world), gateway_to(world)

    assert gateway.void(payment).outcome is Outcome.VOIDED
    assert gateway.capture(payment, amount=PAID, key="a").outcome is Outcome.REFUNDED


def test_a_call_with_another_secret_is_refused(world: World) -> None:
    wanted = AuthorizationRequest(PaymentId(new_id()), PAID, Tender.CARD, "iyzico", return_url=BACK, buyer=BUYER)

    refused = gateway_to(world, "guessed").authorize(wanted)

    assert (refused.outcome, refused.decline_code) == (Outcome.FAILED, "1000")


def test_it_calls_about_each_payment_and_signs_what_it_says(world: World) -> None:
    for _ in range(2):
        assert control(world, "PUT", "/webhook", {"url": HOOK}) == {"url": HOOK}
    control(world, "PUT", "/faults", {"faults": {"forged_webhook": {"percent": 100, "times": 1}}})
    key, opened = begin(world)

    press(world, opened, "pays")
    control(world, "POST", "/pump", {})

    honest, forged = (Call(dict(request.headers), request.content) for request in world.received)
    assert {str(request.url) for request in world.received} == {HOOK}
    notice = read_notice({"secret_key": SECRET}, honest, START)
    assert notice is not None
    assert (notice.payment_id, notice.reference) == (key, opened.provider_reference)
    with pytest.raises(NoticeForged):
        read_notice({"secret_key": SECRET}, forged, START)


def control(world: World, method: str, path: str, body: dict[str, Any]) -> Any:
    return world.call(method, f"/iyzico/control{path}", json=body).json()
