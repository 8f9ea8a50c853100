"""Holds for outside systems as JSON."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Router, Status
from ninja.decorators import decorate_view

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.types.refusals import UnknownSku
from arasta.contexts.channels.queries import channels
from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.types import UnknownLocation
from arasta.flows.ordering import hold_stock, holds_schemas, schemas
from arasta.flows.ordering.choose_stock import Wanted
from arasta.flows.ordering.hold_stock import HoldAsked, HoldMade
from arasta.kernel import db
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Problem
from arasta.kernel.ids import from_public
from arasta.kernel.requests import actor_of

router = Router(tags=["Holds"])

HoldPath = Annotated[str, Path(description="`hld_...`")]
READ = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
WRITE = {**READ, 409: Problem}


@router.post(
    "/holds",
    response={201: holds_schemas.StockHoldOut, **WRITE},
    operation_id="hold_stock",
    summary="Hold units for a while",
)
@decorate_view(guards.write("carts.write"))
def place_hold(request: HttpRequest, body: holds_schemas.HoldIn) -> Status[holds_schemas.StockHoldOut]:
    """Hold units, all or nothing, or what there is. For a cart, its earlier hold is replaced and its order claims them."""
    asked = HoldAsked(
        channel=channels.channel(body.channel),
        demand=_demand(body.lines),
        hold_for=timedelta(seconds=body.ttl_seconds),
        cart_id=from_public("crt", body.cart_id) if body.cart_id else None,
        reference=body.reference,
        in_part=body.partial,
    )
    with schemas.skus_named(), db.savepoint():
        made = hold_stock.hold_stock(asked, actor=actor_of(request))
    return Status(201, _shown(made))


@router.get(
    "/holds/{hold_id}",
    response={200: holds_schemas.StockHoldOut, **READ},
    operation_id="get_hold",
    summary="What became of a hold",
)
@decorate_view(guards.read("carts.write"))
def get_hold(request: HttpRequest, hold_id: HoldPath) -> holds_schemas.StockHoldOut:
    """Return a hold, live or over."""
    return _shown(HoldMade(hold_stock.hold(from_public("hld", hold_id))))


@router.post(
    "/holds/{hold_id}/extend",
    response={200: holds_schemas.StockHoldOut, **WRITE},
    operation_id="extend_hold",
    summary="Hold for longer",
)
@decorate_view(guards.write("carts.write"))
def extend_hold(request: HttpRequest, hold_id: HoldPath, body: holds_schemas.ExtendIn) -> holds_schemas.StockHoldOut:
    """Let a hold end so many seconds from now, never sooner than it would; one that is over stays over."""
    hold_for = timedelta(seconds=body.ttl_seconds)
    return _shown(
        HoldMade(hold_stock.extend_hold(from_public("hld", hold_id), hold_for=hold_for, actor=actor_of(request)))
    )


@router.post(
    "/holds/{hold_id}/hand-over",
    response={200: holds_schemas.StockHoldOut, **WRITE},
    operation_id="hand_over_hold",
    summary="Give a hold to a cart",
)
@decorate_view(guards.write("carts.write"))
def hand_over_hold(
    request: HttpRequest, hold_id: HoldPath, body: holds_schemas.HandOverHoldIn
) -> holds_schemas.StockHoldOut:
    """Give the units to a cart with the time that is left; a cart's hold goes only to one of the same customer."""
    key, cart_id = from_public("hld", hold_id), from_public("crt", body.cart_id)
    return _shown(HoldMade(hold_stock.hand_over_hold(key, cart_id, actor=actor_of(request))))


@router.delete(
    "/holds/{hold_id}",
    response={200: holds_schemas.StockHoldOut, **WRITE},
    operation_id="release_hold",
    summary="Let go of a hold",
)
@decorate_view(guards.write("carts.write"))
def release_hold(request: HttpRequest, hold_id: HoldPath) -> holds_schemas.StockHoldOut:
    """Free the units; letting go of what is over changes nothing."""
    return _shown(HoldMade(hold_stock.let_go(from_public("hld", hold_id), actor=actor_of(request))))


def _demand(lines: list[holds_schemas.HoldLineIn]) -> tuple[Wanted, ...]:
    skus = list(dict.fromkeys(line.sku for line in lines))
    known = variants.variant_ids_by_sku(skus)
    places = {row.code.lower(): row.id for row in locations.locations()} if any(line.location for line in lines) else {}
    for line in lines:
        if line.sku not in known:
            raise UnknownSku(sku=line.sku)
        if line.location and line.location.lower() not in places:
            raise UnknownLocation(location=line.location)
    return tuple(Wanted(known[one.sku], one.quantity, places.get(one.location.lower())) for one in lines)


def _shown(made: HoldMade) -> holds_schemas.StockHoldOut:
    keys: list[UUID] = [line.variant_id for line, _ in made.row.lines]
    keys += [short.variant_id for short in made.missing]
    return holds_schemas.hold_out(
        made,
        channel=channels.channel_by_id(made.row.channel_id).code,
        skus={key: row.sku for key, row in variants.variants(keys, language="en").items()},
        places={row.id: row.code for row in locations.locations()},
    )
