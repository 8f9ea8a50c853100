"""Shapes in JSON of orders that come whole."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, model_validator

from arasta.contexts.orders.types import Address, DeliveryKind
from arasta.flows.ordering.checkout_schemas import CartAddressIn, WaysIn, refuse_others
from arasta.flows.ordering.order_requests import OrderLineRequest, OrderRequest
from arasta.flows.ordering.take_orders import TakenOrder
from arasta.kernel.http.batches import Batch, Unreadable
from arasta.kernel.http.schemas import Body, MoneyIn, MoneyOut, Problem, once_by
from arasta.kernel.ids import UnknownId, from_public, to_public
from arasta.kernel.quantity import MOST

MOST_LINES = 500
MOST_ORDERS = 1_000


class WholeLineIn(Body):
    sku: str = Field(min_length=1, max_length=100)
    quantity: int = Field(strict=True, ge=1, le=MOST)
    unit_price: MoneyIn | None = Field(default=None, description="What the buyer saw; another price is refused")


class RecordedPaymentIn(Body):
    """Money that was taken elsewhere. A card that must be asked for money goes by a cart."""

    provider: Literal["recorded"]
    token: str = Field(min_length=1, max_length=200, description="Your reference of the payment")


class WholeOrderIn(WaysIn):
    channel: str = Field(description="Code of the channel", max_length=60)
    currency: str = Field(default="", pattern="^([A-Z]{3})?$", description="ISO 4217; empty: the channel's")
    language: str = Field(default="", pattern="^(en|tr|ru)?$", description="Empty: the channel's")
    lines: Annotated[list[WholeLineIn], once_by("sku")] = Field(min_length=1, max_length=MOST_LINES)
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)
    pickup_at: AwareDatetime | None = Field(
        default=None, description="When the buyer comes: one of the times that are free at the place"
    )
    address: CartAddressIn | None = None
    payment: RecordedPaymentIn | None = Field(default=None, description="None: the money is still owed")
    seen_total: MoneyIn | None = Field(default=None, description="What the buyer saw; another total is refused")
    external_id: str = Field(
        default="", max_length=200, description="Your own id of the order: it enters the channel's book once"
    )

    @model_validator(mode="after")
    def _picks_up_its_lines(self) -> WholeOrderIn:
        if self.pickup_skus:
            refuse_others(self, self.lines)
            if len(set(self.pickup_skus)) == len(self.lines):
                raise ValueError("What is picked up as a whole is a pickup")
        return self

    def given(self) -> OrderRequest:
        """Read it. Raises UnknownId."""
        return OrderRequest(
            channel=self.channel,
            lines=tuple(
                OrderLineRequest(line.sku, line.quantity, line.unit_price.given() if line.unit_price else None)
                for line in self.lines
            ),
            email=self.email.lower(),
            delivery=DeliveryKind(self.delivery),
            delivery_method=self.delivery_method,
            pickup_location_id=self._pickup_location(),
            address=Address(**self.address.__dict__) if self.address else None,
            currency=self.currency,
            language=self.language,
            reference=self.payment.token if self.payment else "",
            seen_total=self.seen_total.given() if self.seen_total else None,
            external_id=self.external_id,
            pickup_skus=frozenset(self.pickup_skus),
            pickup_at=self.pickup_at,
        )

    def _pickup_location(self) -> UUID | None:
        return from_public("loc", self.pickup_location) if self.pickup_location else None


class WholeOrdersIn(Batch):
    entries_in = "orders"

    orders: list[WholeOrderIn] = Field(min_length=1, max_length=MOST_ORDERS)

    def given(self) -> list[OrderRequest | UnknownId | Unreadable]:
        """Read the orders in their places, and why some cannot be."""
        return list(self.in_place([_given(order) for order in self.orders]))


def _given(order: WholeOrderIn) -> OrderRequest | UnknownId:
    try:
        return order.given()
    except UnknownId as unknown:
        return unknown


class ReceiptLineOut(BaseModel):
    id: str = Field(description="`lin_...`")
    sku: str
    quantity: int


class OrderReceiptOut(BaseModel):
    id: str = Field(description="`ord_...`")
    number: str = Field(description="For people; carries no meaning")
    external_id: str
    total: MoneyOut
    lines: list[ReceiptLineOut] = Field(description="Empty where the order was in the book before")


class TakenOut(BaseModel):
    """The order that was taken, or the one that the book had under the external id."""

    order: OrderReceiptOut
    payment_id: str = Field(description="`pay_...`, where money was recorded")


class ResultOut(BaseModel):
    """What became of one order of a batch: taken, in the book before, or refused for the reason told."""

    status: Literal["placed", "known", "refused"]
    order: OrderReceiptOut | None
    payment_id: str
    problem: Problem | None


class ResultsOut(BaseModel):
    results: list[ResultOut] = Field(description="In the order of the orders sent")


def receipt(taken: TakenOrder, external_id: str) -> dict[str, object]:
    """Write what a TakenOut says, as plain values: batches are too large for a model per line."""
    order = taken.order
    return {
        "order": {
            "id": to_public("ord", order.id),
            "number": order.number,
            "external_id": external_id,
            "total": {"minor": order.total.minor, "currency": order.total.currency},
            "lines": [
                {"id": to_public("lin", line.id), "sku": line.sku, "quantity": line.quantity} for line in order.lines
            ],
        },
        "payment_id": to_public("pay", taken.payment_id) if taken.payment_id else "",
    }
