"""Shapes in JSON of how goods shall reach a buyer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, Protocol
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.types.refusals import UnknownSku
from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.types import UnknownLocation
from arasta.contexts.orders.services.carts import CheckoutInput
from arasta.contexts.orders.types import Address, DeliveryKind
from arasta.kernel.http.schemas import Body
from arasta.kernel.ids import from_public


class CartAddressIn(Body):
    name: str = Field(min_length=1, max_length=200)
    line1: str = Field(min_length=1, max_length=200)
    city: str = Field(min_length=1, max_length=100)
    country: str = Field(pattern="^[A-Z]{2}$", description="ISO 3166, two letters")
    line2: str = Field(default="", max_length=200)
    district: str = Field(default="", max_length=100)
    region: str = Field(default="", max_length=100)
    postal_code: str = Field(default="", max_length=20)
    phone: str = Field(default="", max_length=30)


class WaysIn(Body):
    """How the lines reach the buyer: all in one way, or some of what is sent fetched at a store."""

    delivery: Literal["delivery", "pickup"]
    delivery_method: str = Field(default="", max_length=60, description="Code of a delivery method")
    pickup_location: str | None = Field(default=None, description="`loc_...`", max_length=40)
    pickup_skus: list[Annotated[str, StringConstraints(min_length=1, max_length=100)]] = Field(
        default_factory=list,
        max_length=500,
        description="Of a delivery: what the buyer picks up at `pickup_location` all the same",
    )

    @model_validator(mode="after")
    def _is_one_or_split(self) -> WaysIn:
        if self.pickup_skus and (self.delivery != "delivery" or self.pickup_location is None):
            raise ValueError("pickup_skus go with a delivery and a pickup_location")
        return self


class CheckoutIn(WaysIn):
    email: str = Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)
    address: CartAddressIn | None = None

    def given(self) -> CheckoutInput:
        """Read it. Raises UnknownId, UnknownLocation, UnknownSku."""
        return CheckoutInput(
            email=self.email.lower(),
            delivery=DeliveryKind(self.delivery),
            delivery_method=self.delivery_method,
            pickup_location_id=_place(self.pickup_location) if self.pickup_location else None,
            address=Address(**self.address.model_dump()) if self.address else None,
            fetched=_variants(self.pickup_skus) if self.pickup_skus else frozenset(),
        )


class _Named(Protocol):
    sku: str


def refuse_others(ways: WaysIn, lines: Sequence[_Named]) -> None:
    """Refuse SKUs to be picked up that are no lines. Raises ValueError."""
    if not set(ways.pickup_skus) <= {line.sku for line in lines}:
        raise ValueError("pickup_skus must be SKUs of the lines")


def _variants(skus: Sequence[str]) -> frozenset[UUID]:
    known = variants.variant_ids_by_sku(skus)
    missing = next((sku for sku in skus if sku not in known), None)
    if missing is not None:
        raise UnknownSku(sku=missing)
    return frozenset(known.values())


def _place(word: str) -> UUID:
    key = from_public("loc", word)
    if key not in locations.by_id():
        raise UnknownLocation(location=word)
    return key
