"""Lots, expiry dates and serial numbers as JSON."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema, Status
from ninja.decorators import decorate_view
from pydantic import Field

from arasta.contexts.catalog.queries import variants
from arasta.contexts.inventory.queries import locations, lots, serials
from arasta.contexts.inventory.services import expiry, levels, tracking
from arasta.contexts.inventory.services.levels import Correction
from arasta.contexts.inventory.services.tracking import TrackingInput
from arasta.contexts.inventory.types import UnknownLocation
from arasta.flows.stocking import lots_schemas as shapes
from arasta.flows.stocking import schemas
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Problem
from arasta.kernel.ids import to_public
from arasta.kernel.requests import actor_of

router = Router(tags=["Stock"])

SkuPath = Annotated[str, Path(description="SKU")]
LotPath = Annotated[str, Path(description="Code of the lot")]
SerialPath = Annotated[str, Path(description="Serial number")]
READ = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
WRITE = {**READ, 409: Problem}


class LotSearch(Schema):
    sku: list[Annotated[str, Field(max_length=100)]] = Field(
        default_factory=list, max_length=200, description="Without any, all that is kept by lot"
    )
    location: str | None = Field(None, max_length=60, description="Code of a location; without it, all")
    view: shapes.View = lots.LotView.ALL
    days: int = Field(30, ge=0, le=shapes.MOST_DAYS, description="For `soon`: the days left until selling stops")
    cursor: str | None = None
    limit: int = Field(50, ge=1, le=200)


@router.get(
    "/stock/lots",
    response={200: shapes.LotPageOut, **READ},
    operation_id="list_lots",
    summary="List lots, what expires first at the top",
)
@decorate_view(guards.read("stock.read"))
def list_lots(request: HttpRequest, wish: Query[LotSearch]) -> shapes.LotPageOut:
    """Return lots that lie somewhere: all, those that expire soon, or those of which some are set aside."""
    page = lots.lot_page(
        view=wish.view,
        days=wish.days,
        location_id=locations.by_code(wish.location).id if wish.location else None,
        variant_ids=list(schemas.variant_ids(wish.sku).values()) if wish.sku else None,
        cursor=wish.cursor,
        limit=wish.limit,
    )
    skus, codes = _skus([row.variant_id for row in page.items]), _codes()
    items = [shapes.LotOut.of(row, skus, codes) for row in page.items]
    return shapes.LotPageOut(items=items, next_cursor=page.next_cursor)


@router.get(
    "/stock/lots/{sku}/{code}",
    response={200: shapes.LotDetailOut, **READ},
    operation_id="get_lot",
    summary="Where a lot lies, and who bought of it",
)
@decorate_view(guards.read("stock.read"))
def get_lot(request: HttpRequest, sku: SkuPath, code: LotPath) -> shapes.LotDetailOut:
    """Return a lot with its places and with the orders that a recall concerns."""
    return _lot(sku, code)


@router.patch(
    "/stock/lots/{sku}/{code}",
    response={200: shapes.LotDetailOut, **WRITE},
    operation_id="correct_lot",
    summary="Put a lot's expiry date right",
)
@decorate_view(guards.write("stock.write"))
def correct_lot(request: HttpRequest, sku: SkuPath, code: LotPath, body: shapes.LotChangeIn) -> shapes.LotDetailOut:
    """Change the date wherever the lot lies; units that were set aside stay so until somebody unblocks them."""
    known = lots.lot(schemas.variant_ids([sku])[sku], code)
    expiry.correct(known.id, expires_on=body.expires_on, actor=actor_of(request))
    return _lot(sku, code)


@router.get(
    "/stock/serials/{sku}/{code}",
    response={200: shapes.SerialOut, **READ},
    operation_id="get_serial",
    summary="Where a unit is, or who bought it",
)
@decorate_view(guards.read("stock.read"))
def get_serial(request: HttpRequest, sku: SkuPath, code: SerialPath) -> shapes.SerialOut:
    """Return a unit by its serial number, with what became of it."""
    row = serials.known(schemas.variant_ids([sku])[sku], code)
    return shapes.SerialOut.of(row, sku, serials.moves_of(row.id), _codes())


@router.post(
    "/stock/lots/adjustments",
    response={201: schemas.CauseOut, **WRITE},
    operation_id="adjust_lots",
    summary="Correct counts of goods with lots or serial numbers",
)
@decorate_view(guards.write("stock.write"))
def adjust_lots(request: HttpRequest, body: shapes.NamedAdjustmentIn) -> Status[schemas.CauseOut]:
    """Correct levels by a difference, naming the lots or units that are more or fewer; all lines or none."""
    ids, places = schemas.variant_ids([line.sku for line in body.lines]), _places()
    corrections = [
        Correction(ids[line.sku], _place(places, line.location), line.delta, line.traced()) for line in body.lines
    ]
    adjustment = levels.adjust(corrections, reason=body.reason, actor=actor_of(request))
    return Status(201, schemas.CauseOut(id=to_public("adj", adjustment)))


@router.get(
    "/stock/{sku}/tracking",
    response={200: shapes.TrackingOut, **READ},
    operation_id="get_tracking",
    summary="How the units of a SKU are told apart",
)
@decorate_view(guards.read("stock.read"))
def get_tracking(request: HttpRequest, sku: SkuPath) -> shapes.TrackingOut:
    """Return whether a SKU is kept by lot, by serial number, or neither."""
    variant = schemas.variant_ids([sku])[sku]
    return shapes.TrackingOut.of(sku, lots.tracking([variant]).get(variant))


@router.put(
    "/stock/{sku}/tracking",
    response={200: shapes.TrackingOut, **WRITE},
    operation_id="set_tracking",
    summary="Keep a SKU by lot or by serial number",
)
@decorate_view(guards.write("stock.write"))
def set_tracking(request: HttpRequest, sku: SkuPath, body: shapes.TrackingIn) -> shapes.TrackingOut:
    """Begin or end to tell units apart, or change how many days before expiry lots stop being sold."""
    variant, actor = schemas.variant_ids([sku])[sku], actor_of(request)
    if body.mode is None:
        tracking.untrack(variant, actor=actor)
    else:
        opening = body.opening_lot.strip()
        wish = TrackingInput(variant, body.mode, body.stop_days, opening, body.opening_expires_on)
        tracking.track(wish, actor=actor)
    return shapes.TrackingOut.of(sku, lots.tracking([variant]).get(variant))


def _lot(sku: str, code: str) -> shapes.LotDetailOut:
    found = lots.lot(schemas.variant_ids([sku])[sku], code)
    skus, codes = {found.variant_id: sku}, _codes()
    orders = [
        shapes.LotOrderOut(order_id=to_public("ord", key), quantity=units)
        for key, units in lots.orders_with(found.id).items()
    ]
    places = [shapes.LotOut.of(row, skus, codes) for row in lots.places_of(found.id)]
    return shapes.LotDetailOut(sku=sku, code=found.code, expires_on=found.expires_on, places=places, orders=orders)


def _skus(ids: list[UUID]) -> dict[UUID, str]:
    return {key: row.sku for key, row in variants.variants(ids, language="en").items()} if ids else {}


def _codes() -> dict[UUID, str]:
    return {row.id: row.code for row in locations.locations()}


def _places() -> dict[str, UUID]:
    return {row.code.lower(): row.id for row in locations.locations()}


def _place(places: dict[str, UUID], code: str) -> UUID:
    if code.lower() not in places:
        raise UnknownLocation(location=code)
    return places[code.lower()]
