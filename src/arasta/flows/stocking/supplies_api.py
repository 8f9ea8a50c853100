"""Goods that are to come and the orders that wait for them, as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema, Status
from ninja.decorators import decorate_view
from pydantic import Field

from arasta.contexts.catalog.queries import variants
from arasta.contexts.inventory.queries import locations, supplies
from arasta.contexts.inventory.queries.promises import Waiting
from arasta.contexts.inventory.queries.supplies import SupplyRow, SupplyView, WaitingView
from arasta.contexts.inventory.services import supplies as supplying
from arasta.contexts.inventory.services.supplies import Alteration, Arrival, SupplyInput, UnknownSupply
from arasta.contexts.inventory.types import SupplyKind
from arasta.flows.stocking import schemas
from arasta.flows.stocking.lots_schemas import NamedIn
from arasta.kernel import clock
from arasta.kernel.calendar import day_of
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Body, Problem
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.quantity import MOST
from arasta.kernel.requests import actor_of

router = Router(tags=["Supplies"])

SupplyPath = Annotated[str, Path(description="`sup_...`")]
READ = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
WRITE = {**READ, 409: Problem}


class SupplyIn(Body):
    sku: str = Field(min_length=1, max_length=100)
    location: str = Field(min_length=1, max_length=60, description="Code of the location")
    quantity: int = Field(strict=True, ge=1, le=MOST)
    expected_on: date
    kind: SupplyKind = SupplyKind.PURCHASE
    reference: str = Field(default="", max_length=200, description="Your purchase order, for example")


class AnnouncementIn(Body):
    supplies: list[SupplyIn] = Field(min_length=1, max_length=1_000)


class AlterationIn(Body):
    quantity: int | None = Field(
        default=None, strict=True, ge=1, le=MOST, description="In all, what was received included"
    )
    expected_on: date | None = None


class ArrivalIn(NamedIn):
    quantity: int = Field(strict=True, ge=1, le=MOST, description="May be more than was announced")
    is_last: bool = Field(default=False, description="The rest will not come")


class Search(Schema):
    sku: list[Annotated[str, Field(max_length=100)]] = Field(default_factory=list, max_length=200)
    location: str | None = Field(None, max_length=60, description="Code of a location; without it, all")
    cursor: str | None = None
    limit: int = Field(50, ge=1, le=200)


class SupplySearch(Search):
    view: SupplyView = SupplyView.EXPECTED


class WaitingSearch(Search):
    view: WaitingView = WaitingView.ALL


class SupplyOut(Schema):
    id: str = Field(description="`sup_...`")
    sku: str
    location: str
    kind: str
    status: str = Field(description="expected, received or canceled")
    reference: str
    quantity: int
    received: int
    expected_on: date
    waiting: int = Field(description="Units that orders wait for at this location")


class SupplyPageOut(Schema):
    items: list[SupplyOut]
    next_cursor: str | None


class WaitingOut(Schema):
    order_id: str = Field(description="`ord_...`")
    line_id: str = Field(description="`lin_...`")
    sku: str
    location: str
    units: int
    promised_on: date | None = Field(description="None: nothing that is announced is left for it")
    first_promised_on: date | None
    is_late: bool = Field(description="Promised for a later day than at first, or for none")


class WaitingPageOut(Schema):
    items: list[WaitingOut]
    next_cursor: str | None


@router.get(
    "/supplies", response={200: SupplyPageOut, **READ}, operation_id="list_supplies", summary="List announced goods"
)
@decorate_view(guards.read("stock.read"))
def list_supplies(request: HttpRequest, wish: Query[SupplySearch]) -> SupplyPageOut:
    """Return what is to come, what comes first at the top; or what is past its day, or closed."""
    page = supplies.supply_page(
        view=wish.view,
        today=day_of(clock.now()),
        variant_ids=_variants(wish),
        location_id=_location(wish),
        cursor=wish.cursor,
        limit=wish.limit,
    )
    return SupplyPageOut(items=_shown(page.items), next_cursor=page.next_cursor)


@router.post(
    "/supplies",
    response={201: list[SupplyOut], **WRITE},
    operation_id="announce_supplies",
    summary="Announce goods",
)
@decorate_view(guards.write("stock.write"))
def announce_supplies(request: HttpRequest, body: AnnouncementIn) -> Status[list[SupplyOut]]:
    """Say what is to come, where and on which day; all or none. Orders that wait without a day get one."""
    ids = schemas.variant_ids([one.sku for one in body.supplies])
    places = {one.location: locations.by_code(one.location).id for one in body.supplies}
    wanted = [
        SupplyInput(ids[one.sku], places[one.location], one.quantity, one.expected_on, one.kind, one.reference)
        for one in body.supplies
    ]
    made = supplying.announce(wanted, actor=actor_of(request))
    found = supplies.supplies(made)
    return Status(201, _shown([found[key] for key in made]))


@router.put(
    "/supplies/{supply_id}",
    response={200: SupplyOut, **WRITE},
    operation_id="alter_supply",
    summary="Announce another day or quantity",
)
@decorate_view(guards.write("stock.write"))
def alter_supply(request: HttpRequest, supply_id: SupplyPath, body: AlterationIn) -> SupplyOut:
    """Change what is still to come; the promises that rest on it move along and are told."""
    key = from_public("sup", supply_id)
    supplying.alter([Alteration(key, body.quantity, body.expected_on)], actor=actor_of(request))
    return _one(key)


@router.post(
    "/supplies/{supply_id}/receive",
    response={200: SupplyOut, **WRITE},
    operation_id="receive_supply",
    summary="Take announced goods in",
)
@decorate_view(guards.write("stock.write"))
def receive_supply(request: HttpRequest, supply_id: SupplyPath, body: ArrivalIn) -> SupplyOut:
    """Put what came on the shelf; who waited longest gets it at once."""
    key = from_public("sup", supply_id)
    supplying.receive([Arrival(key, body.quantity, body.is_last, body.traced())], actor=actor_of(request))
    return _one(key)


@router.post(
    "/supplies/{supply_id}/cancel",
    response={200: SupplyOut, **WRITE},
    operation_id="cancel_supply",
    summary="Say that the rest will not come",
)
@decorate_view(guards.write("stock.write"))
def cancel_supply(request: HttpRequest, supply_id: SupplyPath) -> SupplyOut:
    """Close announced goods; orders that counted on them fall into the next ones, or wait without a day."""
    key = from_public("sup", supply_id)
    supplying.cancel([key], actor=actor_of(request))
    return _one(key)


@router.get(
    "/backorders", response={200: WaitingPageOut, **READ}, operation_id="list_backorders", summary="List waiting orders"
)
@decorate_view(guards.read("stock.read"))
def list_backorders(request: HttpRequest, wish: Query[WaitingSearch]) -> WaitingPageOut:
    """Return order lines that wait for goods, who waits longest at the top; or only those whose promise moved."""
    page = supplies.waiting_page(
        view=wish.view,
        today=day_of(clock.now()),
        variant_ids=_variants(wish),
        location_id=_location(wish),
        cursor=wish.cursor,
        limit=wish.limit,
    )
    return WaitingPageOut(items=_waiting(page.items), next_cursor=page.next_cursor)


def _variants(wish: Search) -> list[UUID] | None:
    return list(schemas.variant_ids(wish.sku).values()) if wish.sku else None


def _location(wish: Search) -> UUID | None:
    return locations.by_code(wish.location).id if wish.location else None


def _one(key: UUID) -> SupplyOut:
    found = supplies.supplies([key])
    if key not in found:
        raise UnknownSupply
    return _shown([found[key]])[0]


def _names(variant_ids: Sequence[UUID]) -> tuple[Mapping[UUID, str], Mapping[UUID, str]]:
    described = variants.variants(set(variant_ids), language="en") if variant_ids else {}
    return {key: row.sku for key, row in described.items()}, {row.id: row.code for row in locations.locations()}


def _shown(rows: Sequence[SupplyRow]) -> list[SupplyOut]:
    skus, codes = _names([row.variant_id for row in rows])
    return [
        SupplyOut(
            id=to_public("sup", row.id),
            sku=skus[row.variant_id],
            location=codes.get(row.location_id, ""),
            kind=row.kind,
            status=row.status,
            reference=row.reference,
            quantity=row.quantity,
            received=row.received,
            expected_on=row.expected_on,
            waiting=row.waiting,
        )
        for row in rows
    ]


def _waiting(rows: Sequence[Waiting]) -> list[WaitingOut]:
    skus, codes = _names([row.variant_id for row in rows])
    return [
        WaitingOut(
            order_id=to_public("ord", row.order_id),
            line_id=to_public("lin", row.line_id),
            sku=skus[row.variant_id],
            location=codes.get(row.location_id, ""),
            units=row.units,
            promised_on=row.promised_on,
            first_promised_on=row.first_promised_on,
            is_late=row.is_late,
        )
        for row in rows
    ]
