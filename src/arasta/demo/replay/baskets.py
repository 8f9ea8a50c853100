"""A basket on its way to be sold: what it wants, and what is left of it when stock cannot give all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db import OperationalError

from arasta.contexts.inventory.types import OutOfStock
from arasta.contexts.orders.services import carts
from arasta.contexts.orders.services.carts import CartLineInput
from arasta.demo.replay.bench import Count

T = TypeVar("T")
TRIES = 8


@dataclass(slots=True)
class Wanted:
    """Pieces by variant in a cart."""

    cart: UUID
    units: dict[UUID, int]

    def put_in(self) -> None:
        """Put everything that is left of it into the cart."""
        lines = [CartLineInput(variant, count) for variant, count in self.units.items()]
        carts.set_lines(self.cart, lines, replace=True)

    def give_up(self, refusal: OutOfStock) -> None:
        """Leave out what is not there, and keep the rest."""
        for short in refusal.shortages:
            self.units[short.variant_id] = short.available
        self.units = {variant: count for variant, count in self.units.items() if count}
        self.put_in()

    @property
    def count(self) -> int:
        return sum(self.units.values())


def open_basket(channel: UUID, pieces: Mapping[int, int], variants: Mapping[int, UUID]) -> Wanted:
    """Open a cart for a basket and fill it."""
    cart = carts.open_cart(channel, currency="TRY")
    wanted = Wanted(cart, {variants[goods]: count for goods, count in pieces.items()})
    wanted.put_in()
    return wanted


def persist(act: Callable[[], T], count: Count) -> T:
    """Do it again when the database breaks it off for a rival's sake: such a failure has left nothing behind."""
    for _ in range(TRIES - 1):
        try:
            return act()
        except OperationalError:
            count.again += 1
    return act()
