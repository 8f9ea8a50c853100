"""Facts: past-tense, frozen, versioned. Publishing them is the outbox's work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import msgspec

REGISTRY: dict[str, type[Event]] = {}


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact. Subclasses set `name` ("orders.order_placed"), and `subject` names the thing whose order of facts is kept."""

    name: ClassVar[str] = ""
    version: ClassVar[int] = 1

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        if cls.name in REGISTRY:
            raise TypeError(f"two events are called {cls.name}")
        REGISTRY[cls.name] = cls

    @property
    def subject(self) -> str:
        raise TypeError(f"{type(self).__name__} must say its subject")

    def payload(self) -> dict[str, Any]:
        """Return the fact as plain JSON values."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain

    @classmethod
    def read(cls, payload: str | bytes) -> Self:
        """Rebuild the fact from its payload as JSON text; unknown fields of newer writers are passed over."""
        return msgspec.json.decode(payload, type=cls)
