"""Statuses and small words."""

from __future__ import annotations

from enum import StrEnum

FALLBACK_LANGUAGE = "en"


class ProductStatus(StrEnum):
    """Drafts are seen by staff only; archived products keep their history and are sold no more. Any may follow any."""

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


class CardSort(StrEnum):
    """Orders of product cards; relevance means something only with a search."""

    NEWEST = "newest"
    FEATURED = "featured"
    TITLE = "title"
    RELEVANCE = "relevance"
