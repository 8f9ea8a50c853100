"""Shapes of holds in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from arasta.contexts.channels.types import LONGEST_HOLD_MINUTES
from arasta.contexts.inventory.queries.holds import HoldRow
from arasta.flows.ordering.hold_stock import HoldMade
from arasta.kernel.http.schemas import Body, once_by
from arasta.kernel.ids import to_public
from arasta.kernel.quantity import MOST

Seconds = Annotated[
    int,
    Field(
        strict=True, ge=10, le=LONGEST_HOLD_MINUTES * 60, description="Until the hold ends; a channel may allow less"
    ),
]


class HoldLineIn(Body):
    sku: str = Field(min_length=1, max_length=100)
    quantity: int = Field(strict=True, ge=1, le=MOST)
    location: str = Field(
        default="", max_length=60, description="Code of a location; empty: from wherever the channel ships"
    )


class HoldIn(Body):
    channel: str = Field(max_length=60, description="Code of the channel that the units are held for")
    lines: Annotated[list[HoldLineIn], once_by("sku", "location")] = Field(min_length=1, max_length=500)
    ttl_seconds: Seconds
    cart_id: str = Field(default="", max_length=40, description="`crt_...`; empty: the hold stands alone")
    reference: str = Field(default="", max_length=200, description="Your own word for it")
    partial: bool = Field(default=False, description="Hold what there is instead of all or nothing")


class ExtendIn(Body):
    ttl_seconds: Seconds


class HandOverHoldIn(Body):
    cart_id: str = Field(max_length=40, description="`crt_...`")


class HoldLineOut(Schema):
    sku: str
    location: str
    quantity: int
    status: str = Field(description="held, claimed (ordered), released or expired")


class MissingOut(Schema):
    sku: str
    requested: int
    held: int


class StockHoldOut(Schema):
    """A hold and what became of it."""

    id: str = Field(description="`hld_...`")
    cart_id: str | None = Field(description="`crt_...`, where it belongs to a cart")
    channel: str
    reference: str
    status: str = Field(description="held, claimed (ordered), released or expired")
    expires_at: datetime = Field(description="When it ends by itself; of one that is over, when it would have")
    created_at: datetime
    lines: list[HoldLineOut]
    missing: list[MissingOut] = Field(description="What a partial hold did not get")


def hold_out(made: HoldMade, *, channel: str, skus: Mapping[UUID, str], places: Mapping[UUID, str]) -> StockHoldOut:
    """Write a hold with the codes that outside systems know."""
    row: HoldRow = made.row
    return StockHoldOut(
        id=to_public("hld", row.id),
        cart_id=to_public("crt", row.cart_id) if row.cart_id else None,
        channel=channel,
        reference=row.reference,
        status=row.status,
        expires_at=row.expires_at,
        created_at=row.created_at,
        lines=[
            HoldLineOut(
                sku=skus[line.variant_id],
                location=places.get(line.location_id, ""),
                quantity=line.quantity,
                status=status,
            )
            for line, status in row.lines
        ],
        missing=[
            MissingOut(sku=skus[short.variant_id], requested=short.requested, held=short.available)
            for short in made.missing
        ],
    )
