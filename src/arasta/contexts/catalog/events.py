"""Facts the catalog tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from arasta.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ProductChanged(Event):
    """A product was made or altered: facts, texts, pictures or status."""

    name: ClassVar[str] = "catalog.product_changed"

    product_id: UUID
    handle: str
    status: str

    @property
    def subject(self) -> str:
        return f"product:{self.product_id}"


@dataclass(frozen=True, kw_only=True)
class VariantChanged(Event):
    """A variant was made or altered. `is_active`: it and its product are sold."""

    name: ClassVar[str] = "catalog.variant_changed"

    variant_id: UUID
    product_id: UUID
    sku: str
    is_active: bool

    @property
    def subject(self) -> str:
        return f"variant:{self.variant_id}"
