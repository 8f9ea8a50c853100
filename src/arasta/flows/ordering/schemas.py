"""Shapes of carts and orders in JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, cast
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from arasta.contexts.catalog.queries import selling, variants
from arasta.contexts.catalog.types.refusals import UnknownSku
from arasta.contexts.channels.queries import channels
from arasta.contexts.inventory.types import OutOfStock
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.queries.orders import LineRow, OrderDetail, OrderFilter, OrderRow
from arasta.contexts.orders.services.carts import CartLineInput
from arasta.contexts.orders.types import FulfillmentStatus, OrderStatus, PaymentStatus
from arasta.flows.ordering.checkout_schemas import CheckoutIn, refuse_others
from arasta.flows.ordering.open_carts import CartLine, CartRequest
from arasta.flows.ordering.price_cart import PricedCart, PricedLine
from arasta.flows.ordering.refusals import NotSold
from arasta.kernel.http.schemas import Body, MoneyIn, MoneyOut, once_by, spelled_out
from arasta.kernel.ids import to_public
from arasta.kernel.pages import Page
from arasta.kernel.quantity import MOST


class FirstLineIn(Body):
    sku: str = Field(min_length=1, max_length=100)
    quantity: int = Field(strict=True, ge=1, le=MOST)


class CartLineIn(Body):
    sku: str = Field(min_length=1, max_length=100)
    quantity: int = Field(strict=True, ge=0, le=MOST, description="0 takes the SKU out")


class CartLinesIn(Body):
    lines: Annotated[list[CartLineIn], once_by("sku")] = Field(min_length=1, max_length=500)


class CartIn(Body):
    channel: str = Field(description="Code of the channel", max_length=60)
    currency: str = Field(default="", pattern="^([A-Z]{3})?$", description="ISO 4217; empty: the channel's")
    language: str = Field(default="", pattern="^(en|tr|ru)?$", description="Empty: the channel's")
    lines: Annotated[list[FirstLineIn], once_by("sku")] = Field(default_factory=list, max_length=500)
    checkout: CheckoutIn | None = Field(default=None, description="How the goods shall reach the buyer, if you know")

    @model_validator(mode="after")
    def _picks_up_its_lines(self) -> CartIn:
        if self.checkout:
            refuse_others(self.checkout, self.lines)
        return self

    def given(self) -> CartRequest:
        """Read it. Raises UnknownId, UnknownLocation, UnknownSku."""
        return CartRequest(
            channel=self.channel,
            lines=tuple(CartLine(line.sku, line.quantity) for line in self.lines),
            currency=self.currency,
            language=self.language,
            checkout=self.checkout.given() if self.checkout else None,
        )


class PlaceIn(Body):
    provider: str = Field(
        default="testpay",
        max_length=60,
        description="`recorded`: you took the money elsewhere, and `token` is your reference of it",
    )
    token: str = Field(min_length=1, max_length=200, description="Stands for the card; card numbers never come here")
    return_url: str = Field(
        default="", pattern="^(https?://.+)?$", max_length=500, description="Where the bank sends the buyer back to"
    )
    seen_total: MoneyIn | None = Field(default=None, description="What the buyer saw; another total is refused")


class CancelIn(Body):
    reason: str = Field(min_length=1, max_length=500)


class CartLineOut(BaseModel):
    sku: str
    name: str
    options: str
    quantity: int
    unit_price: MoneyOut
    total: MoneyOut
    tax_rate: Decimal
    offered: int = Field(description="How many the channel may sell now")
    later: int = Field(description="How many more may be promised out of what is to come")
    promised_on: date | None = Field(description="The day that those would be promised for")
    price_changed: bool
    delivery: str = Field(description="How it reaches the buyer: delivery, pickup or, not said yet, empty")

    @classmethod
    def of(cls, line: PricedLine, cart: CartRow) -> CartLineOut:
        return cls(
            sku=line.variant.sku,
            name=line.variant.title,
            options=line.variant.options_text,
            quantity=line.quantity,
            unit_price=MoneyOut.of(line.unit_price),
            total=MoneyOut.of(line.total),
            tax_rate=line.tax_rate,
            offered=line.offered,
            later=line.later.units if line.later else 0,
            promised_on=line.later.promised_on if line.later else None,
            price_changed=line.price_changed,
            delivery=cart.way_of(line.variant.id) or "",
        )


class CartOut(BaseModel):
    id: str = Field(description="`crt_...`")
    channel: str
    status: str = Field(description="open, ordered or abandoned")
    version: int
    lines: list[CartLineOut]
    not_sold_here: list[str] = Field(description="Variants without a price or tax rate here: `var_...`")
    lines_total: MoneyOut
    delivery: MoneyOut
    tax: MoneyOut = Field(description="Contained in the total")
    total: MoneyOut
    held_until: datetime | None
    pickup_location: str | None = Field(description="`loc_...`")

    @classmethod
    def of(cls, priced: PricedCart) -> CartOut:
        return cls(
            id=to_public("crt", priced.cart.id),
            channel=priced.channel.code,
            status=priced.cart.status,
            version=priced.cart.version,
            lines=[CartLineOut.of(line, priced.cart) for line in priced.lines],
            not_sold_here=[to_public("var", key) for key in priced.unsellable],
            lines_total=MoneyOut.of(priced.lines_total),
            delivery=MoneyOut.of(priced.delivery),
            tax=MoneyOut.of(priced.tax),
            total=MoneyOut.of(priced.total),
            held_until=priced.held_until,
            pickup_location=_location(priced.cart.pickup_location_id),
        )


class HoldOut(BaseModel):
    cart_id: str = Field(description="`crt_...`")
    expires_at: datetime


class OrderSummary(BaseModel):
    id: str = Field(description="`ord_...`")
    number: str = Field(description="For people; carries no meaning")
    channel: str
    external_id: str
    status: str
    payment_status: str
    fulfillment_status: str
    delivery: str
    customer_name: str
    email: str
    total: MoneyOut
    units: int
    placed_at: datetime


class OrderLineOut(BaseModel):
    id: str = Field(description="`lin_...`")
    sku: str
    name: str
    options: str
    quantity: int
    canceled: int
    shipped: int
    returned: int
    unit_price: MoneyOut
    discount: MoneyOut
    total: MoneyOut
    tax_rate: Decimal
    tax: MoneyOut
    waiting: int = Field(default=0, description="Units that are to come, where the order is read")
    promised_on: date | None = Field(default=None, description="The day that those are promised for")
    delivery: str = Field(description="How it reaches the customer: counter, delivery or pickup")

    @classmethod
    def of(cls, line: LineRow, detail: OrderDetail) -> OrderLineOut:
        same = ("sku", "name", "options", "quantity", "canceled", "shipped", "returned")
        return cls(
            id=to_public("lin", line.id),
            **{name: getattr(line, name) for name in same},
            unit_price=MoneyOut.of(line.unit_price),
            discount=MoneyOut.of(line.discount),
            total=MoneyOut.of(line.total),
            tax_rate=line.tax_rate,
            tax=MoneyOut.of(line.tax),
            delivery=detail.way_of(line),
        )


class OrderAddressOut(BaseModel):
    """As the order remembers it; a marketplace may have left parts empty."""

    name: str
    line1: str
    line2: str
    district: str
    city: str
    region: str
    postal_code: str
    country: str
    phone: str


class EntryOut(BaseModel):
    kind: str
    text: str
    by: str
    at: datetime


class OrderOut(OrderSummary):
    lines: list[OrderLineOut]
    addresses: dict[str, OrderAddressOut] = Field(description="`shipping` and `billing`, where known")
    delivery_price: MoneyOut
    tax: MoneyOut
    paid: MoneyOut
    refunded: MoneyOut
    timeline: list[EntryOut]
    location: str | None = Field(description="`loc_...`, where it is picked up or was sold")

    @classmethod
    def of(cls, detail: OrderDetail, codes: Mapping[UUID, str] | None = None) -> OrderOut:
        return cls(
            **summary(detail.row, codes or _codes([detail.row])).model_dump(),
            lines=[OrderLineOut.of(line, detail) for line in detail.lines],
            addresses={role.value: OrderAddressOut(**asdict(place)) for role, place in detail.addresses.items()},
            delivery_price=MoneyOut.of(detail.delivery_price),
            tax=MoneyOut.of(detail.tax),
            paid=MoneyOut.of(detail.paid),
            refunded=MoneyOut.of(detail.refunded),
            timeline=[
                EntryOut(
                    kind=entry.kind, text=entry.text, by=entry.actor_name or entry.actor_kind, at=entry.happened_at
                )
                for entry in detail.timeline
            ],
            location=_location(detail.row.location_id),
        )


class PlacedOut(BaseModel):
    """The order; or, while the buyer must prove themselves at the bank, where to send them."""

    order: OrderOut | None = None
    payment_id: str = Field(default="", description="`pay_...`, to confirm when the buyer is back")
    redirect_url: str = ""


def cart_told(priced: PricedCart) -> dict[str, object]:
    """Write a cart as plain JSON values."""
    return CartOut.of(priced).model_dump(mode="json")


def orders_told(details: Sequence[OrderDetail], known: Mapping[UUID, str]) -> list[OrderOut]:
    """Write orders, with one look at those of their channels whose codes are not known."""
    codes = {**known, **_codes([detail.row for detail in details if detail.row.channel_id not in known])}
    return [OrderOut.of(detail, codes) for detail in details]


def placed_told(order: OrderOut, payment_id: UUID | None) -> dict[str, object]:
    """Write a placed order as plain JSON values."""
    payment = to_public("pay", payment_id) if payment_id else ""
    return PlacedOut(order=order, payment_id=payment).model_dump(mode="json")


class OrderQuery(BaseModel):
    channel: str | None = Field(None, description="Code")
    status: OrderStatus | None = None
    payment_status: PaymentStatus | None = None
    fulfillment_status: Annotated[FulfillmentStatus, spelled_out(FulfillmentStatus)] | None = None
    search: str = Field(default="", max_length=100)
    cursor: str | None = None
    limit: int = Field(default=50, ge=1, le=200)

    def given(self) -> OrderFilter:
        """Read it. Raises ChannelMissing."""
        return OrderFilter(
            channel_id=channels.channel(self.channel).id if self.channel else None,
            status=self.status,
            payment_status=self.payment_status,
            fulfillment_status=self.fulfillment_status,
            search=self.search,
        )


class OrderPage(BaseModel):
    items: list[OrderSummary]
    next_cursor: str | None = Field(description="Send it as `cursor`; null at the end")

    @classmethod
    def of(cls, page: Page[OrderRow]) -> OrderPage:
        codes = _codes(page.items)
        return cls(items=[summary(row, codes) for row in page.items], next_cursor=page.next_cursor)


def summary(row: OrderRow, codes: Mapping[UUID, str]) -> OrderSummary:
    """Dress an order for the outside; `codes` are those of the channels."""
    return OrderSummary(
        id=to_public("ord", row.id),
        number=row.number,
        channel=codes[row.channel_id],
        external_id=row.external_id,
        status=row.status,
        payment_status=row.payment_status,
        fulfillment_status=row.fulfillment_status,
        delivery=row.delivery,
        customer_name=row.customer_name,
        email=row.email,
        total=MoneyOut.of(row.total),
        units=row.units,
        placed_at=row.placed_at,
    )


def cart_lines(lines: Sequence[FirstLineIn | CartLineIn]) -> list[CartLineInput]:
    """Find the variants of SKUs. Raises UnknownSku."""
    known = variants.variant_ids_by_sku([line.sku for line in lines])
    for line in lines:
        if line.sku not in known:
            raise UnknownSku(sku=line.sku)
    return [CartLineInput(known[line.sku], line.quantity) for line in lines]


@contextmanager
def skus_named() -> Iterator[None]:
    """Name the SKUs where a refusal knows only variants."""
    try:
        yield
    except (OutOfStock, NotSold) as refusal:
        name_skus([refusal])
        raise


def name_skus(refusals: Sequence[object]) -> None:
    """Name the SKUs in refusals that know only variants, with one look into the catalog."""
    short = [one for one in refusals if isinstance(one, OutOfStock)]
    unsold = [(one, [UUID(key) for key in _variants_of(one)]) for one in refusals if isinstance(one, NotSold)]
    keys = {shortage.variant_id for one in short for shortage in one.shortages} | {k for _, ks in unsold for k in ks}
    skus = _skus(list(keys)) if keys else {}
    for one in short:
        one.details["lines"] = [
            {"sku": skus[each.variant_id], "requested": each.requested, "available": each.available}
            for each in one.shortages
        ]
    for refusal, named in unsold:
        refusal.details["skus"] = [skus[key] for key in named if key in skus]


def _location(key: UUID | None) -> str | None:
    return to_public("loc", key) if key else None


def _variants_of(refusal: NotSold) -> list[str]:
    return cast(list[str], refusal.details.pop("variants", []))


def _skus(variant_ids: Sequence[UUID]) -> dict[UUID, str]:
    return {key: one.sku for key, one in selling.sold_variants(variant_ids, language="en").items()}


def _codes(rows: Sequence[OrderRow]) -> dict[UUID, str]:
    wanted = list({row.channel_id for row in rows})
    return {key: row.code for key, row in channels.channels_by_id(wanted).items()} if wanted else {}
