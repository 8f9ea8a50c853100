"""Facts batons tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from arasta.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CartCarried(Event):
    """A cart was taken elsewhere; `origin` and `destination` are kinds of places ("web", "till", "desk", "chat")."""

    name: ClassVar[str] = "batons.cart_carried"

    cart_id: UUID
    origin: str
    destination: str

    @property
    def subject(self) -> str:
        return f"cart:{self.cart_id}"
