"""The demo's feeds: Google and Meta fetch what the web shop sells, and hear of a few products by calls besides."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.conf import settings

from arasta.contexts.channels.queries import feeds as addresses
from arasta.contexts.channels.services import channels, feeds, listings
from arasta.contexts.channels.types.feeds import Feed, FeedFormat, FeedInput, FeedKind, FeedTarget
from arasta.contexts.channels.types.listings import ListingInput
from arasta.demo.kervan.data import Company
from arasta.kernel.access import SYSTEM

GOOGLE, META = "google", "meta"
GOOGLE_SETTINGS = {"account_id": "5551234", "data_source": "9001"}
GOOGLE_SECRETS = {"client_id": "demo-client", "client_secret": "demo-client-secret", "refresh_token": "demo-grant"}
META_SETTINGS = {"catalog_id": "700100200300"}
META_SECRETS = {"access_token": "demo-meta-token", "app_secret": "demo-app-secret", "verify_token": "kervan"}
MOST_LISTED = 20


def open_feeds(company: Company, opened: dict[str, UUID], variants: dict[str, UUID], *, twins_url: str) -> None:
    """Open the feeds, tell the twins where they are, and install the connectors for what cannot wait."""
    google, meta, web = opened[GOOGLE], opened[META], opened["web"]
    channels.install(
        google,
        connector=GOOGLE,
        settings={
            **GOOGLE_SETTINGS,
            "base_url": f"{twins_url}/google/api",
            "token_url": f"{twins_url}/google/oauth/token",
        },
        secrets=GOOGLE_SECRETS,
        actor=SYSTEM,
    )
    channels.install(
        meta,
        connector=META,
        settings={**META_SETTINGS, "base_url": f"{twins_url}/meta/v26.0"},
        secrets=META_SECRETS,
        actor=SYSTEM,
    )
    offered = [variant for product in company.products for variant in product.variants][:MOST_LISTED]
    for channel in (google, meta):
        wanted = [ListingInput(variant_id=variants[variant.sku], external_id=variant.sku) for variant in offered]
        listings.save_listings(channel, wanted, actor=SYSTEM)
    _tell(GOOGLE, [_feed(google, web, "products"), _feed(google, web, "stores", kind=FeedKind.LOCAL)])
    _tell(META, [_feed(meta, web, "catalog", target=FeedTarget.META, form=FeedFormat.XML)])


def _feed(
    channel: UUID,
    shop: UUID,
    name: str,
    *,
    target: FeedTarget = FeedTarget.GOOGLE,
    kind: FeedKind = FeedKind.PRODUCTS,
    form: FeedFormat = FeedFormat.TSV,
) -> Feed:
    return feeds.open_feed(
        FeedInput(
            channel_id=channel,
            shop_id=shop,
            name=name,
            target=target,
            kind=kind,
            format=form,
            language="tr",
            least_minutes=1,
        )
    )


def _tell(twin: str, opened: list[Feed]) -> None:
    """Leave the addresses where the twin looks for them; a real service gets them from its own settings page."""
    note = Path(settings.HOME) / "twins" / f"{twin}.feeds"
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text("".join(f"{addresses.address_of(feed)}\n" for feed in opened), encoding="utf-8")
