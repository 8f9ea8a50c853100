"""The categories that a shop shows."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest

from arasta.contexts.catalog.queries import categories
from arasta.contexts.catalog.types import CategoryNode
from arasta.surfaces.storefront.shop import Shop, shop_of


def tree_of(request: HttpRequest) -> tuple[CategoryNode, ...]:
    """Return the tree of what the shop sells, read once per request."""
    known = getattr(request, "category_tree", None)
    if known is None:
        known = _tree(shop_of(request))
        cast(Any, request).category_tree = known
    return cast(tuple[CategoryNode, ...], known)


def _tree(shop: Shop) -> tuple[CategoryNode, ...]:
    key = ("tree", shop.language, shop.range)
    return shop.known(key, lambda: categories.category_tree(language=shop.language, within=shop.range))
