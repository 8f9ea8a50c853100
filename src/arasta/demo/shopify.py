"""The demo's second web shop, kept at Shopify: a part of the catalog, from the same pool of stock."""

from __future__ import annotations

from uuid import UUID

from arasta.contexts.channels.services import channels, listings
from arasta.contexts.channels.types.listings import ListingInput
from arasta.demo.kervan.data import Company
from arasta.kernel.access import SYSTEM

CODE = "shopify"
SETTINGS = {
    "shop": "kervan.myshopify.com",
    "location_id": "71001",
    "publication_id": "1",
    "image_base": "https://kervan.example",
}
SECRETS = {"access_token": "shpat-demo-token", "client_secret": "shpss-demo-secret"}
MOST_PRODUCTS = 25


def open_shop(company: Company, channel: UUID, variants: dict[str, UUID], *, twins_url: str) -> None:
    """Install the connector and offer whole products, addressed by their SKUs."""
    channels.install(
        channel,
        connector="shopify",
        settings={**SETTINGS, "base_url": f"{twins_url}/shopify/admin/api/2026-10"},
        secrets=SECRETS,
        actor=SYSTEM,
    )
    offered = [variant for product in company.products[:MOST_PRODUCTS] for variant in product.variants]
    listings.save_listings(
        channel,
        [ListingInput(variant_id=variants[variant.sku], external_id=variant.sku) for variant in offered],
        actor=SYSTEM,
    )
