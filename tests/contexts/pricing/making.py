"""Makers for the tests of pricing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from arasta.contexts.pricing.services import price_lists, prices
from arasta.contexts.pricing.types import PriceInput, PriceListInput
from arasta.kernel.access import SYSTEM
from arasta.kernel.money import Money

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def lira(amount: str) -> Money:
    return Money.of(amount, "TRY")


def make_list(code: str = "base", **given: object) -> None:
    """Save a price list in lira unless another currency is given."""
    facts = {"currency": "TRY", "name": code, **given}
    price_lists.save_price_lists([PriceListInput(code=code, **facts)], actor=SYSTEM)  # type: ignore[arg-type]


def set_price(
    variant: UUID, amount: str | None, *, on: str = "base", old: str | None = None, at: datetime = NOW, least: int = 1
) -> None:
    """Set or take off one price in lira."""
    price, compare_at = (None if text is None else lira(text) for text in (amount, old))
    given = PriceInput(price_list=on, variant_id=variant, price=price, compare_at=compare_at, min_quantity=least)
    prices.set_prices([given], now=at, actor=SYSTEM)


def set_all(variants: Sequence[UUID], amount: str, *, old: str | None = None) -> None:
    """Set one price for many variants at once."""
    given = [
        PriceInput(price_list="base", variant_id=v, price=lira(amount), compare_at=lira(old) if old else None)
        for v in variants
    ]
    prices.set_prices(given, now=NOW, actor=SYSTEM)
