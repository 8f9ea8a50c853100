"""Ending a till's cart without a sale, and settling terminal payments nobody asked about again."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from arasta.contexts.orders.queries import carts as cart_reads
from arasta.contexts.orders.types import CartClosed
from arasta.contexts.payments.services import payments
from arasta.contexts.payments.types import GatewayResult, Outcome, PaymentId, PaymentToPrepare, Tender
from arasta.flows.ordering.give_up_sale import give_up_sale, sweep_terminals
from arasta.flows.ordering.refusals import PaymentDeclined, PaymentUnclear
from arasta.flows.ordering.ring_up_sale import Terminal as CardTerminal
from arasta.flows.ordering.ring_up_sale import ring_up_card, ring_up_cash
from arasta.flows.ordering.sweep_payments import sweep
from arasta.kernel import db
from arasta.kernel.money import Money
from tests import makers
from tests.flows.ordering.till import CASHIER, EMPTY, PROVIDER, Terminal, Till, book, install, make_till

pytestmark = pytest.mark.django_db(transaction=True)
GIVEN_BACK = {
    **EMPTY,
    "payments": [("terminal", 1, "refunded", 24990, 24990)],
    "money": [("captured", "provider_clearing", 24990), ("refunded", "customer_receivable", 24990)],
}
PENDING = {**EMPTY, "payments": [("terminal", 1, "pending", 0, 0)]}
NOW = timedelta(0)


def leave_unclear(till: Till, terminal: Terminal) -> UUID:
    """Try a card at a terminal that does not answer; return the cart."""
    install(terminal)
    cart = till.cart()
    with pytest.raises(PaymentUnclear):
        ring_up_card(cart, register=till.register, terminal=CardTerminal(PROVIDER, "tok"), at=makers.DAY, actor=CASHIER)
    return cart


def test_giving_up_empties_the_cart_frees_its_units_and_gives_the_money_back() -> None:
    till, terminal = make_till(), Terminal(hears_nothing=True)
    cart = leave_unclear(till, terminal)
    terminal.hears_nothing = False

    give_up_sale(cart, actor=CASHIER)

    assert cart_reads.cart(cart).lines == ()
    assert till.level() == (5, 0, 0)
    assert book() == GIVEN_BACK


def test_giving_up_leaves_a_silent_terminal_to_the_sweeper() -> None:
    till, terminal = make_till(), Terminal(hears_nothing=True)
    cart = leave_unclear(till, terminal)

    give_up_sale(cart, actor=CASHIER)
    assert (book(), sweep_terminals(older_than=NOW)) == (PENDING, 0)
    terminal.hears_nothing = False

    assert sweep_terminals(older_than=NOW) == 1
    assert book() == GIVEN_BACK
    assert sweep_terminals(older_than=NOW) == 0


def test_the_sweeper_lets_young_payments_alone() -> None:
    till, terminal = make_till(), Terminal(hears_nothing=True)
    leave_unclear(till, terminal)
    terminal.hears_nothing = False

    assert sweep_terminals(older_than=timedelta(minutes=10)) == 0
    assert book() == PENDING


def test_the_sweeper_lets_payments_of_the_web_shop_alone() -> None:
    till = make_till()
    install(Terminal())
    web = PaymentToPrepare(
        id=PaymentId(makers.some_id()),
        order_id=makers.some_id(),
        cart_id=till.cart(),
        tender=Tender.CARD,
        provider=PROVIDER,
        amount=Money(24990, "TRY"),
    )
    payments.prepare_payments([web])

    assert sweep_terminals(older_than=NOW) == 0
    assert book()["payments"] == [("card", 1, "pending", 0, 0)]


def test_giving_up_after_a_declined_card_asks_nobody() -> None:
    till = make_till()
    terminal = install(Terminal(answers=[GatewayResult(Outcome.DECLINED, "ref-1")]))
    cart = till.cart()
    with pytest.raises(PaymentDeclined):
        ring_up_card(cart, register=till.register, terminal=CardTerminal(PROVIDER, "tok"), at=makers.DAY, actor=CASHIER)

    give_up_sale(cart, actor=CASHIER)

    assert terminal.asked == ["authorize 24990 tok"]
    assert book()["payments"] == [("terminal", 1, "declined", 0, 0)]


def test_the_sweeper_of_the_web_shop_lets_terminals_alone() -> None:
    leave_unclear(make_till(), Terminal(hears_nothing=True))

    assert sweep(older_than=NOW, at=makers.DAY) == 0
    assert book() == PENDING


def test_a_payment_the_terminal_never_saw_ends_as_failed() -> None:
    till = make_till()
    leave_unclear(till, Terminal(answers=[GatewayResult(Outcome.MISSING)]))

    assert sweep_terminals(older_than=NOW) == 1

    assert book() == {**EMPTY, "payments": [("terminal", 1, "failed", 0, 0)]}
    assert till.level() == (5, 0, 0)


def test_a_payment_beside_a_finished_sale_is_given_back() -> None:
    till, terminal = make_till(), Terminal(hears_nothing=True)
    cart = leave_unclear(till, terminal)
    db.execute("UPDATE orders_cart SET status = 'ordered' WHERE id = %s", [cart])
    terminal.hears_nothing = False

    assert sweep_terminals(older_than=NOW) == 1
    assert book() == GIVEN_BACK


def test_a_finished_sale_cannot_be_given_up() -> None:
    till = make_till()
    cart = till.cart()
    ring_up_cash(cart, register=till.register, tendered=Money(24990, "TRY"), at=makers.DAY, actor=CASHIER)

    with pytest.raises(CartClosed):
        give_up_sale(cart, actor=CASHIER)

    assert len(book()["receipts"]) == 1
