"""The gateway against a Stripe that somebody else wrote."""

from __future__ import annotations

from dataclasses import replace

import pytest

from arasta.connectors.stripe import client
from arasta.connectors.stripe.connector import StripeGateway
from arasta.contexts.payments.ports import AuthorizationRequest, ProviderPayment
from arasta.contexts.payments.types import Outcome, PaymentId, Tender
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money


def lira(minor: int) -> Money:
    return Money(minor, "TRY")


def request(card: str = "pm_card_visa", *, capture: bool = False) -> AuthorizationRequest:
    return AuthorizationRequest(PaymentId(new_id()), lira(10_000), Tender.CARD, card, capture=capture)


def held(gateway: StripeGateway) -> ProviderPayment:
    asked = request()
    answer = gateway.authorize(asked)
    assert (answer.outcome, answer.captured) == (Outcome.AUTHORIZED, None)
    assert answer.ends_at is not None
    return ProviderPayment(asked.payment_id, answer.provider_reference)


def test_money_is_promised_taken_in_part_and_given_back(gateway: StripeGateway) -> None:
    payment = held(gateway)
    taken = gateway.capture(payment, amount=lira(6_000), key="goods-left")
    assert (taken.outcome, taken.captured, taken.refunded) == (Outcome.CAPTURED, lira(6_000), lira(0))
    back = gateway.refund(payment, amount=lira(2_500), key="1")
    assert (back.outcome, back.captured, back.refunded) == (Outcome.CAPTURED, lira(6_000), lira(2_500))
    assert gateway.refund(payment, amount=lira(3_500), key="2").outcome is Outcome.REFUNDED


def test_money_can_be_taken_at_once(gateway: StripeGateway) -> None:
    answer = gateway.authorize(request(capture=True))
    assert (answer.outcome, answer.captured, answer.refunded) == (Outcome.CAPTURED, lira(10_000), lira(0))


def test_what_is_let_go_can_be_let_go_again_but_not_taken(gateway: StripeGateway) -> None:
    payment = held(gateway)
    assert gateway.void(payment).outcome is Outcome.VOIDED
    assert gateway.void(payment).outcome is Outcome.VOIDED
    assert gateway.fetch(payment.payment_id, payment.provider_reference).outcome is Outcome.VOIDED


def test_a_declined_card_says_why(gateway: StripeGateway) -> None:
    asked = request("pm_card_chargeCustomerFail")
    answer = gateway.authorize(asked)
    assert (answer.outcome, answer.decline_code) == (Outcome.DECLINED, "card_declined")
    assert gateway.fetch(asked.payment_id).outcome is Outcome.DECLINED


def test_a_payment_whose_answer_was_lost_is_found_by_our_id(gateway: StripeGateway) -> None:
    payment = held(gateway)
    for _ in range(3):
        held(gateway)
    found = gateway.fetch(payment.payment_id)
    assert (found.outcome, found.provider_reference) == (Outcome.AUTHORIZED, payment.provider_reference)
    assert gateway.fetch(PaymentId(new_id())).outcome is Outcome.MISSING


@pytest.mark.parametrize("reference", ["", "pi_nobody"])
def test_an_unknown_payment_is_missing(gateway: StripeGateway, reference: str) -> None:
    assert gateway.fetch(PaymentId(new_id()), reference).outcome is Outcome.MISSING


def test_a_stripe_that_does_not_answer_is_unknown_not_refused() -> None:
    nobody = StripeGateway(client.open_client("http://127.0.0.1:9", "sk_test_1"))
    asked = request()
    payment = ProviderPayment(asked.payment_id, "pi_1")
    answers = [
        nobody.authorize(asked),
        nobody.fetch(asked.payment_id),
        nobody.fetch(asked.payment_id, "pi_1"),
        nobody.capture(payment, amount=lira(1), key="1"),
        nobody.void(payment),
        nobody.refund(payment, amount=lira(1), key="1"),
    ]
    assert {answer.outcome for answer in answers} == {Outcome.UNKNOWN}


def test_a_wrong_key_moves_no_money(stripe_url: str) -> None:
    wrong = StripeGateway(client.open_client(stripe_url, "nonsense"))
    assert wrong.authorize(request()).outcome is Outcome.FAILED
    assert wrong.fetch(PaymentId(new_id())).outcome is Outcome.UNKNOWN


def test_a_card_it_does_not_know_fails(gateway: StripeGateway) -> None:
    assert gateway.authorize(replace(request(), token="pm_unknown")).outcome is Outcome.FAILED
