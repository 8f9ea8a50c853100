"""Shapes of stock in JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from arasta.contexts.catalog.queries import variants
from arasta.contexts.inventory.queries.availability import Offered
from arasta.contexts.inventory.queries.explain import Explanation, UnknownSku
from arasta.contexts.inventory.queries.locations import LocationRow
from arasta.contexts.inventory.types import Level
from arasta.kernel.http.schemas import Body
from arasta.kernel.ids import to_public
from arasta.kernel.quantity import MOST


class LocationOut(Schema):
    id: str
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
        names = ("code", "kind", "name", "city", "country", "latitude", "longitude", "opening_hours")
        return cls(
            id=to_public("loc", row.id), address=row.address_line, **{name: getattr(row, name) for name in names}
        )


class AvailabilityIn(Body):
    skus: list[str] = Field(min_length=1, max_length=500)
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
        names = (
            "on_hand", "unavailable", "committed", "reserved", "incoming", "safety_stock", "available", "sellable",
        )  # fmt: skip
        return cls(sku=sku, location=codes[level.location_id], **{name: getattr(level, name) for name in names})


class UnitsIn(Body):
    sku: str = Field(min_length=1, max_length=100)
    quantity: int = Field(strict=True, ge=1, le=MOST)


class PlacedUnitsIn(UnitsIn):
    location: str = Field(min_length=1, max_length=60, description="Code of the location")


class ReceiptIn(Body):
    reference: str = Field(min_length=1, max_length=200)
    lines: list[PlacedUnitsIn] = Field(min_length=1, max_length=10_000)


class CorrectionIn(Body):
    sku: str = Field(min_length=1, max_length=100)
    location: str = Field(min_length=1, max_length=60)
    delta: int = Field(strict=True, ge=-MOST, le=MOST)


class AdjustmentIn(Body):
    reason: str = Field(min_length=1, max_length=500)
    lines: list[CorrectionIn] = Field(min_length=1, max_length=10_000)


class TransferIn(Body):
    source: str = Field(max_length=60)
    target: str = Field(max_length=60)
    note: str = Field(default="", max_length=500)
    lines: list[UnitsIn] = Field(min_length=1, max_length=1_000)


class CauseOut(Schema):
    id: str = Field(description="The cause that stands in the ledger")


class CauseRow(Schema):
    quantity: int
    kind: str
    reference: str
    at: str


class StepOut(Schema):
    code: str
    quantity: int
    total: int
    causes: list[CauseRow]


class ChainOut(Schema):
    location: str
    steps: list[StepOut]


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
            chains=[
                ChainOut(
                    location=codes[chain.location_id],
                    steps=[
                        StepOut(
                            code=step.code,
                            quantity=step.quantity,
                            total=step.total,
                            causes=[
                                CauseRow(
                                    quantity=cause.quantity,
                                    kind=cause.kind,
                                    reference=to_public("ord", cause.order_id) if cause.order_id else cause.reference,
                                    at=cause.at,
                                )
                                for cause in step.causes
                            ],
                        )
                        for step in chain.steps
                    ],
                )
                for chain in told.chains
            ],
            pool=told.pool,
            rules={kind.value: value for kind, value in told.rules.items()},
            offered=told.offered,
        )


def variant_ids(skus: Sequence[str]) -> dict[str, UUID]:
    """Find the variants of SKUs. Raises UnknownSku."""
    known = variants.variant_ids_by_sku(list(dict.fromkeys(skus)))
    for sku in skus:
        if sku not in known:
            raise UnknownSku(sku=sku[:100])
    return {sku: known[sku] for sku in skus}
