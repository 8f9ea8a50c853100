"""Facts the stock room tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from arasta.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class LevelNow:
    """A level after a change: what may be sold there now, and `was` before it (absent in facts of older versions)."""

    variant_id: UUID
    location_id: UUID
    on_hand: int
    sellable: int
    was: int | None = None


@dataclass(frozen=True, kw_only=True)
class AvailabilityChanged(Event):
    """Some levels changed together, for one cause: "reserved", "allocated", "shipped", "adjusted", ..."""

    name: ClassVar[str] = "inventory.availability_changed"

    cause: str
    cause_id: UUID
    levels: tuple[LevelNow, ...]

    @property
    def subject(self) -> str:
        return f"stock:{self.cause_id}"


@dataclass(frozen=True, kw_only=True)
class BackorderFact(Event):
    """A fact about what an order waits for; they are told in the order of the order's other facts."""

    name: ClassVar[str] = "inventory.backorder_fact"

    order_id: UUID

    @property
    def subject(self) -> str:
        return f"order:{self.order_id}"


@dataclass(frozen=True, kw_only=True)
class BackordersFilled(BackorderFact):
    """Units that an order waited for are there and allocated to it."""

    name: ClassVar[str] = "inventory.backorders_filled"

    units: int
    units_waiting: int


@dataclass(frozen=True, kw_only=True)
class PromiseMoved(BackorderFact):
    """What a line waits for comes on another day than was said: no day means that nothing announced is left for it."""

    name: ClassVar[str] = "inventory.promise_moved"

    line_id: UUID
    variant_id: UUID
    units_waiting: int
    was_on: date | None
    now_on: date | None


@dataclass(frozen=True, kw_only=True)
class PromisedGoodsArrived(Event):
    """Goods that were sent for an order are where its customer fetches them, and promised to it there."""

    name: ClassVar[str] = "inventory.promised_goods_arrived"

    order_id: UUID
    transfer_id: UUID
    location_id: UUID

    @property
    def subject(self) -> str:
        return f"order:{self.order_id}"
