"""Shapes that many endpoints share."""

from __future__ import annotations

from ninja import Schema
from pydantic import ConfigDict, Field

from arasta.kernel.money import Money


class Body(Schema):
    """A request body: unknown fields are an error, so that a misspelt one is not lost in silence."""

    model_config = ConfigDict(extra="forbid")


class MoneyOut(Schema):
    """An amount in minor units with its currency."""

    minor: int = Field(description="Whole minor units (kuruş, cent)")
    currency: str = Field(description="ISO 4217", min_length=3, max_length=3)

    @classmethod
    def of(cls, money: Money) -> MoneyOut:
        return cls(minor=money.minor, currency=money.currency)


class Problem(Schema):
    """Problem details (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str = Field(description="Stable, for machines")
    detail: str = Field(description="A sentence for people, in the language of Accept-Language")
    details: dict[str, object] | None = None
    errors: list[dict[str, str]] | None = None
