"""Values of the stock room and the table of moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID

from arasta.kernel.errors import Conflict, Forbidden, Missing, gettext_noop

LocationId = NewType("LocationId", UUID)
VariantId = NewType("VariantId", UUID)
Recipe = tuple[tuple[UUID, int], ...]  # (component, how many of it are in one kit)
LevelKey = tuple[UUID, UUID]  # (variant, location), the order in which levels are locked


class LocationKind(StrEnum):
    """What a place is. LOCKER: a machine with compartments, which opens to a code at any hour. CHANNEL: a channel holds
    stock of ours there and ships it itself; nobody else sells it.
    """

    WAREHOUSE = "warehouse"
    STORE = "store"
    POPUP = "popup"
    PARTNER = "partner"
    LOCKER = "locker"
    CHANNEL = "channel"


class MovementKind(StrEnum):
    RECEIVED = "received"
    ADJUSTED_UP = "adjusted_up"
    ADJUSTED_DOWN = "adjusted_down"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    ALLOCATED = "allocated"
    RELEASED = "released"
    SHIPPED = "shipped"
    RETURNED = "returned"
    TRANSFERRED_OUT = "transferred_out"
    TRANSFERRED_IN = "transferred_in"
    ANNOUNCED = "announced"
    RECALLED = "recalled"
    ARRIVED = "arrived"


class Place(StrEnum):
    """Where a unit can be, as the ledger sees it."""

    OUTSIDE = "outside"
    SHELF = "shelf"
    BLOCKED = "blocked"
    PROMISED = "promised"
    CUSTOMER = "customer"
    TRANSIT = "transit"
    EXPECTED = "expected"


@dataclass(frozen=True, slots=True)
class Move:
    """From where to where a kind moves a unit, and what that does to the level's columns."""

    source: Place
    target: Place
    on_hand: int = 0
    unavailable: int = 0
    committed: int = 0
    incoming: int = 0


MOVES: dict[MovementKind, Move] = {
    MovementKind.RECEIVED: Move(Place.OUTSIDE, Place.SHELF, on_hand=1),
    MovementKind.ADJUSTED_UP: Move(Place.OUTSIDE, Place.SHELF, on_hand=1),
    MovementKind.ADJUSTED_DOWN: Move(Place.SHELF, Place.OUTSIDE, on_hand=-1),
    MovementKind.BLOCKED: Move(Place.SHELF, Place.BLOCKED, unavailable=1),
    MovementKind.UNBLOCKED: Move(Place.BLOCKED, Place.SHELF, unavailable=-1),
    MovementKind.ALLOCATED: Move(Place.SHELF, Place.PROMISED, committed=1),
    MovementKind.RELEASED: Move(Place.PROMISED, Place.SHELF, committed=-1),
    MovementKind.SHIPPED: Move(Place.PROMISED, Place.CUSTOMER, on_hand=-1, committed=-1),
    MovementKind.RETURNED: Move(Place.CUSTOMER, Place.SHELF, on_hand=1),
    MovementKind.TRANSFERRED_OUT: Move(Place.SHELF, Place.TRANSIT, on_hand=-1),
    MovementKind.TRANSFERRED_IN: Move(Place.TRANSIT, Place.SHELF, on_hand=1, incoming=-1),
    MovementKind.ANNOUNCED: Move(Place.OUTSIDE, Place.EXPECTED, incoming=1),
    MovementKind.RECALLED: Move(Place.EXPECTED, Place.OUTSIDE, incoming=-1),
    MovementKind.ARRIVED: Move(Place.EXPECTED, Place.SHELF, on_hand=1, incoming=-1),
}


class ReservationStatus(StrEnum):
    HELD = "held"
    CLAIMED = "claimed"
    RELEASED = "released"
    EXPIRED = "expired"


class TransferStatus(StrEnum):
    IN_TRANSIT = "in_transit"
    RECEIVED = "received"


class SupplyKind(StrEnum):
    """Where announced goods come from."""

    PURCHASE = "purchase"
    PRODUCTION = "production"
    OTHER = "other"


class SupplyStatus(StrEnum):
    EXPECTED = "expected"
    RECEIVED = "received"
    CANCELED = "canceled"


class TermsKind(StrEnum):
    """How a variant is sold when it is not there: out of what is announced, or before it appears at all."""

    BACKORDER = "backorder"
    PREORDER = "preorder"


class RuleKind(StrEnum):
    """How a channel sees less than the pool: a share of it, at most so many, none at all below a number, or so many less.

    BUFFER is computed from how late the channel hears of sales elsewhere; people set the others.
    """

    SHARE = "share"
    CAP = "cap"
    END_BELOW = "end_below"
    BUFFER = "buffer"


class TrackingMode(StrEnum):
    """How the units of a variant are told apart: by the lot they came with, or each by its own serial number."""

    LOT = "lot"
    SERIAL = "serial"


class SerialStatus(StrEnum):
    IN_STOCK = "in_stock"
    BLOCKED = "blocked"
    IN_TRANSIT = "in_transit"
    SOLD = "sold"
    LOST = "lost"


SERIAL_AT: dict[Place, SerialStatus] = {
    Place.SHELF: SerialStatus.IN_STOCK,
    Place.PROMISED: SerialStatus.IN_STOCK,
    Place.BLOCKED: SerialStatus.BLOCKED,
    Place.TRANSIT: SerialStatus.IN_TRANSIT,
    Place.CUSTOMER: SerialStatus.SOLD,
    Place.OUTSIDE: SerialStatus.LOST,
}
"""What is said of a numbered unit at a place; a promise names no unit yet."""


@dataclass(frozen=True, slots=True)
class Traced:
    """Units that bear a lot code, or the one that bears a serial number; `expires_on` comes with a new lot.

    `variant_id`: of which component, on the line of a kit.
    """

    code: str
    quantity: int = 1
    expires_on: date | None = None
    variant_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """One variant at one location. `fenced` is what other channels hold here for themselves.

    `is_tracked`: its units are told apart by lot or serial number; `is_fenced`: some channel keeps units here for itself.
    """

    variant_id: UUID
    location_id: UUID
    on_hand: int = 0
    unavailable: int = 0
    committed: int = 0
    reserved: int = 0
    incoming: int = 0
    safety_stock: int = 0
    fenced: int = 0
    is_tracked: bool = False
    is_fenced: bool = False

    @property
    def available(self) -> int:
        return self.on_hand - self.unavailable - self.committed

    @property
    def sellable(self) -> int:
        return max(0, self.available - self.reserved - self.safety_stock - self.fenced)


@dataclass(frozen=True, slots=True)
class StockLine:
    """So many of a variant at a location. `reference` is the caller's line id where there is one.

    `traced`: which lots or serial numbers they are, where somebody said so. A component of a kit's line names the kit
    and how many of it there are in one.
    """

    variant_id: UUID
    location_id: UUID
    quantity: int
    reference: UUID | None = None
    traced: tuple[Traced, ...] = ()
    kit_id: UUID | None = None
    per_unit: int = 1


@dataclass(frozen=True, slots=True)
class HoldRequest:
    """A cart that wants its lines held for a while; an earlier hold of the same cart is replaced.

    A hold that belongs to no cart bears its own id as `cart_id`. `dips_into_safety`: the goods are in the customer's hands
    already (till). `in_part`: rather a part of it than nothing.
    """

    cart_id: UUID
    channel_id: UUID
    lines: tuple[StockLine, ...]
    hold_for: timedelta
    dips_into_safety: bool = False
    in_part: bool = False


@dataclass(frozen=True, slots=True)
class AllocationRequest:
    """A placed order that wants its lines promised. `dips_into_safety`: the goods are sold already (till, marketplace).

    `later`: lines, or parts of them, that wait for what is announced. `is_anew`: the order had promises before.
    """

    order_id: UUID
    channel_id: UUID
    lines: tuple[StockLine, ...]
    cart_id: UUID | None = None
    dips_into_safety: bool = False
    later: tuple[StockLine, ...] = ()
    is_anew: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A cart's hold and when it ends (database time), with the lines that are held and their reservations."""

    cart_id: UUID
    expires_at: datetime
    lines: tuple[StockLine, ...] = ()
    reservation_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Shortage:
    """What is missing of one variant: asked for, and what there is."""

    variant_id: UUID
    location_id: UUID
    requested: int
    available: int


class OutOfStock(Conflict):
    """Not all lines can be had; `shortages` says what exactly is missing."""

    code = "out_of_stock"
    template = gettext_noop("Not enough stock: only %(available)s left of one product in your request.")

    def __init__(self, shortages: tuple[Shortage, ...]) -> None:
        self.shortages = shortages
        super().__init__(
            available=shortages[0].available,
            lines=[
                {"variant_id": str(s.variant_id), "requested": s.requested, "available": s.available} for s in shortages
            ],
        )

    @property
    def variant_ids(self) -> frozenset[UUID]:
        """Return what there is too little of."""
        return frozenset(short.variant_id for short in self.shortages)


class KitHasNoStock(Conflict):
    """Stock was to be put on a variant that is a kit."""

    code = "kit_has_no_stock"
    template = gettext_noop("That is a kit: it has no stock of its own, only that of what it consists of.")


class UnknownLocation(Missing):
    code = "unknown_location"
    template = gettext_noop("There is no location “%(location)s”.")


class AnotherLocation(Forbidden):
    """Staff limited to some locations reached for the stock of another."""

    code = "another_location"
    template = gettext_noop("You do not work at that location.")


class StockPromised(Conflict):
    """The level cannot go below what is promised, held or blocked."""

    code = "stock_promised"
    template = gettext_noop("Only %(free)s can be taken away; the rest is promised, held or blocked.")


class TransferClosed(Conflict):
    code = "transfer_closed"
    template = gettext_noop("This transfer has been received already.")
