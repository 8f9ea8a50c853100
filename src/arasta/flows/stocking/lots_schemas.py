"""Shapes of lots and serial numbers in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from arasta.contexts.inventory.queries.lots import LotRow, LotView, Tracking
from arasta.contexts.inventory.queries.serials import SerialMove, SerialRow
from arasta.contexts.inventory.types import MovementKind, SerialStatus, Traced, TrackingMode
from arasta.kernel.http.schemas import Body, once_by, spelled_out
from arasta.kernel.ids import to_public
from arasta.kernel.quantity import MOST

Code = Annotated[str, Field(min_length=1, max_length=100)]
Mode = Annotated[TrackingMode, spelled_out(TrackingMode)]
View = Annotated[LotView, spelled_out(LotView)]
Status = Annotated[SerialStatus, spelled_out(SerialStatus)]
Kind = Annotated[MovementKind, spelled_out(MovementKind)]
MOST_DAYS = 3_650


class LotIn(Body):
    code: str = Field(min_length=1, max_length=100, description="As it is printed on the goods")
    quantity: int = Field(strict=True, ge=1, le=MOST)
    expires_on: date | None = Field(None, description="The last day; a known lot may leave it out")


class NamedIn(Body):
    """Which lots or units it is about, for goods that are kept by lot or by serial number."""

    lots: Annotated[list[LotIn], once_by("code")] = Field(default_factory=list, max_length=100)
    serials: list[Code] = Field(default_factory=list, max_length=10_000, description="One for each unit")

    def traced(self) -> tuple[Traced, ...]:
        """Return the lots or units as inventory takes them."""
        named = [Traced(one.code.strip(), one.quantity, one.expires_on) for one in self.lots]
        return (*named, *(Traced(code.strip()) for code in self.serials))


class NamedCorrectionIn(NamedIn):
    sku: str = Field(min_length=1, max_length=100)
    location: str = Field(min_length=1, max_length=60, description="Code of the location")
    delta: int = Field(strict=True, ge=-MOST, le=MOST, description="May be negative; the lots or units that changed")


class NamedAdjustmentIn(Body):
    reason: str = Field(min_length=1, max_length=500, description="Stands in the ledger")
    lines: Annotated[list[NamedCorrectionIn], once_by("sku", "location")] = Field(min_length=1, max_length=1_000)


class TrackingIn(Body):
    mode: Mode | None = Field(description="`null`: its units are counted together")
    stop_days: int = Field(
        0, strict=True, ge=0, le=MOST_DAYS, description="So many days before expiry a lot stops being sold"
    )
    opening_lot: str = Field("", max_length=100, description="Which lot the units belong to that are there already")
    opening_expires_on: date | None = None


class TrackingOut(Schema):
    sku: str
    mode: Mode | None
    stop_days: int

    @classmethod
    def of(cls, sku: str, row: Tracking | None) -> TrackingOut:
        return cls(sku=sku, mode=row.mode if row else None, stop_days=row.stop_days if row else 0)


class LotOut(Schema):
    sku: str
    code: str
    location: str
    expires_on: date | None
    days_left: int | None = Field(description="From today there; below zero it has expired")
    on_hand: int
    blocked: int
    is_sold: bool = Field(description="Whether it leaves without being named")

    @classmethod
    def of(cls, row: LotRow, skus: Mapping[UUID, str], codes: Mapping[UUID, str]) -> LotOut:
        return cls(
            sku=skus.get(row.variant_id, ""),
            code=row.code,
            location=codes.get(row.location_id, ""),
            expires_on=row.expires_on,
            days_left=row.days_left,
            on_hand=row.on_hand,
            blocked=row.blocked,
            is_sold=row.may_leave,
        )


class LotPageOut(Schema):
    items: list[LotOut]
    next_cursor: str | None


class LotOrderOut(Schema):
    order_id: str = Field(description="`ord_...`")
    quantity: int


class LotDetailOut(Schema):
    sku: str
    code: str
    expires_on: date | None
    places: list[LotOut] = Field(description="Where it lies now")
    orders: list[LotOrderOut] = Field(description="Which orders have units of it: whom a recall concerns")


class LotChangeIn(Body):
    expires_on: date | None = Field(description="The right date")


class SerialMoveOut(Schema):
    kind: Kind
    location: str
    at: datetime
    reason: str
    order_id: str | None = Field(description="`ord_...`")

    @classmethod
    def of(cls, row: SerialMove, codes: Mapping[UUID, str]) -> SerialMoveOut:
        order = to_public("ord", row.order_id) if row.order_id else None
        place = codes.get(row.location_id, "")
        return cls(kind=row.kind, location=place, at=row.occurred_at, reason=row.reason, order_id=order)


class SerialOut(Schema):
    sku: str
    code: str
    status: Status
    location: str | None = Field(description="Code of the location where it is")
    order_id: str | None = Field(description="`ord_...`: who bought it")
    moves: list[SerialMoveOut] = Field(description="Newest first")

    @classmethod
    def of(cls, row: SerialRow, sku: str, moves: list[SerialMove], codes: Mapping[UUID, str]) -> SerialOut:
        return cls(
            sku=sku,
            code=row.code,
            status=row.status,
            location=codes.get(row.location_id) if row.location_id else None,
            order_id=to_public("ord", row.order_id) if row.order_id else None,
            moves=[SerialMoveOut.of(move, codes) for move in moves],
        )
