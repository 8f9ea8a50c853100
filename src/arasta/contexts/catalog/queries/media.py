"""Addresses of pictures, and the pictures of products."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.templatetags.static import static

from arasta.contexts.catalog.domain.pictures import Picture, small
from arasta.contexts.catalog.types import MediaStore
from arasta.kernel import prepared


def url(store: str, path: str) -> str:
    """Return the address of a picture's file."""
    return static(path) if store == MediaStore.STATIC else settings.MEDIA_URL + quote(path)


def of_products(product_ids: Collection[UUID], *, large: bool = False) -> dict[UUID, list[Picture]]:
    """Read the pictures of products, in order, with one statement; small ones, unless they leave the house."""
    found = prepared.rows(
        "SELECT product_id, store, path, value_id FROM catalog_media WHERE product_id = ANY(%s) ORDER BY position, id",
        [list(product_ids)],
    )
    pictures: dict[UUID, list[Picture]] = defaultdict(list)
    for product_id, store, path, value_id in found:
        pictures[product_id].append(Picture(url(store, path if large else small(path)), value_id))
    return pictures
