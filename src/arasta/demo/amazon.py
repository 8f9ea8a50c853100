"""The demo's account on Amazon: a part of the catalog from the same pool of stock, and some of it held by Amazon."""

from __future__ import annotations

from uuid import UUID

from arasta.contexts.channels.queries import listings as listing_reads
from arasta.contexts.channels.services import channels, content, listings
from arasta.contexts.channels.types.content import ContentChange
from arasta.contexts.channels.types.listings import ListingInput
from arasta.demo.kervan.data import Company
from arasta.kernel.access import SYSTEM

CODE = "amazon"
SETTINGS = {
    "seller_id": "A1DEMOSELLER",
    "marketplace_id": "A33AVAJ2PDY3EV",
    "product_type": "HOME",
    "carrier": "Yurtiçi Kargo",
    "queue_url": "https://sqs.eu-west-1.amazonaws.com/000000000000/arasta-demo",
    "queue_arn": "arn:aws:sqs:eu-west-1:000000000000:arasta-demo",
    "image_base": "https://kervan.example",
}
SECRETS = {
    "client_id": "amzn1.application-oa2-client.demo",
    "client_secret": "demo-client-secret",
    "refresh_token": "Atzr|demo-grant",
    "queue_key": "DEMOQUEUEKEY",
    "queue_secret": "demo-queue-secret",
}
FIRST_PRODUCT, MOST_PRODUCTS, HELD_PRODUCTS = 10, 20, 4
SHIPPED_BY = "fact:fulfilled_by"


def open_account(company: Company, channel: UUID, variants: dict[str, UUID], *, twins_url: str) -> None:
    """Install the connector and offer whole products, addressed by their SKUs; Amazon ships the first of them."""
    twin = f"{twins_url}/amazon"
    channels.install(
        channel,
        connector="amazon",
        settings={
            **SETTINGS,
            "base_url": f"{twin}/api",
            "login_url": f"{twin}/auth/o2/token",
            "queue_endpoint": f"{twin}/queue",
        },
        secrets=SECRETS,
        actor=SYSTEM,
    )
    chosen = company.products[FIRST_PRODUCT : FIRST_PRODUCT + MOST_PRODUCTS]
    offered = [variant.sku for product in chosen for variant in product.variants]
    held = [variant.sku for product in chosen[:HELD_PRODUCTS] for variant in product.variants]
    listings.save_listings(
        channel, [ListingInput(variant_id=variants[sku], external_id=sku) for sku in offered], actor=SYSTEM
    )
    known = listing_reads.listings_by_external(channel, held)
    content.write_values([ContentChange(listing_id=row.id, field=SHIPPED_BY, value="AMAZON") for row in known.values()])
