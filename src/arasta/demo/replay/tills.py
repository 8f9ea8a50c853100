"""Sell baskets at the tills of their stores, for cash."""

from __future__ import annotations

from collections.abc import Iterable

from arasta.contexts.inventory.types import OutOfStock
from arasta.contexts.registers.types import RegisterRow
from arasta.demo.replay.baskets import Wanted, open_basket, persist
from arasta.demo.replay.channels import Opened
from arasta.demo.replay.dataset import Basket, Dataset
from arasta.demo.replay.founding import CURRENCY, Ground
from arasta.demo.replay.plan import Way
from arasta.demo.replay.tally import Tally
from arasta.flows.ordering.give_up_sale import give_up_sale
from arasta.flows.ordering.ring_up_sale import ring_up_cash
from arasta.kernel import clock
from arasta.kernel.access import Actor, ActorKind
from arasta.kernel.money import Money

CASHIER = Actor(ActorKind.STAFF, id="replay", name="Cashier of the replay", permissions=frozenset({"till.sell"}))
NOTE = 5000


def sell_at_tills(baskets: Iterable[Basket], *, data: Dataset, ground: Ground, opened: Opened, tally: Tally) -> None:
    """Sell baskets one after the other; what is not on the shelf is left out and counted."""
    for basket in baskets:
        with tally.working(Way.TILL):
            register = opened.registers[basket.store]
            wanted = open_basket(register.channel_id, basket.pieces, ground.variants)
            asked = wanted.count
            paid = sum(data.goods[goods].minor * count for goods, count in basket.pieces.items())
            _ring_up(wanted, register, Money(-(-paid // NOTE) * NOTE, CURRENCY), tally)
        tally.add(Way.TILL, wanted=asked, sold=wanted.count)


def _ring_up(wanted: Wanted, register: RegisterRow, notes: Money, tally: Tally) -> None:
    """Sell what is there; a basket of which nothing is left is given up."""
    while wanted.units:
        try:
            persist(
                lambda: ring_up_cash(wanted.cart, register=register, tendered=notes, at=clock.now(), actor=CASHIER),
                way=Way.TILL,
                tally=tally,
            )
        except OutOfStock as refusal:
            wanted.give_up(refusal)
        else:
            return
    give_up_sale(wanted.cart, actor=CASHIER)
