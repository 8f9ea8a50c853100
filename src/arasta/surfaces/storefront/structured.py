"""What machines read on a product page: schema.org Product and Offer as JSON-LD."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from arasta.contexts.catalog.types import ProductDetail, VariantRow
from arasta.contexts.inventory.queries.promises import Quote
from arasta.kernel.money import Money
from arasta.surfaces.storefront.praise import Stars

# A product's text may hold anything; inside a script element only these could end it.
_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def product_data(
    request: HttpRequest,
    product: ProductDetail,
    variant: VariantRow,
    *,
    price: Money,
    stock: int,
    later: Quote | None = None,
    stars: Stars | None = None,
) -> SafeString:
    """Describe a variant and its offer."""
    url = request.build_absolute_uri()
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.title,
        "description": product.description,
        "sku": variant.sku,
        "url": url,
        "offers": {
            "@type": "Offer",
            "url": url,
            "price": str(price.amount),
            "priceCurrency": price.currency,
            "availability": f"https://schema.org/{_availability(stock, later)}",
            "itemCondition": "https://schema.org/NewCondition",
        },
    }
    if stars:
        data["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": str(stars.average),
            "reviewCount": stars.count,
        }
    if variant.gtin:
        data["gtin"] = variant.gtin
    if product.brand:
        data["brand"] = {"@type": "Brand", "name": product.brand.name}
    if pictures := [request.build_absolute_uri(picture.url) for picture in product.media]:
        data["image"] = pictures
    return script_safe(data)


def _availability(stock: int, later: Quote | None) -> str:
    if later:
        return "PreOrder" if later.is_preorder else "BackOrder"
    return "InStock" if stock else "OutOfStock"


def script_safe(data: Any) -> SafeString:
    """Write data as JSON that cannot leave its script element."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308 - escaped just above
