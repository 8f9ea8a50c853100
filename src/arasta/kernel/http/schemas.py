"""Shapes that many endpoints share."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema

from arasta.kernel.money import Money

MOST_MINOR = 10**14


class Body(BaseModel):
    """A request body: unknown fields are an error, so that a misspelt one is not lost in silence.

    It is no ninja Schema: what that does to read ORM rows costs more than all the rest of reading a body.
    """

    model_config = ConfigDict(extra="forbid")


class MoneyOut(BaseModel):
    """An amount in minor units with its currency."""

    minor: int = Field(description="Whole minor units (kuruş, cent)")
    currency: str = Field(description="ISO 4217", min_length=3, max_length=3)

    @classmethod
    def of(cls, money: Money) -> MoneyOut:
        return cls(minor=money.minor, currency=money.currency)


class MoneyIn(Body):
    """An amount in minor units with its currency, as somebody sends it."""

    minor: int = Field(strict=True, ge=0, lt=MOST_MINOR, description="Whole minor units (kuruş, cent)")
    currency: str = Field(description="ISO 4217", pattern="^[A-Z]{3}$")

    def given(self) -> Money:
        return Money(self.minor, self.currency)


class FieldProblem(BaseModel):
    """One field of the request that does not fit."""

    path: str = Field(description="Where: `body.body.lines.0.quantity`")
    message: str
    rule: str


class Problem(BaseModel):
    """Problem details (RFC 9457)."""

    type: str = Field(description="Where the code is explained")
    title: str
    status: int
    code: str = Field(description="Stable, for machines")
    detail: str = Field(description="A sentence for people, in the language of Accept-Language")
    details: dict[str, object] | None = Field(None, description="What the sentence is about, for machines")
    errors: list[FieldProblem] | None = Field(None, description="The fields that do not fit the schema")


def spelled_out(kind: type[StrEnum]) -> WithJsonSchema:
    """Describe an enumeration in its place: two contexts may each have one of the same name."""
    return WithJsonSchema({"type": "string", "enum": [member.value for member in kind]})


def once_by(*names: str) -> AfterValidator:
    """Refuse a list in which two entries agree in these fields."""

    def check(entries: list[Any]) -> list[Any]:
        keys = [tuple(getattr(entry, name) for name in names) for entry in entries]
        if len(set(keys)) != len(keys):
            raise ValueError(f"Two entries have the same {' and '.join(names)}")
        return entries

    return AfterValidator(check)
