"""What machines ask for: which pages there are, in every language, and which are none of their business."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from arasta.contexts.catalog.queries import owners
from arasta.contexts.catalog.types import CategoryNode
from arasta.contexts.discovery.queries import collections
from arasta.contexts.pricing.queries import prices
from arasta.kernel import clock
from arasta.kernel.web import languages
from arasta.surfaces.storefront import trees
from arasta.surfaces.storefront.shop import Shop, shop_of

PRODUCTS_A_FILE = 4_000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_PRIVATE = ("cart", "checkout", "account", "order/", "search", "compare")
_ROOMS = ("office", "till", "api", "hooks")

Page = tuple[str, datetime | None]


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers where the pages are, and what is nobody's business."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: {languages.in_language(f'/{path}', code)}" for code in languages.codes() for path in _PRIVATE]
    lines += [f"Disallow: /{room}/" for room in _ROOMS]
    lines += ["", f"Sitemap: {request.build_absolute_uri(reverse('shop_sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=3600)
def index(request: HttpRequest) -> HttpResponse:
    """List the sitemaps."""
    files = -(-owners.count_sold(within=shop_of(request).range) // PRODUCTS_A_FILE)
    names = [reverse("shop_sitemap_pages"), *(reverse("shop_sitemap_products", args=[at + 1]) for at in range(files))]
    found = "".join(f"<sitemap><loc>{escape(request.build_absolute_uri(name))}</loc></sitemap>" for name in names)
    return _xml(f"{_HEAD}<sitemapindex {_SPACE}>{found}</sitemapindex>\n")


@require_safe
@cache_control(public=True, max_age=3600)
def pages(request: HttpRequest) -> HttpResponse:
    """List home, shelves, collections and what the shop says of itself."""
    names = ["shop_home", "shop_all", "shop_stores", "shop_delivery", "shop_contact"]
    found = [reverse(name) for name in names]
    tree = trees.tree_of(request)
    found += [reverse("shop_category", args=[code]) for code in _codes(tree)]
    found += [reverse("shop_collection", args=[row.code]) for row in collections.collections(language="en")]
    return _set(request, ((path, None) for path in found))


@require_safe
@cache_control(public=True, max_age=3600)
def products(request: HttpRequest, number: int) -> HttpResponse:
    """List products that can be bought here, so many in a file."""
    return _set(request, _products(shop_of(request), number))


def _products(shop: Shop, number: int) -> list[Page]:
    if not 1 <= number <= 10_000:
        raise Http404
    part = owners.sold_pages(offset=(number - 1) * PRODUCTS_A_FILE, limit=PRODUCTS_A_FILE, within=shop.range)
    if not part:
        raise Http404
    variants = [key for row in part for key in row.variant_ids]
    priced = prices.prices(variants, channel_id=shop.channel.id, currency=shop.channel.currency, at=clock.now())
    return [
        (reverse("shop_product", args=[row.handle]), row.changed_at)
        for row in part
        if any(key in priced for key in row.variant_ids)
    ]


def _codes(nodes: Iterable[CategoryNode]) -> Iterator[str]:
    for node in nodes:
        if node.products:
            yield node.code
            yield from _codes(node.children)


def _set(request: HttpRequest, found: Iterable[Page]) -> HttpResponse:
    origin = request.build_absolute_uri("/").removesuffix("/")
    body = "".join(_entries(origin, path, changed) for path, changed in found)
    return _xml(f'{_HEAD}<urlset {_SPACE} xmlns:xhtml="http://www.w3.org/1999/xhtml">{body}</urlset>\n')


def _entries(origin: str, path: str, changed: datetime | None) -> str:
    """Write a page once for each language, each telling of all."""
    spoken = {code: origin + languages.in_language(path, code) for code in languages.codes()}
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{code}" href={quoteattr(url)}/>' for code, url in spoken.items()
    )
    told = f"<lastmod>{changed.date().isoformat()}</lastmod>" if changed else ""
    return "".join(f"<url><loc>{escape(url)}</loc>{told}{others}</url>" for url in spoken.values())


def _xml(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
