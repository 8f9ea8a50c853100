"""The demo's third web shop, kept with WooCommerce: the next part of the catalog, from the same pool of stock."""

from __future__ import annotations

from uuid import UUID

from arasta.contexts.channels.services import channels, listings
from arasta.contexts.channels.types.listings import ListingInput
from arasta.demo.kervan.data import Company
from arasta.kernel.access import SYSTEM

CODE = "woocommerce"
SETTINGS = {"allow_http": "yes", "calls_per_minute": "600", "image_base": "https://kervan.example"}
SECRETS = {"consumer_key": "ck_demo", "consumer_secret": "cs_demo"}
FIRST, LAST = 25, 45


def open_shop(company: Company, channel: UUID, variants: dict[str, UUID], *, twins_url: str) -> None:
    """Install the connector and offer whole products, addressed by their SKUs."""
    channels.install(
        channel,
        connector="woocommerce",
        settings={**SETTINGS, "address": f"{twins_url}/woocommerce"},
        secrets=SECRETS,
        actor=SYSTEM,
    )
    offered = [variant for product in company.products[FIRST:LAST] for variant in product.variants]
    listings.save_listings(
        channel,
        [ListingInput(variant_id=variants[variant.sku], external_id=variant.sku) for variant in offered],
        actor=SYSTEM,
    )
