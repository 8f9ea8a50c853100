"""What has names in some languages is called as its reader speaks."""

from __future__ import annotations

from typing import Protocol

from django.utils.translation import get_language


class Named(Protocol):
    """Something with a name of its own and others by language."""

    @property
    def name(self) -> str: ...

    def named(self, language: str) -> str:
        """Return the name in a language, or nothing."""


def spoken(one: Named) -> str:
    """Return the name in the reader's language, or the one it has everywhere."""
    return one.named(get_language() or "") or one.name
