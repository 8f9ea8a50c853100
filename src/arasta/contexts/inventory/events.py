"""Facts the stock room tells."""

from __future__ import annotations

from dataclasses import dataclass
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
