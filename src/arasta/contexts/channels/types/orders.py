"""A channel's order in our words: what a connector reads out of the channel's document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from arasta.contexts.channels.types.explaining import Explanation
from arasta.contexts.channels.types.parking import ParkedReason
from arasta.kernel.money import Money


class PackageState(StrEnum):
    """Where a channel's package stands. REPLACED: it was made anew under other ids. UNKNOWN: a word not met before."""

    AWAITING_PAYMENT = "awaiting_payment"
    OPEN = "open"
    ACCEPTED = "accepted"
    INVOICED = "invoiced"
    SHIPPED = "shipped"
    AT_PICKUP = "at_pickup"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    RETURNED = "returned"
    CANCELLED = "cancelled"
    REPLACED = "replaced"
    UNKNOWN = "unknown"


OVER = frozenset({PackageState.CANCELLED, PackageState.REPLACED, PackageState.RETURNED, PackageState.UNDELIVERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelAddress:
    """An address as the channel gives it; `country` is ISO 3166."""

    name: str
    line1: str
    city: str
    country: str
    line2: str = ""
    district: str = ""
    postal_code: str = ""
    phone: str = ""
    tax_office: str = ""
    tax_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCustomer:
    """Who bought, as far as the channel tells; the mail address may be a relay."""

    external_id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelLine:
    """A line of a package. `sku` is the listing's external id. Prices are what the buyer pays, tax included.

    `total` is the truth for the line; `unit_price` is what one unit costs after discounts, `list_price` before them.
    """

    external_id: str
    sku: str
    seller_sku: str
    title: str
    quantity: int
    list_price: Money
    unit_price: Money
    total: Money
    seller_discount: Money
    channel_discount: Money
    tax_rate: Decimal
    commission_rate: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPackage:
    """A package of a channel's order. `version` grows with every change; an older one must not overwrite a newer."""

    external_id: str
    state: PackageState
    external_status: str
    version: int
    lines: Sequence[ChannelLine]
    total: Money
    origin_ids: Sequence[str] = ()
    tracking_number: str = ""
    tracking_url: str = ""
    carrier: str = ""
    ship_by: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Something in a channel's document that a person must look at before it is taken."""

    reason: ParkedReason
    about: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelOrder:
    """A channel's order, or the part of it that changed. `raw` is the channel's own document, as JSON text.

    `delivery` is what the buyer pays beside the goods, tax included: delivery, and fees that belong to no line.
    `held_by_channel`: the channel ships it, from stock of ours that it holds; our own stock is not touched.
    """

    external_id: str
    placed_at: datetime
    currency: str
    packages: Sequence[ChannelPackage]
    customer: ChannelCustomer
    ship_to: ChannelAddress
    bill_to: ChannelAddress
    version: int
    raw: str
    doubts: Sequence[Doubt] = ()
    delivery: Money | None = None
    delivery_tax_rate: Decimal = Decimal("0.20")
    held_by_channel: bool = False

    @property
    def live_packages(self) -> Sequence[ChannelPackage]:
        """The packages that were not made anew under other ids."""
        replaced = {origin for package in self.packages for origin in package.origin_ids}
        return [p for p in self.packages if p.state is not PackageState.REPLACED and p.external_id not in replaced]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmapped:
    """A document that could not be read as an order: it is parked as it came."""

    external_id: str
    explanation: Explanation
    raw: str


@dataclass(frozen=True, slots=True)
class ExternalLine:
    """A stored line of a package, and the line of our order it stands for."""

    external_id: str
    sku: str
    quantity: int
    order_line_id: UUID | None


@dataclass(frozen=True, slots=True)
class ExternalPackage:
    """A stored package; `replaced` once it was made anew under another id. `gone`: lines of ours that left it whole."""

    id: UUID
    external_id: str
    state: PackageState
    status: str
    tracking_number: str
    carrier: str
    version: int
    replaced: bool
    lines: Sequence[ExternalLine]
    gone: Sequence[UUID] = ()

    @property
    def is_wanted(self) -> bool:
        """Whether the buyer still wants what is in it, or has it."""
        return not self.replaced and self.state not in OVER


@dataclass(frozen=True, slots=True)
class ExternalOrder:
    """A stored order of a channel."""

    id: UUID
    channel_id: UUID
    external_id: str
    order_id: UUID | None
    external_status: str
    version: int
    packages: Sequence[ExternalPackage]

    @property
    def live_packages(self) -> Sequence[ExternalPackage]:
        """The packages that were not made anew under other ids."""
        return [p for p in self.packages if not p.replaced and p.state is not PackageState.REPLACED]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLink:
    """An order of ours and the channel's order it came from."""

    channel_id: UUID
    external_id: str
    order_id: UUID


@dataclass(frozen=True, slots=True)
class Linked:
    """What became of a link. Not new: the order was linked before, to `order_id`."""

    external_order_id: UUID
    external_id: str
    order_id: UUID
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LineLink:
    """A line of ours and the channel's line it stands for."""

    package_id: str
    external_line_id: str
    order_line_id: UUID


@dataclass(frozen=True, slots=True)
class PackageChange:
    """What a document did to a stored package. Stale documents (`applied` false) changed nothing."""

    package_id: str
    before: str
    after: PackageState
    is_new: bool
    applied: bool


@dataclass(frozen=True, slots=True)
class RecordedOrder:
    """A channel's order after its packages were written down."""

    external_order_id: UUID
    external_id: str
    order_id: UUID | None
    changes: Sequence[PackageChange]
    packages: Sequence[ExternalPackage]


def lacks_a_package(packages: Sequence[ExternalPackage]) -> bool:
    """Tell whether units of a package that was made anew are in none of the packages seen so far.

    A page may end between two packages that were made out of one: what seems canceled may be in the other.
    """
    before: dict[str, int] = {}
    now: dict[str, int] = {}
    for package in packages:
        for line in package.lines:
            if package.replaced or package.state is PackageState.REPLACED:
                before[line.external_id] = max(before.get(line.external_id, 0), line.quantity)
            else:
                now[line.external_id] = now.get(line.external_id, 0) + line.quantity
    return any(now.get(key, 0) < units for key, units in before.items())


def has_arrived(packages: Sequence[ExternalPackage]) -> bool:
    """Tell whether all packages that the buyer still wants were delivered."""
    wanted = [package.state for package in packages if package.is_wanted]
    return bool(wanted) and all(state is PackageState.DELIVERED for state in wanted)


def still_wanted(packages: Sequence[ExternalPackage]) -> dict[UUID, int]:
    """Return how many units of each line of ours the buyer still wants; lines nothing is wanted of count zero.

    Judge by all stored packages, never by one document: a stream may bring the old package before the new one.
    """
    wanted: dict[UUID, int] = {}
    for package in packages:
        for line_id in package.gone:
            wanted.setdefault(line_id, 0)
        for line in package.lines:
            if line.order_line_id is not None:
                count = line.quantity if package.is_wanted else 0
                wanted[line.order_line_id] = wanted.get(line.order_line_id, 0) + count
    return wanted
