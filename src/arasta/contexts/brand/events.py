"""Facts that the brand room tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from arasta.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class KitChanged(Event):
    """A brand kit was made or changed: its colors, its words, its pictures."""

    name: ClassVar[str] = "brand.kit_changed"

    kit_id: UUID
    code: str

    @property
    def subject(self) -> str:
        return f"kit:{self.kit_id}"


@dataclass(frozen=True, kw_only=True)
class WebShopChanged(Event):
    """A channel was opened as a web shop, or answers elsewhere or wears another kit now."""

    name: ClassVar[str] = "brand.web_shop_changed"

    channel_id: UUID
    kit_id: UUID
    hosts: tuple[str, ...]

    @property
    def subject(self) -> str:
        return f"channel:{self.channel_id}"
