"""Ids, statuses and inputs of the catalog."""

from __future__ import annotations

from enum import StrEnum

FALLBACK_LANGUAGE = "en"


class ProductStatus(StrEnum):
    """Drafts are seen by staff only; archived products keep their history and are sold no more."""

    DRAFT = "draft"
    ACTIVE = "active"
    ARCHIVED = "archived"


class VariantStatus(StrEnum):
    ACTIVE = "active"
    ARCHIVED = "archived"


class MediaStore(StrEnum):
    """Where a picture's file lives: shipped with the program, or uploaded."""

    STATIC = "static"
    MEDIA = "media"
