"""Facts about customers. They carry ids, never emails or names: the outbox is kept for long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from arasta.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CustomerAdded(Event):
    """A profile began, by staff, an API key or a registration."""

    name: ClassVar[str] = "customers.customer_added"

    customer_id: UUID

    @property
    def subject(self) -> str:
        return f"customer:{self.customer_id}"


@dataclass(frozen=True, kw_only=True)
class CustomerRegistered(Event):
    """A customer can sign in from now on."""

    name: ClassVar[str] = "customers.customer_registered"

    customer_id: UUID
    language: str

    @property
    def subject(self) -> str:
        return f"customer:{self.customer_id}"


@dataclass(frozen=True, kw_only=True)
class CustomerChanged(Event):
    """The profile or the addresses changed; `parts` names which: profile, addresses, password, passkeys."""

    name: ClassVar[str] = "customers.customer_changed"

    customer_id: UUID
    parts: tuple[str, ...]

    @property
    def subject(self) -> str:
        return f"customer:{self.customer_id}"


@dataclass(frozen=True, kw_only=True)
class ConsentChanged(Event):
    """Somebody said another word about a use of one of their contact points; a guest has no customer."""

    name: ClassVar[str] = "customers.consent_changed"

    consent_id: UUID
    customer_id: UUID | None
    purpose: str
    channel: str
    is_given: bool

    @property
    def subject(self) -> str:
        return f"customer:{self.customer_id}" if self.customer_id else f"consent:{self.consent_id}"
