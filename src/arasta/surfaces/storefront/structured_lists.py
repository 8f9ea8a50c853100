"""What machines read about the shop, its shelves and the way to a page: schema.org as JSON-LD."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from arasta.surfaces.storefront.listing import Listing
from arasta.surfaces.storefront.shop import Shop
from arasta.surfaces.storefront.structured import script_safe

Step = tuple[str, str]


def shop_data(request: HttpRequest, shop: Shop) -> SafeString:
    """Describe the shop and where one searches it."""
    home = request.build_absolute_uri(reverse("shop_home"))
    look = request.build_absolute_uri(reverse("shop_search"))
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": look + "?q={search_term_string}"},
        "query-input": "required name=search_term_string",
    }
    site = {"@type": "WebSite", "name": shop.name, "url": home, "inLanguage": shop.language, "potentialAction": search}
    owner: dict[str, Any] = {"@type": "Organization", "name": shop.name, "url": home}
    if shop.email:
        owner["email"] = shop.email
    return script_safe({"@context": "https://schema.org", "@graph": [site, owner]})


def shelf_data(request: HttpRequest, listing: Listing, context: Mapping[str, Any]) -> SafeString:
    """Describe the way to a shelf and the products on it, in their order."""
    trail = [(step.name, reverse("shop_category", args=[step.code])) for step in context.get("trail") or ()]
    shown = {
        "@type": "ItemList",
        "name": context["heading"],
        "numberOfItems": len(listing.cards),
        "itemListElement": [
            {"@type": "ListItem", "position": place, "url": request.build_absolute_uri(card.url), "name": card.title}
            for place, card in enumerate(listing.cards, 1)
        ],
    }
    way = _way(request, [*trail, (context["heading"], request.path)])
    return script_safe({"@context": "https://schema.org", "@graph": [way, shown]})


def trail_data(request: HttpRequest, steps: Sequence[Step]) -> SafeString:
    """Describe the way from the shop's home to a page; each step is a name and an address."""
    return script_safe({"@context": "https://schema.org", **_way(request, steps)})


def _way(request: HttpRequest, steps: Sequence[Step]) -> dict[str, Any]:
    found = [(_("Shop"), reverse("shop_home")), *steps]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": request.build_absolute_uri(url)}
            for place, (name, url) in enumerate(found, 1)
        ],
    }
