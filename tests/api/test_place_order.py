"""Placing an order over JSON: once, at the price seen, or not at all."""

from __future__ import annotations

import pytest

from arasta.contexts.payments.types import GatewayResult, Outcome, PaymentId
from arasta.kernel import db
from arasta.kernel.ids import from_public
from arasta.kernel.money import Money
from tests import makers
from tests.api.integrator import Answer, Integrator
from tests.api.test_carts import DELIVERY, code_of, open_cart, sku_of, try_of
from tests.flows.ordering.shop import Shop

APPROVE = {"provider": "fake", "token": "tok_approve"}


def ready(integrator: Integrator, shop: Shop, quantity: int = 2) -> str:
    """Fill a cart and say where it goes."""
    cart = str(open_cart(integrator, shop, quantity).body["id"])
    assert integrator.put(f"carts/{cart}/checkout", DELIVERY).status == 200
    return cart


def order(integrator: Integrator, cart: str, once: str | None = None, **change: object) -> Answer:
    return integrator.post(f"carts/{cart}/order", {**APPROVE, **change}, once=once)


def orders() -> int:
    return int(db.rows("SELECT count(*) FROM orders_order")[0][0])


def test_a_cart_becomes_a_paid_order(shop: Shop, integrator: Integrator) -> None:
    cart = ready(integrator, shop)

    answer = order(integrator, cart, seen_total=try_of(25_000))

    placed = answer.body["order"]
    assert (answer.status, placed["status"], placed["payment_status"]) == (201, "placed", "paid")
    assert (placed["total"], placed["paid"], placed["units"]) == (try_of(25_000), try_of(25_000), 2)
    assert placed["lines"][0]["sku"] == sku_of(shop)
    assert placed["addresses"]["shipping"]["city"] == "Istanbul"
    assert makers.level_of(shop.variant, shop.warehouse) == (5, 2, 0)
    assert integrator.get(f"carts/{cart}").body["status"] == "ordered"


def test_the_same_key_gives_the_same_answer_and_one_effect(shop: Shop, integrator: Integrator) -> None:
    cart = ready(integrator, shop)

    answers = [order(integrator, cart, once="place-1") for _ in range(3)]

    assert [one.status for one in answers] == [201] * 3
    assert answers[0].body == answers[1].body == answers[2].body
    assert [one.headers.get("Idempotency-Replayed") for one in answers] == [None, "true", "true"]
    assert (orders(), shop.provider.asked) == (1, ["authorize 25000"])


def test_another_key_finds_the_order_there(shop: Shop, integrator: Integrator) -> None:
    cart = ready(integrator, shop)

    first, second = order(integrator, cart), order(integrator, cart)

    assert (second.status, second.body["order"]["id"]) == (201, first.body["order"]["id"])
    assert (orders(), shop.provider.asked) == (1, ["authorize 25000"])


def test_the_same_key_with_another_body_is_refused(shop: Shop, integrator: Integrator) -> None:
    cart, other = ready(integrator, shop), ready(integrator, shop)
    order(integrator, cart, once="place-1")

    assert order(integrator, cart, once="place-1", seen_total=try_of(1)).refusal == (422, "idempotency_key_reused")
    assert order(integrator, other, once="place-1").refusal == (422, "idempotency_key_reused")
    assert orders() == 1


def test_keys_of_two_integrators_do_not_meet(shop: Shop, integrator: Integrator) -> None:
    second = Integrator(integrator.scopes)
    carts = ready(integrator, shop, 1), ready(second, shop, 1)

    answers = order(integrator, carts[0], once="place-1"), order(second, carts[1], once="place-1")

    assert [one.status for one in answers] == [201, 201]
    assert orders() == 2


def test_the_same_key_while_the_first_is_running(shop: Shop, integrator: Integrator) -> None:
    cart, meanwhile = ready(integrator, shop), []
    shop.provider.on_authorize.append(lambda: meanwhile.append(order(integrator, cart, once="place-1")))

    answer = order(integrator, cart, once="place-1")

    assert (answer.status, meanwhile[0].refusal) == (201, (409, "idempotency_key_in_progress"))
    assert orders() == 1


def test_another_key_while_the_first_is_running(shop: Shop, integrator: Integrator) -> None:
    cart, meanwhile = ready(integrator, shop), []
    shop.provider.on_authorize.append(lambda: meanwhile.append(order(integrator, cart, once="place-2")))

    answer = order(integrator, cart, once="place-1")
    later = order(integrator, cart, once="place-2")

    assert (answer.status, meanwhile[0].refusal) == (201, (409, "payment_unclear"))
    assert (later.status, later.body["order"]["id"]) == (201, answer.body["order"]["id"])


def test_a_price_that_changed_is_not_charged(shop: Shop, integrator: Integrator) -> None:
    cart = ready(integrator, shop)
    makers.make_price(shop.variant, 12_000)

    answer = order(integrator, cart, seen_total=try_of(25_000))

    assert answer.refusal == (409, "price_changed")
    assert answer.body["details"] == {"total": "290.00 TRY", "total_minor": 29_000}
    assert (orders(), shop.provider.asked) == (0, [])


def test_what_is_not_there_is_named_line_by_line(shop: Shop, integrator: Integrator) -> None:
    cart = ready(integrator, shop, 8)

    answer = order(integrator, cart)

    assert answer.refusal == (409, "out_of_stock")
    assert answer.body["details"]["lines"] == [{"sku": sku_of(shop), "requested": 8, "available": 7}]
    assert (orders(), shop.provider.asked) == (0, [])


def test_a_declined_card_charges_nothing_and_keeps_the_cart(shop: Shop, integrator: Integrator) -> None:
    cart = ready(integrator, shop)

    declined = order(integrator, cart, token="tok_decline", once="place-1")
    again = order(integrator, cart, token="tok_decline", once="place-1")
    other_card = order(integrator, cart)

    assert declined.refusal == (409, "payment_declined")
    assert declined.body["details"] == {"reason": "insufficient_funds"}
    assert again.body == declined.body
    assert shop.provider.asked == ["authorize 25000"] * 2
    assert (other_card.status, orders()) == (201, 1)


def test_the_buyer_proves_themselves_and_the_order_is_placed(shop: Shop, integrator: Integrator) -> None:
    cart = ready(integrator, shop)

    sent = order(integrator, cart, token="tok_3ds", return_url="https://shop.example/back")
    early = integrator.post(f"payments/{sent.body['payment_id']}/confirm", once="too-soon")
    said_yes(shop, sent.body["payment_id"])
    back = integrator.post(f"payments/{sent.body['payment_id']}/confirm")

    assert (sent.status, sent.body["redirect_url"], sent.body["order"]) == (202, "https://bank.example/3ds", None)
    assert (early.status, early.body) == (202, sent.body)
    assert (back.status, back.body["order"]["payment_status"], orders()) == (201, "paid", 1)


def said_yes(shop: Shop, payment_id: str) -> None:
    key = PaymentId(from_public("pay", payment_id))
    shop.provider.answers[key] = GatewayResult(Outcome.CAPTURED, "ref-3", captured=Money(25_000, "TRY"))


def test_the_buyer_gives_up_at_the_bank(shop: Shop, integrator: Integrator) -> None:
    cart = ready(integrator, shop)
    sent = order(integrator, cart, token="tok_3ds")
    key = PaymentId(from_public("pay", sent.body["payment_id"]))
    shop.provider.answers[key] = GatewayResult(Outcome.DECLINED, "ref-3", decline_code="authentication_failed")

    answer = integrator.post(f"payments/{sent.body['payment_id']}/confirm")

    assert (answer.refusal, orders()) == ((409, "payment_declined"), 0)


def test_a_silent_provider_leaves_the_key_open_until_it_is_known(shop: Shop, integrator: Integrator) -> None:
    cart = ready(integrator, shop)

    silent = order(integrator, cart, token="tok_silent", once="place-1")
    unclear = order(integrator, cart, token="tok_silent", once="place-1")

    assert [silent.refusal, unclear.refusal] == [(409, "payment_unclear")] * 2
    assert shop.provider.asked == ["authorize 25000", "fetch"]
    assert orders() == 0


def test_an_empty_cart_is_no_order(shop: Shop, integrator: Integrator) -> None:
    cart = integrator.post("carts", {"channel": code_of(shop)}).body["id"]

    assert order(integrator, cart).refusal == (409, "cart_empty")


def test_a_cart_without_an_address_is_no_order(shop: Shop, integrator: Integrator) -> None:
    answer = order(integrator, str(open_cart(integrator, shop).body["id"]))

    assert (answer.refusal, answer.body["details"]) == ((409, "checkout_incomplete"), {"missing": "email"})


def test_what_has_no_price_here_is_named(shop: Shop, integrator: Integrator) -> None:
    lines = [{"sku": sku_of(shop), "quantity": 1}]
    cart = integrator.post("carts", {"channel": code_of(shop), "currency": "EUR", "lines": lines}).body
    integrator.put(f"carts/{cart['id']}/checkout", DELIVERY)

    answer = order(integrator, cart["id"])

    assert len(cart["not_sold_here"]) == 1
    assert (answer.refusal, answer.body["details"]) == ((409, "not_sold_here"), {"skus": [sku_of(shop)]})


def test_a_provider_that_nobody_knows(shop: Shop, integrator: Integrator) -> None:
    cart = ready(integrator, shop)

    answer = order(integrator, cart, provider="purse")

    assert answer.refusal == (404, "unknown_payment_provider")
    assert (orders(), db.rows("SELECT count(*) FROM payments_payment")) == (0, [(0,)])


@pytest.mark.parametrize(
    "change",
    [{"return_url": "javascript:alert(1)"}, {"token": ""}, {"seen_total": {"minor": 1.5, "currency": "TRY"}}],
)
def test_a_body_that_does_not_fit(shop: Shop, integrator: Integrator, change: dict[str, object]) -> None:
    assert order(integrator, ready(integrator, shop), None, **change).refusal == (422, "invalid_request")


def test_an_ordered_cart_takes_no_more(shop: Shop, integrator: Integrator) -> None:
    cart = ready(integrator, shop)
    order(integrator, cart)

    answers = [
        integrator.put(f"carts/{cart}/lines", {"lines": [{"sku": sku_of(shop), "quantity": 1}]}),
        integrator.put(f"carts/{cart}/checkout", DELIVERY),
        integrator.post(f"carts/{cart}/hold"),
    ]

    assert [one.refusal for one in answers] == [(409, "cart_closed")] * 3


def test_refusals_speak_the_language_of_the_caller(shop: Shop, integrator: Integrator) -> None:
    integrator.language = "tr"
    cart = integrator.post("carts", {"channel": code_of(shop)}).body["id"]

    answer = order(integrator, cart)

    assert answer.body["detail"] == "Sepet boş. Önce bir şey ekleyin."
