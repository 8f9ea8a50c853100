"""Whole addresses of the shop's pages for who reads them elsewhere: in the shop's own host, in the reader's language."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import override

from arasta.contexts.orders.queries import links
from arasta.contexts.payments.queries import link_word


def order_address(order_id: UUID, *, base: str, language: str, page: str = "shop_order") -> str:
    """Return the address of one of an order's pages that only who is told it can know."""
    word = link_word(order_id) if page == "shop_pay" else links.word_of(order_id)
    with override(language):
        return base + reverse(page, args=[word])


def review_address(handle: str, order_id: UUID, *, base: str, language: str) -> str:
    """Return the address at which who holds an order reviews a product of it."""
    with override(language):
        return f"{base}{reverse('shop_review', args=[handle])}?{urlencode({'order': links.word_of(order_id)})}"
