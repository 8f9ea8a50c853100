"""Selling at a till for cash, and what two tills do to one shelf."""

from __future__ import annotations

from datetime import timedelta

import pytest

from arasta.contexts.inventory.services import levels
from arasta.contexts.inventory.services.reservations import reserve
from arasta.contexts.inventory.types import HoldRequest, OutOfStock, Shortage, StockLine
from arasta.contexts.orders.services import carts
from arasta.contexts.orders.types import EmptyCart, UnknownCart
from arasta.contexts.registers import queries as registers
from arasta.flows.ordering.refusals import NotSold, PriceChanged
from arasta.flows.ordering.ring_up_sale import Sale, TooLittleCash, ring_up_cash
from arasta.kernel.access import SYSTEM
from arasta.kernel.money import Money
from tests import makers
from tests.flows.ordering.till import CASHIER, EMPTY, book, make_till, second_register
from tests.racing import race, race_all
from tests.refusing import refused

DAY = makers.DAY
FIVE_HUNDRED = Money(50000, "TRY")
_MINUTES = timedelta(minutes=15)


@pytest.mark.django_db
def test_a_cash_sale_moves_stock_money_order_and_receipt_together() -> None:
    till = make_till()

    sale = ring_up_cash(till.cart(2), register=till.register, tendered=FIVE_HUNDRED, at=DAY, actor=CASHIER)

    assert book() == {
        "orders": [("completed", "paid", "fulfilled", 49980)],
        "payments": [("cash", 1, "captured", 49980, 0)],
        "money": [("captured", "cash_drawer", 49980)],
        "receipts": [(1, "cash", 50000, 20)],
        "movements": [("allocated", 2), ("shipped", 2)],
    }
    assert till.level() == (3, 0, 0)
    assert sale.order.total == Money(49980, "TRY")
    assert (sale.receipt.change, sale.receipt.cashier_name, sale.receipt.printed_at) == (Money(20, "TRY"), "Cem", DAY)
    assert sale.receipt.printed_number == f"{till.register.code}-000001"


@pytest.mark.django_db
def test_the_same_sale_again_gives_the_same_receipt() -> None:
    till = make_till()
    cart = till.cart()

    first = ring_up_cash(cart, register=till.register, tendered=FIVE_HUNDRED, at=DAY, actor=CASHIER)
    again = ring_up_cash(cart, register=till.register, tendered=FIVE_HUNDRED, at=DAY, actor=CASHIER)

    assert again.receipt == first.receipt
    assert (again.order.number, again.order.is_new) == (first.order.number, False)
    assert len(book()["payments"]) == 1
    assert till.level() == (4, 0, 0)


@pytest.mark.django_db
def test_too_little_cash_sells_nothing_and_says_what_is_missing() -> None:
    till = make_till()

    with refused(TooLittleCash) as caught:
        ring_up_cash(till.cart(), register=till.register, tendered=Money(20000, "TRY"), at=DAY, actor=CASHIER)

    assert str(caught.value) == "49.90 TRY is still missing."
    assert book() == EMPTY
    assert till.level() == (5, 0, 0)


@pytest.mark.django_db
def test_an_empty_cart_and_an_unknown_cart_are_refused() -> None:
    till = make_till()
    cart = till.cart()
    carts.set_lines(cart, [], replace=True)

    for wanted, error in ((cart, EmptyCart), (makers.some_id(), UnknownCart)):
        with refused(error):
            ring_up_cash(wanted, register=till.register, tendered=FIVE_HUNDRED, at=DAY, actor=CASHIER)

    assert book() == EMPTY


@pytest.mark.django_db
def test_what_has_no_price_is_not_sold() -> None:
    till = make_till()
    cart, priceless = till.cart(), makers.make_variant()
    carts.set_lines(cart, [carts.CartLineInput(priceless, 1)])

    with refused(NotSold) as caught:
        ring_up_cash(cart, register=till.register, tendered=FIVE_HUNDRED, at=DAY, actor=CASHIER)

    assert caught.value.details == {"variants": [str(priceless)]}  # type: ignore[attr-defined]
    assert book() == EMPTY


@pytest.mark.django_db
def test_a_total_that_changed_since_it_was_said_is_refused() -> None:
    till = make_till()
    cart = till.cart()
    makers.make_price(till.variant, 19990)

    with refused(PriceChanged) as caught:
        ring_up_cash(
            cart,
            register=till.register,
            tendered=FIVE_HUNDRED,
            at=DAY,
            actor=CASHIER,
            seen_total=Money(24990, "TRY"),
        )

    assert caught.value.details["total_minor"] == 19990  # type: ignore[attr-defined]
    assert book() == EMPTY


@pytest.mark.django_db
def test_out_of_stock_undoes_everything_and_names_what_is_missing() -> None:
    till = make_till(on_shelf=1)

    with refused(OutOfStock) as caught:
        ring_up_cash(till.cart(2), register=till.register, tendered=FIVE_HUNDRED, at=DAY, actor=CASHIER)

    assert caught.value.shortages == (Shortage(till.variant, till.store, 2, 1),)  # type: ignore[attr-defined]
    assert book() == EMPTY
    assert registers.register(till.register.id).last_receipt == 0


@pytest.mark.django_db
def test_the_till_may_sell_the_safety_stock_but_not_what_a_cart_holds() -> None:
    till = make_till(on_shelf=2)
    levels.set_safety_stock([StockLine(till.variant, till.store, 2)], actor=SYSTEM)
    web = makers.make_channel()

    ring_up_cash(till.cart(), register=till.register, tendered=FIVE_HUNDRED, at=DAY, actor=CASHIER)
    levels.set_safety_stock([StockLine(till.variant, till.store, 0)], actor=SYSTEM)
    line = StockLine(till.variant, till.store, 1)
    reserve([HoldRequest(makers.some_id(), web, (line,), hold_for=_MINUTES)], actor=SYSTEM)
    with refused(OutOfStock):
        ring_up_cash(till.cart(), register=till.register, tendered=FIVE_HUNDRED, at=DAY, actor=CASHIER)

    assert till.level() == (1, 0, 1)
    assert len(book()["orders"]) == 1


@pytest.mark.django_db(transaction=True)
def test_two_tills_and_the_last_unit_make_one_sale() -> None:
    till = make_till(on_shelf=1)
    other = second_register(till)
    carts_of = {one.register.id: one.cart() for one in (till, other)}

    answers = race_all(
        [
            lambda one=one: ring_up_cash(  # type: ignore[misc]
                carts_of[one.register.id], register=one.register, tendered=FIVE_HUNDRED, at=DAY, actor=CASHIER
            )
            for one in (till, other)
        ]
    )

    sold = [answer for answer in answers if isinstance(answer, Sale)]
    lost = [answer for answer in answers if isinstance(answer, OutOfStock)]
    assert (len(sold), len(lost)) == (1, 1)
    assert lost[0].shortages == (Shortage(till.variant, till.store, 1, 0),)
    assert book() == {
        "orders": [("completed", "paid", "fulfilled", 24990)],
        "payments": [("cash", 1, "captured", 24990, 0)],
        "money": [("captured", "cash_drawer", 24990)],
        "receipts": [(1, "cash", 50000, 25010)],
        "movements": [("allocated", 1), ("shipped", 1)],
    }
    assert till.level() == (0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_sale_submitted_four_times_at_once_is_one_sale() -> None:
    till = make_till()
    cart = till.cart()

    answers = race(4, lambda: ring_up_cash(cart, register=till.register, tendered=FIVE_HUNDRED, at=DAY, actor=CASHIER))

    assert {answer.receipt.id for answer in answers if isinstance(answer, Sale)} == {
        registers.receipts_of([cart])[0].id
    }
    assert [type(answer) for answer in answers] == [Sale] * 4
    assert book()["receipts"] == [(1, "cash", 50000, 25010)]
    assert till.level() == (4, 0, 0)
