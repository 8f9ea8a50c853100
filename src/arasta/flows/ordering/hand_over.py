"""What a till sold leaves over the counter, or is promised where it is sent home from, now or when it has come.

Part of the sale's one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from arasta.contexts.inventory.services import allocations, reservations
from arasta.contexts.inventory.types import AllocationRequest, HoldRequest, OutOfStock, StockLine, Traced
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.services import placing, statuses
from arasta.contexts.orders.types import DeliveryKind, OrderInput, PlacedOrder
from arasta.contexts.payments.types import PaymentRow
from arasta.contexts.registers import services as receipts
from arasta.contexts.registers.types import ReceiptRow, ReceiptTender, ReceiptToWrite, RegisterRow
from arasta.flows.ordering.choose_later import choose_now_or_later
from arasta.flows.ordering.choose_places import Chosen, Demand
from arasta.flows.ordering.order_payments import paid_with
from arasta.flows.ordering.price_cart import PricedCart
from arasta.flows.ordering.write_orders import order_of
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.money import Money

Named = Mapping[UUID, tuple[Traced, ...]]


@dataclass(frozen=True, slots=True)
class Goods:
    """What a till's cart takes from the register's shelf; what is sent home from which places, now and when it has come."""

    taken: Chosen
    sent: Chosen = ()
    later: Chosen = ()

    @property
    def goes_home(self) -> bool:
        return bool(self.sent or self.later)


def goods_of(priced: PricedCart, register: RegisterRow) -> Goods:
    """Say where a till's cart takes its goods from. Raises OutOfStock if nobody who sends has it, or gets it."""
    home = [line for line in priced.lines if priced.cart.way_of(line.variant.id) is DeliveryKind.DELIVERY]
    taken = tuple(
        StockLine(line.variant.id, register.location_id, line.quantity) for line in priced.lines if line not in home
    )
    if not home:
        return Goods(taken)
    wanted = tuple((line.variant.id, line.quantity) for line in home)
    split = choose_now_or_later(Demand(priced.served, wanted, cart_id=priced.cart.id))
    if isinstance(split, OutOfStock):
        raise split
    return Goods(taken, split.now, split.later)


def hold_goods(priced: PricedCart, goods: Goods, *, hold_for: timedelta, actor: Actor) -> None:
    """Hold all that a till's cart takes, in place of what it held; what is to come is promised with the order.

    Raises OutOfStock.
    """
    lines = (*goods.taken, *goods.sent)
    if not lines:
        return reservations.release([priced.cart.id], actor=actor)
    hold = HoldRequest(priced.cart.id, priced.channel.id, lines, hold_for, dips_into_safety=bool(goods.taken))
    held = reservations.reserve([hold], actor=actor)[0]
    if isinstance(held, OutOfStock):
        raise held
    return None


def hand_over(priced: PricedCart, *, register: RegisterRow, traced: Named | None = None, actor: Actor) -> PlacedOrder:
    """Write a cart's order; let leave what its customer takes along, and promise what is sent home.

    `traced`: which lots or units leave, by variant. Raises OutOfStock, and what inventory refuses of lots and units.
    """
    db.require_transaction()
    goods = goods_of(priced, register)
    if goods.goes_home:  # all levels are locked at once, before the two promises
        allocations.lock_for((*goods.taken, *goods.sent), later=goods.later, cart_id=priced.cart.id)
        hold_goods(priced, goods, hold_for=timedelta(minutes=1), actor=actor)
    order = placing.place_orders([_order_of(priced, goods, register)], actor=actor)[0]
    line_of = {line.variant_id: line.id for line in order.lines}
    taken = tuple(
        replace(line, reference=line_of[line.variant_id], traced=(traced or {}).get(line.variant_id, ()))
        for line in goods.taken
    )
    sent, later = (
        tuple(replace(line, reference=line_of[line.variant_id]) for line in part) for part in (goods.sent, goods.later)
    )
    if taken:
        _promise(order, priced, taken, (), they_leave=True, actor=actor)
        statuses.record_shipped([(line_of[line.variant_id], line.quantity) for line in taken], actor=actor)
    if goods.goes_home:
        _promise(order, priced, sent, later, they_leave=False, actor=actor)
    cart_book.close([priced.cart.id])
    return order


def write_receipt(
    order: PlacedOrder, paid: PaymentRow, *, register: RegisterRow, tendered: Money, at: datetime, actor: Actor
) -> ReceiptRow:
    """Note on the order what was paid, and write its receipt."""
    db.require_transaction()
    statuses.record_payments([paid_with(order.id, paid)], actor=actor)
    receipt = ReceiptToWrite(
        register_id=register.id,
        order_id=order.id,
        order_number=order.number,
        cashier_id=actor.id,
        cashier_name=actor.name,
        tender=ReceiptTender(paid.tender.value),
        tendered=tendered,
        change=tendered - order.total,
        printed_at=at,
    )
    return receipts.write_receipts([receipt], actor=actor)[0]


def _promise(
    order: PlacedOrder, priced: PricedCart, lines: Chosen, later: Chosen, *, they_leave: bool, actor: Actor
) -> None:
    request = AllocationRequest(
        order.id, priced.channel.id, lines, cart_id=priced.cart.id, dips_into_safety=they_leave, later=later
    )
    answer = allocations.allocate([request], actor=actor, they_leave=they_leave)[0]
    if isinstance(answer, OutOfStock):
        raise answer


def _order_of(priced: PricedCart, goods: Goods, register: RegisterRow) -> OrderInput:
    """Write the cart as an order: one that is sent, of which some is taken along, or one of the counter."""
    cart, here = priced.cart, register.location_id
    if goods.goes_home:
        return replace(order_of(priced), location_id=here if goods.taken else None)
    return OrderInput(
        id=cart.id,
        channel_id=cart.channel_id,
        currency=cart.currency,
        lines=priced.order_lines(),
        delivery=DeliveryKind.COUNTER,
        email=cart.email,
        customer_id=cart.customer_id,
        language=cart.language,
        cart_id=cart.id,
        location_id=here,
    )
