"""Selling at a till by the card terminal, which may approve, decline, or fall silent."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import pytest

from arasta.contexts.inventory.services import levels
from arasta.contexts.inventory.types import OutOfStock, StockLine
from arasta.contexts.orders.queries import carts as cart_reads
from arasta.contexts.orders.services import carts
from arasta.contexts.orders.types import CartStatus, EmptyCart
from arasta.contexts.payments.types import GatewayResult, Outcome
from arasta.flows.ordering.refusals import PaidTwice, PaymentDeclined, PaymentUnclear, PriceChanged
from arasta.flows.ordering.ring_up_sale import Sale, ring_up_card, ring_up_cash
from arasta.flows.ordering.ring_up_sale import Terminal as CardTerminal
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.money import Money
from tests import makers
from tests.flows.ordering.till import (
    CASHIER,
    EMPTY,
    PROVIDER,
    Terminal,
    Till,
    book,
    install,
    make_till,
    second_register,
)
from tests.racing import race, race_all

pytestmark = pytest.mark.django_db(transaction=True)
DECLINED = GatewayResult(Outcome.DECLINED, "ref-1", decline_code="insufficient_funds")
SOLD = {
    "orders": [("completed", "paid", "fulfilled", 24990)],
    "payments": [("terminal", 1, "captured", 24990, 0)],
    "money": [("captured", "provider_clearing", 24990)],
    "receipts": [(1, "terminal", 24990, 0)],
    "movements": [("allocated", 1), ("shipped", 1)],
}


def sell(till: Till, cart: UUID) -> Sale:
    return ring_up_card(
        cart, register=till.register, terminal=CardTerminal(PROVIDER, "tok_approve"), at=makers.DAY, actor=CASHIER
    )


def test_an_approved_card_sells_and_takes_the_money_once() -> None:
    till, terminal = make_till(), install(Terminal())

    sale = sell(till, till.cart())

    assert book() == SOLD
    assert terminal.asked == ["authorize 24990 tok_approve"]
    assert till.level() == (4, 0, 0)
    assert sale.receipt.tendered == sale.order.total == Money(24990, "TRY")


def test_the_same_card_sale_again_gives_the_same_receipt_without_asking_the_terminal() -> None:
    till, terminal = make_till(), install(Terminal())
    cart = till.cart()

    assert sell(till, cart).receipt == sell(till, cart).receipt

    assert terminal.asked == ["authorize 24990 tok_approve"]
    assert book() == SOLD


def test_a_declined_card_sells_nothing_and_the_next_try_may_succeed() -> None:
    till = make_till()
    install(Terminal(answers=[DECLINED]))
    cart = till.cart()

    with pytest.raises(PaymentDeclined) as caught:
        sell(till, cart)
    after_decline, level = book(), till.level()
    sell(till, cart)

    assert caught.value.details == {"reason": "insufficient_funds"}
    assert after_decline == {**EMPTY, "payments": [("terminal", 1, "declined", 0, 0)]}
    assert level == (5, 0, 0)
    assert book()["payments"] == [("terminal", 1, "declined", 0, 0), ("terminal", 2, "captured", 24990, 0)]
    assert book()["orders"] == SOLD["orders"]


def test_cash_after_a_declined_card_is_the_second_attempt() -> None:
    till = make_till()
    install(Terminal(answers=[DECLINED]))
    cart = till.cart()
    with pytest.raises(PaymentDeclined):
        sell(till, cart)

    ring_up_cash(cart, register=till.register, tendered=Money(24990, "TRY"), at=makers.DAY, actor=CASHIER)

    assert book()["payments"] == [("terminal", 1, "declined", 0, 0), ("cash", 2, "captured", 24990, 0)]


def test_a_silent_terminal_is_asked_again_and_charges_once() -> None:
    till, terminal = make_till(), install(Terminal(hears_nothing=True))
    cart = till.cart()

    with pytest.raises(PaymentUnclear):
        sell(till, cart)
    unclear, level = book(), till.level()
    with pytest.raises(PaymentUnclear):
        sell(till, cart)
    terminal.hears_nothing = False
    sell(till, cart)

    assert unclear == {**EMPTY, "payments": [("terminal", 1, "pending", 0, 0)]}
    assert level == (5, 0, 1)
    assert book() == SOLD
    assert terminal.asked == ["authorize 24990 tok_approve", "fetch", "fetch", "fetch"]
    assert till.level() == (4, 0, 0)


def test_a_payment_the_terminal_never_saw_is_put_to_it_again() -> None:
    till = make_till()
    terminal = install(Terminal(answers=[GatewayResult(Outcome.MISSING)]))
    cart = till.cart()
    with pytest.raises(PaymentUnclear):
        sell(till, cart)

    sell(till, cart)

    assert terminal.asked == ["authorize 24990 tok_approve", "fetch", "fetch", "authorize 24990 tok_approve"]
    assert book() == SOLD


def test_cash_is_refused_while_a_card_payment_is_unclear() -> None:
    till = make_till()
    install(Terminal(hears_nothing=True))
    cart = till.cart()
    with pytest.raises(PaymentUnclear):
        sell(till, cart)

    with pytest.raises(PaymentUnclear):
        ring_up_cash(cart, register=till.register, tendered=Money(30000, "TRY"), at=makers.DAY, actor=CASHIER)

    assert book() == {**EMPTY, "payments": [("terminal", 1, "pending", 0, 0)]}


def test_a_price_that_changes_at_the_terminal_gives_the_money_back() -> None:
    till = make_till()
    terminal = install(Terminal(before_answering=lambda: makers.make_price(till.variant, 29990)))
    cart = till.cart()

    with pytest.raises(PriceChanged) as caught:
        sell(till, cart)

    assert caught.value.details["total_minor"] == 29990
    assert terminal.asked == ["authorize 24990 tok_approve", "refund 24990 True"]
    assert book() == {
        **EMPTY,
        "payments": [("terminal", 1, "refunded", 24990, 24990)],
        "money": [("captured", "provider_clearing", 24990), ("refunded", "customer_receivable", 24990)],
    }
    assert cart_reads.cart(cart).status is CartStatus.OPEN


def test_a_cart_emptied_at_the_terminal_gives_an_authorization_back() -> None:
    till = make_till()
    cart = till.cart()
    terminal = install(
        Terminal(
            answers=[GatewayResult(Outcome.AUTHORIZED, "ref-1")],
            before_answering=lambda: carts.set_lines(cart, [], replace=True),
        )
    )

    with pytest.raises(EmptyCart):
        sell(till, cart)

    assert terminal.asked == ["authorize 24990 tok_approve", "void"]
    assert book() == {**EMPTY, "payments": [("terminal", 1, "voided", 0, 0)]}


def test_a_second_payment_of_a_sold_cart_is_given_back() -> None:
    till = make_till()
    cart = till.cart()
    mark = partial(db.execute, "UPDATE orders_cart SET status = 'ordered' WHERE id = %s", [cart])
    terminal = install(Terminal(before_answering=mark))

    with pytest.raises(PaidTwice):
        sell(till, cart)

    assert terminal.asked == ["authorize 24990 tok_approve", "refund 24990 True"]
    assert book()["payments"] == [("terminal", 1, "refunded", 24990, 24990)]


def test_the_safety_stock_may_be_sold_by_card() -> None:
    till = make_till(on_shelf=1)
    install(Terminal())
    levels.set_safety_stock([StockLine(till.variant, till.store, 1)], actor=SYSTEM)

    sell(till, till.cart())

    assert till.level() == (0, 0, 0)


def test_the_last_unit_is_held_while_the_customer_types_the_pin() -> None:
    till = make_till(on_shelf=1)
    other, lost = second_register(till), []

    def rival() -> None:
        with pytest.raises(OutOfStock) as caught:
            ring_up_cash(
                other.cart(), register=other.register, tendered=Money(30000, "TRY"), at=makers.DAY, actor=CASHIER
            )
        lost.append(caught.value.shortages[0].available)

    install(Terminal(before_answering=rival))

    sell(till, till.cart())

    assert lost == [0]
    assert book() == SOLD


def test_two_terminals_and_the_last_unit_charge_one_card() -> None:
    till, terminal = make_till(on_shelf=1), install(Terminal())
    other = second_register(till)

    answers = race_all([partial(sell, one, one.cart()) for one in (till, other)])

    assert sorted(type(answer).__name__ for answer in answers) == ["OutOfStock", "Sale"]
    assert terminal.asked == ["authorize 24990 tok_approve"]
    assert book() == SOLD


def test_a_card_sale_submitted_four_times_at_once_charges_once() -> None:
    till, terminal = make_till(), install(Terminal())
    cart = till.cart()

    answers = race(4, partial(sell, till, cart))

    assert [type(answer) for answer in answers] == [Sale] * 4
    assert len({answer.receipt.id for answer in answers if isinstance(answer, Sale)}) == 1
    assert len(terminal.taken) == 1
    assert book() == SOLD
