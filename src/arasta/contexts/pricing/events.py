"""Facts pricing tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from arasta.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PricesChanged(Event):
    """Prices of some variants were set, taken off, or came into force or out of it."""

    name: ClassVar[str] = "pricing.prices_changed"

    variant_ids: tuple[UUID, ...]

    @property
    def subject(self) -> str:
        return "prices"
