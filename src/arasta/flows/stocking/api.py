"""Stock and availability as JSON, by SKU and location code."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Path, Query, Router, Status
from ninja.decorators import decorate_view
from pydantic import Field

from arasta.contexts.channels.queries import channels
from arasta.contexts.inventory.queries import availability, explain, locations, stock
from arasta.contexts.inventory.services import levels, transfers
from arasta.contexts.inventory.types import StockLine, UnknownLocation
from arasta.flows.stocking import ask_availability, schemas
from arasta.flows.stocking.correct_levels import ToCorrect, correct
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Problem
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of

router = Router(tags=["Stock"])

JSON = "application/json; charset=utf-8"
Sku = Annotated[str, Query(min_length=1, max_length=100, description="SKU")]
SkuPath = Annotated[str, Path(description="SKU")]
Channel = Annotated[str, Query(description="Code of a channel")]
SeenBy = Annotated[str | None, Query(description="Code of a channel; without it, the stock alone")]
Location = Annotated[str | None, Query(description="Code of a location; without it, all that serve the channel")]
SkuList = Annotated[list[Annotated[str, Field(max_length=100)]], Query(min_length=1, max_length=200)]
READ = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
WRITE = {**READ, 409: Problem}


@router.get(
    "/locations",
    response={200: list[schemas.LocationOut], **READ},
    operation_id="list_locations",
    summary="List locations",
)
@decorate_view(guards.read("stock.read"))
def list_locations(request: HttpRequest) -> list[schemas.LocationOut]:
    """Return the places that hold stock, named in the language of Accept-Language."""
    spoken = (get_language() or "en").split("-")[0]
    return [schemas.LocationOut.of(row) for row in locations.locations(language=spoken)]


@router.get(
    "/availability",
    response={200: schemas.StockSeenOut, **READ},
    operation_id="see_availability",
    summary="What may be sold of a SKU, at all locations or by a channel",
)
@decorate_view(guards.read("stock.read"))
def see_availability(request: HttpRequest, sku: Sku, channel: SeenBy = None) -> HttpResponse | schemas.StockSeenOut:
    """Return what may be sold of one SKU now: by a channel under its rules, or without one at every location."""
    told = ask_availability.one(sku, ask_availability.seen_by(channel))
    if told is not None:
        return HttpResponse(told, content_type=JSON)
    if channel is not None:
        return schemas.StockSeenOut(**_availability([sku], channel)[0].dict())
    places, ids = locations.locations(), schemas.variant_ids([sku])
    levels = availability.sellable([ids[sku]], channel_id=None, location_ids=[row.id for row in places])
    return schemas.StockSeenOut.of(sku, levels, {row.id: row.code for row in places})


@router.get(
    "/availability/{sku}",
    response={200: schemas.AvailabilityOut, **READ},
    operation_id="get_availability",
    summary="What may be sold of a SKU",
)
@decorate_view(guards.read("stock.read"))
def get_availability(request: HttpRequest, sku: SkuPath, channel: Channel = "web") -> schemas.AvailabilityOut:
    """Return what a channel may sell of one SKU now, in all and by location."""
    return _availability([sku], channel)[0]


@router.post(
    "/availability",
    response={200: list[schemas.AvailabilityOut], **READ},
    operation_id="query_availability",
    summary="What may be sold of many SKUs",
)
@decorate_view(guards.read("stock.read"))
def query_availability(
    request: HttpRequest, body: schemas.AvailabilityIn
) -> HttpResponse | list[schemas.AvailabilityOut]:
    """Return the same for up to 500 SKUs at once; it changes nothing, so it takes no key."""
    told = ask_availability.many(body.skus, ask_availability.seen_by(body.channel))
    return HttpResponse(told, content_type=JSON) if told else _availability(body.skus, body.channel)


@router.get(
    "/stock", response={200: list[schemas.LevelOut], **READ}, operation_id="list_stock", summary="Read stock levels"
)
@decorate_view(guards.read("stock.read"))
def list_stock(request: HttpRequest, sku: SkuList) -> list[schemas.LevelOut]:
    """Return the levels of SKUs at all locations; a location that never held one is left out."""
    ids = schemas.variant_ids(sku)
    skus = {key: name for name, key in ids.items()}
    codes = {row.id: row.code for row in locations.locations()}
    levels_there = [level for level in stock.levels(list(ids.values())) if level.location_id in codes]
    return [schemas.LevelOut.of(level, skus[level.variant_id], codes) for level in levels_there]


@router.get(
    "/stock/{sku}/explanation",
    response={200: schemas.ExplanationOut, **READ},
    operation_id="explain_stock",
    summary="Why this number",
)
@decorate_view(guards.read("stock.read"))
def explain_stock(
    request: HttpRequest, sku: SkuPath, location: Location = None, channel: SeenBy = None
) -> schemas.ExplanationOut:
    """Return the chain from what was received to what may be sold, each step with its causes."""
    variant = schemas.variant_ids([sku])[sku]
    seen_by = channels.channel(channel) if channel else None
    if location:
        places = [locations.by_code(location).id]
    elif seen_by:
        places = [place.location_id for place in channels.locations_of(seen_by.id)]
    else:
        places = [row.id for row in locations.locations()]
    told = explain.explain(variant, location_ids=places, channel_id=seen_by.id if seen_by else None)
    return schemas.ExplanationOut.of(sku, told, {row.id: row.code for row in locations.locations()})


@router.post(
    "/stock/receipts", response={201: schemas.CauseOut, **WRITE}, operation_id="receive_goods", summary="Take goods in"
)
@decorate_view(guards.write("stock.write"))
def receive_goods(request: HttpRequest, body: schemas.ReceiptIn) -> Status[schemas.CauseOut]:
    """Put received units on shelves."""
    ids, places = (
        schemas.variant_ids([line.sku for line in body.lines]),
        _places([line.location for line in body.lines]),
    )
    lines = [
        StockLine(ids[line.sku], places[line.location], line.quantity, traced=line.traced()) for line in body.lines
    ]
    receipt = levels.receive(lines, reference=body.reference, actor=actor_of(request))
    return Status(201, schemas.CauseOut(id=to_public("rec", receipt)))


@router.post(
    "/stock/adjustments",
    response={201: schemas.AdjustmentOut, **WRITE},
    operation_id="adjust_stock",
    summary="Correct counts",
)
@decorate_view(guards.write("stock.write", piecemeal=True))
def adjust_stock(request: HttpRequest, body: schemas.AdjustmentIn) -> Status[schemas.AdjustmentOut]:
    """Correct levels by differences, or by counts that are compared with what was seen; all lines or none, or in part.

    The reason will stand in the ledger.
    """
    lines = [ToCorrect(line.sku, line.location, line.delta, line.on_hand, line.seen) for line in body.lines]
    done = correct(lines, reason=body.reason, in_part=body.partial, actor=actor_of(request))
    errors = dict(done.refused)
    answers = enumerate(body.in_place([(line, errors.get(index)) for index, line in enumerate(lines)]))
    refused = [told for index, answer in answers if (told := schemas.refused_line(index, answer))]
    changed = len(lines) - len(errors)
    return Status(201, schemas.AdjustmentOut(id=to_public("adj", done.id), changed=changed, refused=refused))


@router.post(
    "/stock/transfers",
    response={201: schemas.CauseOut, **WRITE},
    operation_id="send_transfer",
    summary="Send a transfer",
)
@decorate_view(guards.write("stock.write"))
def send_transfer(request: HttpRequest, body: schemas.TransferIn) -> Status[schemas.CauseOut]:
    """Let units leave one location for another, where they are incoming from now on."""
    ids, places = schemas.variant_ids([line.sku for line in body.lines]), _places([body.source, body.target])
    transfer = transfers.send(
        [(ids[line.sku], line.quantity) for line in body.lines],
        source=places[body.source],
        target=places[body.target],
        note=body.note,
        traced={ids[line.sku]: line.traced() for line in body.lines},
        actor=actor_of(request),
    )
    return Status(201, schemas.CauseOut(id=to_public("trf", transfer)))


@router.post(
    "/stock/transfers/{transfer_id}/receive",
    response={200: schemas.CauseOut, **WRITE},
    operation_id="receive_transfer",
    summary="Receive a transfer",
)
@decorate_view(guards.write("stock.write"))
def receive_transfer(
    request: HttpRequest, transfer_id: Annotated[str, Path(description="`trf_...`")]
) -> schemas.CauseOut:
    """Put a transfer's units on the shelf of its target."""
    transfers.receive(from_public("trf", transfer_id), actor=actor_of(request))
    return schemas.CauseOut(id=transfer_id)


def _availability(skus: list[str], channel_code: str) -> list[schemas.AvailabilityOut]:
    channel, ids = channels.channel(channel_code), schemas.variant_ids(skus)
    places = [place.location_id for place in channels.locations_of(channel.id)]
    offered = availability.offered(list(ids.values()), channel_id=channel.id, location_ids=places)
    codes = {row.id: row.code for row in locations.locations()}
    return [schemas.AvailabilityOut.of(sku, channel.code, offered[ids[sku]], codes) for sku in dict.fromkeys(skus)]


def _places(codes: list[str]) -> dict[str, UUID]:
    known = {row.code.lower(): row.id for row in locations.locations()}
    for code in codes:
        if code.lower() not in known:
            raise UnknownLocation(location=code)
    return {code: known[code.lower()] for code in codes}
