"""Values of wishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arasta.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Wisher:
    """Whose wishes: a customer's, or those of a browser that nobody has signed in with."""

    customer_id: UUID | None = None
    owner_key: str = ""

    @property
    def is_nobody(self) -> bool:
        return self.customer_id is None and not self.owner_key


@dataclass(frozen=True, slots=True)
class SavedLine:
    """So many of a variant put away for later, at the unit price seen then."""

    variant_id: UUID
    quantity: int
    seen_price: Money | None


@dataclass(frozen=True, slots=True)
class FavoriteRow:
    """A product somebody likes, since when."""

    product_id: UUID
    since: datetime
