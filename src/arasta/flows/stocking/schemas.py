"""Shapes of stock in JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field, model_validator

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.types.refusals import UnknownSku
from arasta.contexts.inventory.queries.availability import Offered
from arasta.contexts.inventory.queries.explain import Cause, Explanation, LocationChain
from arasta.contexts.inventory.queries.locations import LocationRow
from arasta.contexts.inventory.types import Level
from arasta.flows.stocking.correct_levels import ToCorrect
from arasta.flows.stocking.lots_schemas import NamedIn
from arasta.kernel.errors import DomainError
from arasta.kernel.http.batches import Batch, Unreadable
from arasta.kernel.http.problems import sentence
from arasta.kernel.http.schemas import Body, once_by
from arasta.kernel.ids import to_public
from arasta.kernel.quantity import MOST


class LocationOut(Schema):
    id: str = Field(description="`loc_...`")
    code: str
    kind: str
    name: str
    address: str
    city: str
    country: str
    latitude: Decimal | None
    longitude: Decimal | None
    opening_hours: str

    @classmethod
    def of(cls, row: LocationRow) -> LocationOut:
        return cls(
            id=to_public("loc", row.id),
            code=row.code,
            kind=row.kind,
            name=row.name,
            address=row.address_line,
            city=row.city,
            country=row.country,
            latitude=row.latitude,
            longitude=row.longitude,
            opening_hours=row.opening_hours,
        )


class AvailabilityIn(Body):
    skus: list[Annotated[str, Field(min_length=1, max_length=100)]] = Field(min_length=1, max_length=500)
    channel: str = Field(default="web", max_length=60)


class AvailabilityOut(Schema):
    sku: str
    channel: str
    available: int = Field(description="What the channel may sell now, its rules applied")
    by_location: dict[str, int] = Field(description="Sellable by location code")

    @classmethod
    def of(cls, sku: str, channel: str, offered: Offered, codes: Mapping[UUID, str]) -> AvailabilityOut:
        places = {codes[key]: units for key, units in offered.by_location.items() if key in codes}
        return cls(sku=sku, channel=channel, available=offered.total, by_location=places)


class StockSeenOut(Schema):
    """What may be sold of a SKU: by a channel, or at all locations where none is named."""

    sku: str
    channel: str | None
    available: int
    by_location: dict[str, int] = Field(description="Sellable by location code")

    @classmethod
    def of(cls, sku: str, levels: Sequence[Level], codes: Mapping[UUID, str]) -> StockSeenOut:
        places = {codes[level.location_id]: level.sellable for level in levels if level.location_id in codes}
        return cls(sku=sku, channel=None, available=sum(places.values()), by_location=places)


class LevelOut(Schema):
    sku: str
    location: str
    on_hand: int
    unavailable: int
    committed: int
    reserved: int
    incoming: int
    safety_stock: int
    available: int
    sellable: int

    @classmethod
    def of(cls, level: Level, sku: str, codes: Mapping[UUID, str]) -> LevelOut:
        return cls(
            sku=sku,
            location=codes[level.location_id],
            on_hand=level.on_hand,
            unavailable=level.unavailable,
            committed=level.committed,
            reserved=level.reserved,
            incoming=level.incoming,
            safety_stock=level.safety_stock,
            available=level.available,
            sellable=level.sellable,
        )


class UnitsIn(NamedIn):
    sku: str = Field(min_length=1, max_length=100)
    quantity: int = Field(strict=True, ge=1, le=MOST)


class PlacedUnitsIn(UnitsIn):
    location: str = Field(min_length=1, max_length=60, description="Code of the location")


class ReceiptIn(Body):
    reference: str = Field(min_length=1, max_length=200, description="Your delivery note, for example")
    lines: Annotated[list[PlacedUnitsIn], once_by("sku", "location")] = Field(min_length=1, max_length=10_000)


class CorrectionIn(Body):
    """A difference; or what is on hand now, compared with what you saw there before."""

    sku: str = Field(min_length=1, max_length=100)
    location: str = Field(min_length=1, max_length=60)
    delta: int | None = Field(default=None, strict=True, ge=-MOST, le=MOST, description="May be negative")
    on_hand: int | None = Field(default=None, strict=True, ge=0, le=MOST, description="The new quantity; needs `seen`")
    seen: int | None = Field(
        default=None, strict=True, ge=0, le=MOST, description="What was on hand when you counted; another is refused"
    )

    @model_validator(mode="after")
    def _is_one_of_both(self) -> CorrectionIn:
        if (self.delta is None) == (self.on_hand is None) or (self.on_hand is None) != (self.seen is None):
            raise ValueError("Give either delta, or on_hand together with seen")
        return self


class AdjustmentIn(Batch):
    entries_in = "lines"

    reason: str = Field(min_length=1, max_length=500, description="Stands in the ledger")
    lines: Annotated[list[CorrectionIn], once_by("sku", "location")] = Field(min_length=1, max_length=10_000)
    partial: bool = Field(default=False, description="Take the lines that can be taken instead of all or none")

    @classmethod
    def takes_some(cls, given: Mapping[str, Any]) -> bool:
        return given.get("partial") is True


class RefusedLineOut(Schema):
    line: int = Field(description="Which line of the request, counted from 0")
    sku: str
    location: str
    code: str
    detail: str
    details: dict[str, object]


class AdjustmentOut(Schema):
    id: str = Field(description="The cause that stands in the ledger, if anything moved")
    changed: int = Field(description="Lines that were taken")
    refused: list[RefusedLineOut] = Field(description="Lines that were not, where `partial` let the others through")


class TransferIn(Body):
    source: str = Field(min_length=1, max_length=60, description="Code of the location")
    target: str = Field(min_length=1, max_length=60, description="Code of the location")
    note: str = Field(default="", max_length=500)
    lines: Annotated[list[UnitsIn], once_by("sku")] = Field(min_length=1, max_length=1_000)


class CauseOut(Schema):
    id: str = Field(description="The cause that stands in the ledger")


class CauseRow(Schema):
    quantity: int
    kind: str
    reference: str = Field(description="`ord_...` for an order")
    at: str

    @classmethod
    def of(cls, cause: Cause) -> CauseRow:
        reference = to_public("ord", cause.order_id) if cause.order_id else cause.reference
        return cls(quantity=cause.quantity, kind=cause.kind, reference=reference, at=cause.at)


class StepOut(Schema):
    code: str
    quantity: int
    total: int
    causes: list[CauseRow]


class ChainOut(Schema):
    location: str
    steps: list[StepOut]

    @classmethod
    def of(cls, chain: LocationChain, code: str) -> ChainOut:
        steps = [
            StepOut(
                code=step.code,
                quantity=step.quantity,
                total=step.total,
                causes=[CauseRow.of(cause) for cause in step.causes],
            )
            for step in chain.steps
        ]
        return cls(location=code, steps=steps)


class ExplanationOut(Schema):
    sku: str
    chains: list[ChainOut]
    pool: int
    rules: dict[str, int]
    offered: int

    @classmethod
    def of(cls, sku: str, told: Explanation, codes: Mapping[UUID, str]) -> ExplanationOut:
        return cls(
            sku=sku,
            chains=[ChainOut.of(chain, codes[chain.location_id]) for chain in told.chains],
            pool=told.pool,
            rules={kind.value: value for kind, value in told.rules.items()},
            offered=told.offered,
        )


def refused_line(index: int, answer: tuple[ToCorrect, DomainError | None] | Unreadable) -> RefusedLineOut | None:
    """Say which line was refused and why; nothing of one that was taken."""
    if isinstance(answer, Unreadable):
        return RefusedLineOut(
            line=index,
            sku=answer.text("sku"),
            location=answer.text("location"),
            code="invalid_request",
            detail=str(answer),
            details={},
        )
    line, error = answer
    if error is None:
        return None
    plain: dict[str, object] = {
        name: value if isinstance(value, int) else str(value) for name, value in error.details.items()
    }
    return RefusedLineOut(
        line=index, sku=line.sku, location=line.location, code=error.code, detail=sentence(error), details=plain
    )


def variant_ids(skus: Sequence[str]) -> dict[str, UUID]:
    """Find the variants of SKUs. Raises UnknownSku."""
    known = variants.variant_ids_by_sku(list(dict.fromkeys(skus)))
    for sku in skus:
        if sku not in known:
            raise UnknownSku(sku=sku[:100])
    return {sku: known[sku] for sku in skus}
