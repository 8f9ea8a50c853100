"""What waits at a store to be fetched or tried on, and who is here for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.types import DeliveryKind, FulfillmentOrderRow, FulfillmentStatus
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.types import AddressRole, PaymentStatus
from arasta.contexts.pickup.queries import arrivals, codes, fittings, keeps, shortfalls
from arasta.contexts.pickup.types import (
    FITTING_PREFIX,
    ArrivalRow,
    FittingRow,
    FittingStatus,
    KeepRow,
    ShortfallRow,
)
from arasta.flows.ordering import fit_on
from arasta.kernel.ids import to_public
from arasta.kernel.money import Money
from arasta.kernel.web import goods
from arasta.surfaces.pos.desk import Desk

FULFILLMENT_PREFIX = "ful"
_MOST = 100
_A_DAY = timedelta(days=1)
_S = FulfillmentStatus


@dataclass(frozen=True, slots=True)
class Pickup:
    """A fulfillment order to be fetched here, with whoever came for it."""

    row: FulfillmentOrderRow
    order: OrderDetail
    arrival: ArrivalRow | None
    keep: KeepRow | None
    missing: tuple[ShortfallRow, ...] = ()

    @property
    def key(self) -> str:
        return to_public(FULFILLMENT_PREFIX, self.row.id)

    @property
    def customer(self) -> str:
        """Return who comes: the name given for the pickup, else whatever is known."""
        given = self.order.addresses.get(AddressRole.BILLING) or self.order.addresses.get(AddressRole.SHIPPING)
        return (given.name if given else "") or self.order.row.customer_name or self.order.row.email

    @property
    def owed(self) -> Money | None:
        """Return what is still to be paid, if anything is."""
        row = self.order.row
        return row.total if row.payment_status is PaymentStatus.UNPAID and row.total else None

    @property
    def is_here(self) -> bool:
        return self.arrival is not None

    @property
    def is_ready(self) -> bool:
        return self.row.status is _S.READY


@dataclass(frozen=True, slots=True)
class Fitting:
    """A fitting with its code for the counter."""

    row: FittingRow

    @property
    def key(self) -> str:
        return to_public(FITTING_PREFIX, self.row.id)


@dataclass(frozen=True, slots=True)
class Coming:
    """Goods of another location that are brought here to be fetched."""

    row: FulfillmentOrderRow

    @property
    def key(self) -> str:
        return to_public(FULFILLMENT_PREFIX, self.row.id)

    @property
    def is_sent(self) -> bool:
        return self.row.status is _S.SENT


@dataclass(frozen=True, slots=True)
class Board:
    """The store's desk: who is here, what is ready, to be prepared or on its way here, and today's fittings."""

    here: tuple[Pickup, ...]
    ready: tuple[Pickup, ...]
    to_prepare: tuple[Pickup, ...]
    fittings: tuple[Fitting, ...]
    coming: tuple[Coming, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.here or self.ready or self.to_prepare or self.fittings or self.coming)


def board(desk: Desk, *, at: datetime) -> Board:
    """Return what waits at the desk's store; whoever is here first, longest first."""
    found = _pickups(_waiting(desk))
    here = sorted(
        (one for one in found if one.arrival), key=lambda one: (bool(one.arrival and one.arrival.seen_at), _came(one))
    )
    rest = [one for one in found if not one.is_here]
    return Board(
        here=tuple(here),
        ready=tuple(one for one in rest if one.is_ready),
        to_prepare=tuple(sorted((one for one in rest if not one.is_ready), key=_wanted)),
        fittings=tuple(Fitting(row) for row in _fittings(desk, at=at) if _is_due(row, desk, at=at)),
        coming=tuple(Coming(row) for row in goods.called(fulfillment.coming_to(desk.location.id))),
    )


def _fittings(desk: Desk, *, at: datetime) -> list[FittingRow]:
    """Return the fittings that can be booked in the store, from this morning on, and are not over."""
    live = (FittingStatus.BOOKED, FittingStatus.ARRIVED)
    begin = _morning(desk, at)
    return fittings.of_places([desk.location.id], since=begin, until=begin + fit_on.AHEAD + _A_DAY, statuses=live)


def _is_due(row: FittingRow, desk: Desk, *, at: datetime) -> bool:
    """Tell whether it is one of today, or of somebody who is here already."""
    return row.status is FittingStatus.ARRIVED or row.starts_at < _morning(desk, at) + _A_DAY


def _morning(desk: Desk, at: datetime) -> datetime:
    return at.astimezone(desk.zone).replace(hour=0, minute=0, second=0, microsecond=0)


def pickup(row: FulfillmentOrderRow) -> Pickup:
    """Return a fulfillment order as the desk sees it."""
    return _pickups([row])[0]


def find(desk: Desk, text: str, *, at: datetime) -> Pickup | Fitting | None:
    """Find what a customer's code, or a number, means: of this store only."""
    for booked in _fittings(desk, at=at):
        if codes.same(codes.code_of(booked.id), text):
            return Fitting(booked)
    word = text.strip().lower()
    for row in _waiting(desk):
        numbers = {row.number.lower(), row.order_number.lower()}
        if word in numbers or codes.same(codes.code_of(row.order_id), text):
            return pickup(row)
    return None


def _waiting(desk: Desk) -> list[FulfillmentOrderRow]:
    page = fulfillment.fulfillment_page(location_ids=[desk.location.id], limit=_MOST)
    return [row for row in page.items if row.kind is DeliveryKind.PICKUP]


def _pickups(rows: Sequence[FulfillmentOrderRow]) -> list[Pickup]:
    rows, order_ids = goods.called(rows), [row.order_id for row in rows]
    orders, came = order_book.orders(order_ids), arrivals.arrivals([row.id for row in rows])
    kept, missing = keeps.keeps(order_ids), shortfalls.open_of(order_ids)
    return [
        Pickup(
            row,
            orders[row.order_id],
            came.get(row.id),
            kept.get(row.order_id),
            tuple(one for one in missing if one.fulfillment_order_id == row.id),
        )
        for row in rows
    ]


def _came(one: Pickup) -> datetime:
    return one.arrival.arrived_at if one.arrival else one.row.created_at


def _wanted(one: Pickup) -> datetime:
    """Return when it is wanted: at the time that its customer chose, else as soon as can be."""
    return one.row.due_at or one.row.created_at


def lines_of(missing: Sequence[ShortfallRow]) -> dict[UUID, int]:
    """Return by order line how many units the customer is asked about."""
    return {one.order_line_id: one.quantity for one in missing}
