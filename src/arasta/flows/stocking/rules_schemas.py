"""Shapes of channel rules in JSON."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from arasta.contexts.inventory.queries.rules import FenceRow, RuleRow
from arasta.contexts.inventory.types import RuleKind
from arasta.kernel.http.schemas import Body, once_by, spelled_out
from arasta.kernel.quantity import MOST


class SetRule(StrEnum):
    """The rules that people set."""

    SHARE = RuleKind.SHARE
    CAP = RuleKind.CAP
    END_BELOW = RuleKind.END_BELOW


Kind = Annotated[SetRule, spelled_out(SetRule)]


class StockRuleIn(Body):
    sku: str | None = Field(default=None, min_length=1, max_length=100, description="Without one it holds for all")
    kind: Kind = Field(
        description="share: percent of the pool; cap: at most so many; end_below: none once fewer are left"
    )
    value: int | None = Field(strict=True, ge=0, le=MOST, description="null lifts the rule; a share is 0 to 100")


class StockRulesIn(Body):
    rules: Annotated[list[StockRuleIn], once_by("sku", "kind")] = Field(min_length=1, max_length=1_000)


class FenceIn(Body):
    sku: str = Field(min_length=1, max_length=100)
    location: str = Field(min_length=1, max_length=60, description="Code of the location")
    quantity: int = Field(strict=True, ge=0, le=MOST, description="0 lifts the fence")


class FencesIn(Body):
    fences: Annotated[list[FenceIn], once_by("sku", "location")] = Field(min_length=1, max_length=1_000)


class StockRuleOut(Schema):
    sku: str | None
    kind: str
    value: int


class StockRulePage(Schema):
    items: list[StockRuleOut]
    next_cursor: str | None


class FenceOut(Schema):
    sku: str
    location: str
    quantity: int


class FencePage(Schema):
    items: list[FenceOut]
    next_cursor: str | None


class RulesSetOut(Schema):
    set: int = Field(description="How many were set or lifted")


class AskedPage(Body):
    cursor: str | None = None
    limit: int = Field(100, ge=1, le=200)


def rule_out(row: RuleRow, skus: Mapping[UUID, str]) -> StockRuleOut:
    """Write a rule with its SKU."""
    return StockRuleOut(sku=skus[row.variant_id] if row.variant_id else None, kind=row.kind, value=row.value)


def fence_out(row: FenceRow, skus: Mapping[UUID, str], places: Mapping[UUID, str]) -> FenceOut:
    """Write a fence with its SKU and location."""
    return FenceOut(sku=skus[row.variant_id], location=places.get(row.location_id, ""), quantity=row.quantity)
