"""Statuses, tax classes and columns in words people use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from arasta.contexts.catalog.types import FALLBACK_LANGUAGE, CategoryNode, ProductStatus, VariantStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import _StrPromise

STATUS_NAMES: dict[str, _StrPromise] = {
    ProductStatus.DRAFT: _("Draft"),
    ProductStatus.ACTIVE: pgettext_lazy("product", "Active"),
    ProductStatus.ARCHIVED: _("Archived"),
}

STATUS_TONES = {ProductStatus.DRAFT: "warn", ProductStatus.ACTIVE: "good", ProductStatus.ARCHIVED: "neutral"}

VARIANT_STATUS_NAMES: dict[str, _StrPromise] = {
    VariantStatus.ACTIVE: _("Sold"),
    VariantStatus.ARCHIVED: _("Archived"),
}

TAX_CLASS_NAMES: dict[str, _StrPromise] = {
    "standard": _("Standard rate"),
    "reduced": _("Reduced rate"),
    "food": _("Food rate"),
}


def language() -> str:
    """Return the reader's language as the catalog knows it."""
    return (get_language() or FALLBACK_LANGUAGE).split("-")[0]


def languages() -> list[tuple[str, str]]:
    """Return the languages that texts are written in."""
    return list(settings.LANGUAGES)


def category_choices(nodes: Sequence[CategoryNode], depth: int = 0) -> list[tuple[str, str]]:
    """List the tree as (code, name), each level a little further in."""
    choices = []
    for node in nodes:
        choices.append((node.code, "\u2003" * depth + node.name))
        choices += category_choices(node.children, depth + 1)
    return choices
