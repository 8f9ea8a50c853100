"""The sourcing rule, offered to flows."""

from __future__ import annotations

from uuid import UUID

from arasta.contexts.fulfillment.domain.sourcing import choose_locations
from arasta.contexts.fulfillment.types import Candidate, SourcingPlan


def sourcing_plan(
    demand: tuple[tuple[UUID, int], ...], stock: tuple[Candidate, ...], *, only_location: UUID | None = None
) -> SourcingPlan:
    """Return where (variant, quantity) pairs come from, with a reason for each choice, and what nobody has."""
    return choose_locations(demand, stock, only_location=only_location)
