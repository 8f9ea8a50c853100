"""Facts about people and keys. They carry ids, never emails or names: the outbox is kept for long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from arasta.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class StaffAdded(Event):
    name: ClassVar[str] = "identity.staff_added"

    staff_id: UUID
    role: str
    locations: tuple[UUID, ...]

    @property
    def subject(self) -> str:
        return f"staff:{self.staff_id}"


@dataclass(frozen=True, kw_only=True)
class StaffRoleChanged(Event):
    name: ClassVar[str] = "identity.staff_role_changed"

    staff_id: UUID
    role: str

    @property
    def subject(self) -> str:
        return f"staff:{self.staff_id}"


@dataclass(frozen=True, kw_only=True)
class StaffLocationsChanged(Event):
    """Where somebody works now; no location means all."""

    name: ClassVar[str] = "identity.staff_locations_changed"

    staff_id: UUID
    locations: tuple[UUID, ...]

    @property
    def subject(self) -> str:
        return f"staff:{self.staff_id}"


@dataclass(frozen=True, kw_only=True)
class StaffDeactivated(Event):
    name: ClassVar[str] = "identity.staff_deactivated"

    staff_id: UUID

    @property
    def subject(self) -> str:
        return f"staff:{self.staff_id}"


@dataclass(frozen=True, kw_only=True)
class StaffReactivated(Event):
    name: ClassVar[str] = "identity.staff_reactivated"

    staff_id: UUID

    @property
    def subject(self) -> str:
        return f"staff:{self.staff_id}"


@dataclass(frozen=True, kw_only=True)
class StaffPasswordChanged(Event):
    name: ClassVar[str] = "identity.staff_password_changed"

    staff_id: UUID

    @property
    def subject(self) -> str:
        return f"staff:{self.staff_id}"


@dataclass(frozen=True, kw_only=True)
class ApiKeyCreated(Event):
    name: ClassVar[str] = "identity.api_key_created"

    key_id: UUID
    scopes: tuple[str, ...]

    @property
    def subject(self) -> str:
        return f"api_key:{self.key_id}"


@dataclass(frozen=True, kw_only=True)
class ApiKeyRevoked(Event):
    name: ClassVar[str] = "identity.api_key_revoked"

    key_id: UUID

    @property
    def subject(self) -> str:
        return f"api_key:{self.key_id}"
