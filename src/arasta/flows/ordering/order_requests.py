"""Orders that come whole, as their senders word them, and the carts that they would have been."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from arasta.contexts.catalog.queries import selling
from arasta.contexts.catalog.queries.selling import SoldVariant
from arasta.contexts.catalog.types.refusals import UnknownSku
from arasta.contexts.channels.queries.channels import ChannelMissing
from arasta.contexts.channels.types import HoldPolicy, ServedChannel
from arasta.contexts.inventory.types import UnknownLocation
from arasta.contexts.orders.queries.carts import CartLineRow, CartRow
from arasta.contexts.orders.types import Address, CartStatus, DeliveryKind
from arasta.flows.ordering.standing import Standing
from arasta.kernel.errors import DomainError
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money


@dataclass(frozen=True, slots=True)
class OrderLineRequest:
    """So many of a SKU; `seen_price`: what the buyer saw a unit cost."""

    sku: str
    quantity: int
    seen_price: Money | None = None


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """An order that comes whole. Without currency or language the channel's are meant; `reference` is of its payment,
    and without one the money is owed. `external_id` is the sender's own and makes the order unique on its channel.
    `pickup_skus`: of an order that is sent, what is fetched at the pickup location all the same; `pickup_at`: when.
    """

    channel: str
    lines: tuple[OrderLineRequest, ...]
    email: str
    delivery: DeliveryKind
    delivery_method: str = ""
    pickup_location_id: UUID | None = None
    address: Address | None = None
    currency: str = ""
    language: str = ""
    reference: str = ""
    seen_total: Money | None = None
    external_id: str = ""
    pickup_skus: frozenset[str] = frozenset()
    pickup_at: datetime | None = None


class _WordedLine(Protocol):
    @property
    def sku(self) -> str: ...


class Worded(Protocol):
    """What names a channel, a language or none, and SKUs."""

    @property
    def channel(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def lines(self) -> Sequence[_WordedLine]: ...


class Shop:
    """The channels, variants and places that the requests of a batch speak of, read once."""

    def __init__(self, requests: Sequence[Worded]) -> None:
        self.standing = Standing()
        self.by_code = self.standing.channels_by_code({request.channel for request in requests})
        self.by_id = {one.channel.id: one for one in self.by_code.values()}
        wanted: dict[str, set[str]] = defaultdict(set)
        for request in requests:
            wanted[self.language_of(request)].update(line.sku for line in request.lines)
        self.sold: Mapping[tuple[str, str], SoldVariant] = {
            (sku, language): one
            for language, skus in wanted.items()
            for sku, one in selling.sold_by_sku(skus, language=language).items()
        }

    @property
    def sold_by_id(self) -> dict[tuple[UUID, str], SoldVariant]:
        return {(one.id, language): one for (_, language), one in self.sold.items()}

    def key(self, request: OrderRequest) -> tuple[UUID, str] | None:
        """Return the channel and the sender's own id, which make an order unique, if it has one."""
        served = self.by_code.get(request.channel)
        return (served.channel.id, request.external_id) if served and request.external_id else None

    def holds_carts(self, channel_id: UUID) -> bool:
        """Tell whether a channel holds units as soon as they are in a cart."""
        return self.by_id[channel_id].channel.hold_policy is HoldPolicy.ON_CART

    def unknown_in(self, request: Worded) -> DomainError | None:
        """Say what a request speaks of that does not exist: its channel, or a SKU."""
        if request.channel not in self.by_code:
            return ChannelMissing(given=request.channel)
        language = self.language_of(request)
        missing = next((line.sku for line in request.lines if (line.sku, language) not in self.sold), None)
        return UnknownSku(sku=missing) if missing is not None else None

    def cart(self, request: OrderRequest, *, at: datetime) -> CartRow | DomainError:
        """Read an order as the cart that it would have been, or say what it speaks of that does not exist."""
        unknown = self.unknown_in(request)
        if unknown:
            return unknown
        served, language = self.by_code[request.channel], self.language_of(request)
        lines = [
            CartLineRow(
                self.sold[line.sku, language].id,
                line.quantity,
                None if line.seen_price is None else line.seen_price.minor,
                is_fetched=line.sku in request.pickup_skus,
            )
            for line in request.lines
        ]
        if request.pickup_location_id and not _serves(served, request.pickup_location_id):
            return UnknownLocation(location=str(request.pickup_location_id))
        return _cart(request, served, tuple(lines), language, at)

    def language_of(self, request: Worded) -> str:
        """Return the language of a request: its own, else its channel's."""
        served = self.by_code.get(request.channel)
        return request.language or (served.channel.language if served else "en")


def _serves(served: ServedChannel, location_id: UUID) -> bool:
    return any(place.location_id == location_id and place.picks_up for place in served.places)


def _cart(
    request: OrderRequest, served: ServedChannel, lines: tuple[CartLineRow, ...], language: str, at: datetime
) -> CartRow:
    return CartRow(
        id=new_id(),
        channel_id=served.channel.id,
        customer_id=None,
        owner_key="",
        currency=request.currency or served.channel.currency,
        language=language,
        status=CartStatus.OPEN,
        version=0,
        email=request.email,
        delivery=request.delivery,
        delivery_method=request.delivery_method,
        pickup_location_id=request.pickup_location_id,
        address=request.address,
        lines=lines,
        changed_at=at,
    )
