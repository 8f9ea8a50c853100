"""Fittings as JSON: free times at a store, and booking one of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema, Status
from ninja.decorators import decorate_view
from pydantic import AwareDatetime, Field

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.types.refusals import UnknownSku
from arasta.contexts.channels.queries import channels
from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.types import CUSTOMER_PREFIX
from arasta.contexts.inventory.types import UnknownLocation
from arasta.contexts.pickup.queries import codes, fittings, hours
from arasta.contexts.pickup.types import (
    FITTING_PREFIX,
    FittingId,
    FittingLine,
    FittingRow,
    FittingStatus,
    FittingToBook,
)
from arasta.flows.ordering import fit_on, schemas
from arasta.kernel import clock, db
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Body, Problem, once_by
from arasta.kernel.ids import from_public, new_id, to_public
from arasta.kernel.requests import actor_of

router = Router(tags=["Fittings"])

FittingPath = Annotated[str, Path(description="`fit_...`")]
LocationPath = Annotated[str, Path(description="`loc_...`")]
READ = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
WRITE = {**READ, 409: Problem}


class SlotOut(Schema):
    starts_at: datetime
    ends_at: datetime
    left: int = Field(description="How many rooms are free then")


class SlotsOut(Schema):
    items: list[SlotOut]


class FittingLineIn(Body):
    sku: str = Field(min_length=1, max_length=100)


class FittingIn(Body):
    channel: str = Field(description="Code of the channel", max_length=60)
    location_id: str = Field(description="`loc_...`", max_length=40)
    starts_at: AwareDatetime = Field(description="One of the free times")
    lines: Annotated[list[FittingLineIn], once_by("sku")] = Field(min_length=1, max_length=fit_on.MOST_LINES)
    name: str = Field(min_length=1, max_length=120)
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)
    phone: str = Field("", max_length=40)
    customer_id: str | None = Field(None, description="`cus_...`", max_length=40)


class FittingLineOut(Schema):
    sku: str
    name: str
    quantity: int


class FittingOut(Schema):
    id: str = Field(description="`fit_...`")
    status: str = Field(description="booked, arrived, ended, canceled or missed")
    location_id: str = Field(description="`loc_...`")
    starts_at: datetime
    ends_at: datetime
    code: str = Field(description="To be shown at the store")
    name: str
    lines: list[FittingLineOut]

    @classmethod
    def of(cls, row: FittingRow) -> FittingOut:
        return cls(
            id=to_public(FITTING_PREFIX, row.id),
            status=row.status,
            location_id=to_public("loc", row.location_id),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            code=codes.code_of(row.id),
            name=row.name,
            lines=[FittingLineOut(sku=line.sku, name=line.name, quantity=line.quantity) for line in row.lines],
        )


class DayQuery(Schema):
    day: date | None = Field(None, description="A day at the place; without it, today")


@router.get(
    "/locations/{location_id}/fitting-slots",
    response={200: SlotsOut, **READ},
    operation_id="list_fitting_slots",
    summary="When one can try on",
)
@decorate_view(guards.read("carts.write"))
def list_fitting_slots(request: HttpRequest, location_id: LocationPath, wanted: Query[DayQuery]) -> SlotsOut:
    """Return the times of a day that are to come, at most three days ahead; a place without fitting rooms has none.

    A place whose hours nobody set is not known here.
    """
    key, at = from_public("loc", location_id), clock.now()
    calendar = hours.calendars([key]).get(key)
    if calendar is None:
        raise UnknownLocation(location=location_id)
    today = hours.today(calendar, at)
    day = wanted.day or today
    found = fittings.slots(key, day, at=at) if today <= day <= today + fit_on.AHEAD else ()
    return SlotsOut(items=[SlotOut(starts_at=one.starts_at, ends_at=one.ends_at, left=one.left) for one in found])


@router.post("/fittings", response={201: FittingOut, **WRITE}, operation_id="book_fitting", summary="Reserve to try on")
@decorate_view(guards.write("carts.write"))
def book_fitting(request: HttpRequest, body: FittingIn) -> Status[FittingOut]:
    """Take a room for a time and hold one unit of each SKU there, together or not at all. You tell the customer."""
    channel = channels.channel(body.channel)
    owner = from_public(CUSTOMER_PREFIX, body.customer_id) if body.customer_id else None
    wanted = FittingToBook(
        id=FittingId(new_id()),
        location_id=from_public("loc", body.location_id),
        channel_id=channel.id,
        starts_at=body.starts_at,
        lines=_lines([line.sku for line in body.lines], channel.language),
        name=body.name,
        email=body.email.lower(),
        phone=body.phone,
        language=channel.language,
        customer_id=customers.customer(owner).id if owner else None,
    )
    with schemas.skus_named(), db.savepoint():
        row = fit_on.book(wanted, at=clock.now(), actor=actor_of(request))
    return Status(201, FittingOut.of(row))


@router.get(
    "/fittings/{fitting_id}", response={200: FittingOut, **READ}, operation_id="get_fitting", summary="Read a fitting"
)
@decorate_view(guards.read("carts.write"))
def get_fitting(request: HttpRequest, fitting_id: FittingPath) -> FittingOut:
    """Return a fitting as it stands."""
    return FittingOut.of(fittings.fitting(_key(fitting_id)))


@router.post(
    "/fittings/{fitting_id}/cancel",
    response={200: FittingOut, **WRITE},
    operation_id="cancel_fitting",
    summary="Give the time and the goods back",
)
@decorate_view(guards.write("carts.write"))
def cancel_fitting(request: HttpRequest, fitting_id: FittingPath) -> FittingOut:
    """Cancel a fitting that is to come; its units are free again."""
    fit_on.end([_key(fitting_id)], FittingStatus.CANCELED, actor=actor_of(request))
    return FittingOut.of(fittings.fitting(_key(fitting_id)))


def _key(fitting_id: str) -> UUID:
    return from_public(FITTING_PREFIX, fitting_id)


def _lines(skus: list[str], language: str) -> tuple[FittingLine, ...]:
    known = variants.variant_ids_by_sku(skus)
    missing = next((sku for sku in skus if sku not in known), None)
    if missing is not None:
        raise UnknownSku(sku=missing)
    rows = variants.variants(list(known.values()), language=language)
    found = [rows[known[sku]] for sku in skus]
    return tuple(FittingLine(one.id, 1, one.sku, f"{one.title} {one.options_text}".strip()) for one in found)
