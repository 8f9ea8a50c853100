"""The categories that a shop shows, kept for seconds where there is much to count."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest

from arasta.contexts.catalog.queries import categories
from arasta.contexts.catalog.types import CategoryNode
from arasta.kernel.keeping import Kept
from arasta.surfaces.storefront.listing import FEW_ENOUGH
from arasta.surfaces.storefront.shop import Shop, shop_of

_TREES: Kept[tuple[str, tuple[str, ...]], tuple[CategoryNode, ...]] = Kept(seconds=30, most=200)


def tree_of(request: HttpRequest) -> tuple[CategoryNode, ...]:
    """Return the tree of what the shop sells, read once per request; of many products it may be half a minute old."""
    known = getattr(request, "category_tree", None)
    if known is None:
        known = _tree(shop_of(request))
        cast(Any, request).category_tree = known
    return cast(tuple[CategoryNode, ...], known)


def _tree(shop: Shop) -> tuple[CategoryNode, ...]:
    key = (shop.language, shop.range)
    kept = _TREES.get(key)
    if kept is not None:
        return kept
    found = categories.category_tree(language=shop.language, within=shop.range)
    return _TREES.put(key, found) if sum(node.products for node in found) > FEW_ENOUGH else found
