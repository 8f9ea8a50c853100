"""Who acts, and what they may do. Roles and API keys live in identity; every edge hands an Actor on."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from arasta.kernel.errors import Forbidden, Unauthenticated, gettext_noop


class ActorKind(StrEnum):
    STAFF = "staff"
    CUSTOMER = "customer"
    API_KEY = "api_key"
    CHANNEL = "channel"
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


class PermissionMissing(Forbidden):
    """The actor lacks a permission; the sentence says which, so somebody can grant it."""

    code = "permission_missing"
    template = gettext_noop("Your role does not include “%(permission)s”. An owner can grant it under Staff.")


@dataclass(frozen=True, slots=True)
class Actor:
    """The person, key or machine on whose word something is done. `locations`: empty means all."""

    kind: ActorKind
    id: str = ""
    name: str = ""
    permissions: frozenset[str] = field(default_factory=frozenset)
    locations: frozenset[UUID] = field(default_factory=frozenset)

    def may(self, permission: str) -> bool:
        """Tell whether the actor holds a permission; `*` holds all."""
        return permission in self.permissions or "*" in self.permissions

    def require(self, permission: str) -> None:
        """Raise PermissionMissing, or Unauthenticated for nobody."""
        if self.may(permission):
            return
        if self.kind is ActorKind.ANONYMOUS:
            raise Unauthenticated
        raise PermissionMissing(permission=permission)

    def may_at(self, location: UUID) -> bool:
        """Tell whether the actor works at a location."""
        return not self.locations or location in self.locations


SYSTEM = Actor(ActorKind.SYSTEM, name="Arasta", permissions=frozenset({"*"}))
ANONYMOUS = Actor(ActorKind.ANONYMOUS)
