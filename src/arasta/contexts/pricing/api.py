"""Prices over JSON, by variant id."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from arasta.contexts.pricing.queries import prices
from arasta.contexts.pricing.services import prices as setting
from arasta.contexts.pricing.types import PriceCell, PriceInput
from arasta.kernel import clock
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Body, MoneyIn, MoneyOut, Problem
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of

router = Router(tags=["Prices"])

MOST_PRICES = 5_000
VARIANT_PREFIX, CHANNEL_PREFIX = "var", "chn"
REFUSALS = {401: Problem, 403: Problem, 422: Problem}

PublicId = Annotated[str, Field(description="`var_...`", max_length=40)]


class PriceOut(Schema):
    price_list: str
    channel_id: str | None = Field(description="`chn_...`; null when the list serves all channels")
    min_quantity: int
    price: MoneyOut = Field(description="Tax included")
    compare_at: MoneyOut | None = Field(description="The old price shown beside it")

    @classmethod
    def of(cls, cell: PriceCell) -> PriceOut:
        return cls(
            price_list=cell.price_list,
            channel_id=to_public(CHANNEL_PREFIX, cell.channel_id) if cell.channel_id else None,
            min_quantity=cell.min_quantity,
            price=MoneyOut.of(cell.price),
            compare_at=MoneyOut.of(cell.compare_at) if cell.compare_at else None,
        )


class VariantPrices(Schema):
    variant_id: str
    prices: list[PriceOut]


class AskedPrices(Schema):
    variant_id: list[PublicId] = Field(description="May be repeated", min_length=1, max_length=200)


class PriceIn(Body):
    price_list: str = Field(description="Code of the price list", max_length=60)
    variant_id: PublicId
    min_quantity: int = Field(1, ge=1, le=1_000_000_000)
    price: MoneyIn | None = Field(description="Tax included; null takes the price off the list")
    compare_at: MoneyIn | None = None

    def given(self) -> PriceInput:
        return PriceInput(
            price_list=self.price_list,
            variant_id=from_public(VARIANT_PREFIX, self.variant_id),
            min_quantity=self.min_quantity,
            price=self.price.given() if self.price else None,
            compare_at=self.compare_at.given() if self.price and self.compare_at else None,
        )


class PricesIn(Body):
    prices: list[PriceIn] = Field(min_length=1, max_length=MOST_PRICES)


@router.get(
    "/prices",
    response={200: list[VariantPrices], 404: Problem, **REFUSALS},
    operation_id="list_prices",
    summary="Read the prices of variants",
)
@decorate_view(guards.read("catalog.read"))
def list_prices(request: HttpRequest, asked: Query[AskedPrices]) -> list[VariantPrices]:
    """Return every price of each variant on every list."""
    return _answer([from_public(VARIANT_PREFIX, word) for word in asked.variant_id])


@router.put(
    "/prices",
    response={200: list[VariantPrices], 404: Problem, **REFUSALS},
    operation_id="set_prices",
    summary="Set prices",
)
@decorate_view(guards.write("prices.write"))
def set_prices(request: HttpRequest, body: PricesIn) -> list[VariantPrices]:
    """Set prices, or take them off: all of them or none. Answers with the variants' prices as they now are."""
    given = [price.given() for price in body.prices]
    setting.set_prices(given, now=clock.now(), actor=actor_of(request))
    return _answer(list(dict.fromkeys(price.variant_id for price in given)))


def _answer(variant_ids: list[UUID]) -> list[VariantPrices]:
    table = prices.price_table(variant_ids)
    return [
        VariantPrices(
            variant_id=to_public(VARIANT_PREFIX, key), prices=[PriceOut.of(cell) for cell in table.get(key, ())]
        )
        for key in variant_ids
    ]
