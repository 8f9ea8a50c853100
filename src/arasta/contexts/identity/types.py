"""Roles and their permissions, and the rows that leave this room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from arasta.kernel.access import Actor

StaffId = NewType("StaffId", UUID)
ApiKeyId = NewType("ApiKeyId", UUID)

LANGUAGES = ("en", "tr", "ru")

PERMISSIONS = (
    "catalog.read", "catalog.write", "prices.write", "stock.read", "stock.write", "orders.read", "orders.write",
    "carts.write", "fulfillment.read", "fulfillment.write", "channels.read", "channels.write", "till.sell",
    "staff.read", "staff.write", "customers.read", "customers.write", "customers.add", "addresses.write", "payments.write",
    "brand.write", "system.read",
)  # fmt: skip


class Role(StrEnum):
    OWNER = "owner"
    ASSOCIATE = "associate"
    PICKER = "picker"
    MARKETER = "marketer"
    AGENT = "agent"


PERMISSIONS_OF: Mapping[Role, frozenset[str]] = {
    Role.OWNER: frozenset({"*"}),
    Role.ASSOCIATE: frozenset(
        {
            "till.sell", "catalog.read", "stock.read", "orders.read", "orders.write", "carts.write",
            "fulfillment.read", "fulfillment.write", "customers.read", "customers.add", "addresses.write",
        }
    ),
    Role.PICKER: frozenset({"fulfillment.read", "fulfillment.write", "stock.read", "orders.read", "catalog.read"}),
    Role.MARKETER: frozenset(
        {"catalog.read", "catalog.write", "prices.write", "channels.read", "orders.read", "brand.write"}
    ),
    Role.AGENT: frozenset(
        {
            "orders.read", "orders.write", "customers.read", "customers.write", "carts.write", "stock.read",
            "catalog.read", "payments.write",
        }
    ),
}  # fmt: skip


STAFF_PREFIX = "stf"
KEY_PREFIX = "key"


@dataclass(frozen=True, slots=True)
class NewStaff:
    """Somebody to add. `locations`: empty means all."""

    email: str
    name: str
    role: Role
    password: str
    language: str = "en"
    locations: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class StaffRow:
    id: StaffId
    email: str
    name: str
    role: Role
    language: str
    is_active: bool
    last_sign_in_at: datetime | None
    locations: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in. The session keeps `mark`, which a new password makes worthless."""

    id: StaffId
    mark: str
    language: str


@dataclass(frozen=True, slots=True)
class ApiKeyRow:
    id: ApiKeyId
    name: str
    public: str
    scopes: tuple[str, ...]
    created_by: str
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key that is good now. `use_is_unnoted`: its last use was noted so long ago that it should be noted again."""

    id: ApiKeyId
    actor: Actor
    use_is_unnoted: bool
