"""Errors of the business: a kind, a stable code, a sentence for people, and details for machines."""

from __future__ import annotations

from enum import StrEnum
from functools import partial
from typing import ClassVar


def gettext_noop(text: str) -> str:
    """Mark a sentence for translation without translating it; edges translate when they speak."""
    return text


class Kind(StrEnum):
    """What an edge needs to know to answer; the domain never says a status number."""

    INVALID = "invalid"
    MISSING = "missing"
    CONFLICT = "conflict"
    FORBIDDEN = "forbidden"
    UNAUTHENTICATED = "unauthenticated"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    UNAVAILABLE = "unavailable"


class DomainError(Exception):
    """A refusal that the caller can understand and act on. `is_final`: the same request would be refused again."""

    kind: ClassVar[Kind]
    code: ClassVar[str]
    template: ClassVar[str]
    is_final: ClassVar[bool] = True

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(self.code, details)

    def __str__(self) -> str:
        return self.sentence()

    def __reduce__(self) -> tuple[partial[DomainError], tuple[()]]:
        """Let it be carried to another process, details and all."""
        return partial(type(self), **self.details), ()

    def sentence(self, translated: str | None = None) -> str:
        """Fill the sentence; an edge passes the template in the reader's language."""
        return (translated or self.template) % self.details


class Invalid(DomainError):
    kind = Kind.INVALID
    code = "invalid"
    template = gettext_noop("That is not valid.")


class Missing(DomainError):
    kind = Kind.MISSING
    code = "not_found"
    template = gettext_noop("That does not exist.")


class Conflict(DomainError):
    kind = Kind.CONFLICT
    code = "conflict"
    template = gettext_noop("That is not possible in the present state.")


class Forbidden(DomainError):
    kind = Kind.FORBIDDEN
    code = "forbidden"
    template = gettext_noop("You may not do that.")


class Unauthenticated(DomainError):
    kind = Kind.UNAUTHENTICATED
    code = "unauthenticated"
    template = gettext_noop("Sign in first.")


class Unavailable(DomainError):
    kind = Kind.UNAVAILABLE
    code = "unavailable"
    template = gettext_noop("The service cannot answer now. Nothing was changed. Try again soon.")
