"""Sell baskets at the tills of their stores, for cash."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from arasta.contexts.inventory.types import OutOfStock
from arasta.contexts.registers.types import RegisterRow
from arasta.demo.replay.baskets import Wanted, open_basket, persist
from arasta.demo.replay.bench import Bench, Count
from arasta.demo.replay.dataset import CURRENCY, Basket
from arasta.flows.ordering.give_up_sale import give_up_sale
from arasta.flows.ordering.ring_up_sale import Sale, ring_up_cash
from arasta.kernel import clock
from arasta.kernel.access import Actor, ActorKind
from arasta.kernel.money import Money

CASHIER = Actor(ActorKind.STAFF, id="replay", name="Cashier of the replay", permissions=frozenset({"till.sell"}))
NOTE = 5000


def sell_at_tills(baskets: Iterable[Basket], bench: Bench) -> Count:
    """Sell baskets one after the other; what is not on the shelf is left out and counted."""
    count = Count()
    for basket in baskets:
        with count.working():
            register = bench.registers[basket.store]
            wanted = open_basket(register.channel_id, basket.pieces, bench.variants)
            asked = wanted.count
            due = sum(bench.minor[goods] * pieces for goods, pieces in basket.pieces.items())
            _ring_up(wanted, register, Money(-(-due // NOTE) * NOTE, CURRENCY), count)
        count.add(wanted=asked, sold=wanted.count)
    return count


def _ring_up(wanted: Wanted, register: RegisterRow, notes: Money, count: Count) -> None:
    """Sell what is there; a basket of which nothing is left is given up."""
    while wanted.units:
        try:
            persist(partial(_pay, wanted.cart, register, notes), count)
        except OutOfStock as refusal:
            wanted.give_up(refusal)
        else:
            return
    give_up_sale(wanted.cart, actor=CASHIER)


def _pay(cart: UUID, register: RegisterRow, notes: Money) -> Sale:
    return ring_up_cash(cart, register=register, tendered=notes, at=clock.now(), actor=CASHIER)
