"""Facts the catalog tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from arasta.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ProductsChanged(Event):
    """Products were made or altered: facts, texts, pictures or status."""

    name: ClassVar[str] = "catalog.products_changed"

    product_ids: tuple[UUID, ...]

    @property
    def subject(self) -> str:
        return "products"


@dataclass(frozen=True, kw_only=True)
class VariantsChanged(Event):
    """Variants were made or altered, or are sold no longer or again."""

    name: ClassVar[str] = "catalog.variants_changed"

    variant_ids: tuple[UUID, ...]

    @property
    def subject(self) -> str:
        return "variants"
