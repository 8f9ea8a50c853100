"""The demo's channels: web shop, a till in each store and at the pop-up, a Trendyol account; all from one pool of stock."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.conf import settings

from arasta.contexts.channels.services import channels, listings
from arasta.contexts.channels.types import ChannelInput, ChannelKind, LocationPlace
from arasta.contexts.channels.types.listings import ListingInput
from arasta.contexts.fulfillment.services import methods
from arasta.contexts.fulfillment.types import DeliveryKind, DeliveryMethodToSave, MethodText
from arasta.contexts.messages.services import carriers
from arasta.contexts.messages.types import TextAccount
from arasta.contexts.registers import services as registers
from arasta.contexts.registers.types import RegisterToSave
from arasta.demo import amazon, brands, feeds, paying, shopify, woocommerce
from arasta.demo.kervan.data import Company, LocationData
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM
from arasta.kernel.money import Money

WAREHOUSE = "WH-IST"
TRENDYOL_SETTINGS = {
    "seller_id": "1234",
    "brand_id": "40",
    "category_id": "411",
    "image_base": "https://kervan.example",
}
TEXT_ACCOUNT, TEXT_TOKEN = "AC00000000000000000000000000000001", "demo-text-token"
TRENDYOL_SECRETS = {"api_key": "demo-key", "api_secret": "demo-secret"}
MOST_LISTED = 300


def open_channels(
    company: Company, where: dict[str, UUID], variants: dict[str, UUID], *, twins_url: str
) -> dict[str, UUID]:
    """Open all channels, say which locations serve them, and install the marketplace's connector."""
    stores = [place for place in company.locations if place.kind in {"store", "popup"}]
    opened = channels.save_channels(
        [
            _channel("web", ChannelKind.WEB, "Kervan web shop"),
            _channel(brands.LODOS, ChannelKind.WEB, "Lodos web shop"),
            _channel("trendyol", ChannelKind.MARKETPLACE, "Trendyol"),
            _channel(shopify.CODE, ChannelKind.MARKETPLACE, "Shopify"),
            _channel(woocommerce.CODE, ChannelKind.MARKETPLACE, "WooCommerce"),
            _channel(amazon.CODE, ChannelKind.MARKETPLACE, "Amazon"),
            _channel(feeds.GOOGLE, ChannelKind.MARKETPLACE, "Google"),
            _channel(feeds.META, ChannelKind.MARKETPLACE, "Facebook & Instagram"),
            *(
                replace(_channel(_till(place), _kind(place), f"{place.name['en']} till"), names=place.name)
                for place in stores
            ),
        ]
    )
    shipping = [LocationPlace(where[WAREHOUSE], 0, ships=True, picks_up=False)]
    pickup = [
        LocationPlace(where[place.code], rank, ships=place.kind == "store", picks_up=True)
        for rank, place in enumerate(stores, start=1)
    ]
    points = [
        LocationPlace(where[place.code], len(stores) + 1, ships=False, picks_up=True)
        for place in company.locations
        if not place.holds_stock
    ]
    channels.place_locations(opened["web"], [*shipping, *pickup, *points])
    channels.place_locations(opened[brands.LODOS], [*shipping, *pickup])
    sending = [*shipping, *(place for place in pickup if place.ships)]
    channels.place_locations(opened["trendyol"], sending)
    channels.place_locations(opened[shopify.CODE], shipping)
    channels.place_locations(opened[woocommerce.CODE], shipping)
    channels.place_locations(opened[amazon.CODE], shipping)
    channels.set_range(opened[brands.LODOS], brands.LODOS_SELLS, now=clock.now(), actor=SYSTEM)
    for code in (feeds.GOOGLE, feeds.META):
        channels.place_locations(opened[code], [*shipping, *pickup])
    for place in stores:
        own = [] if place.kind == "store" else [LocationPlace(where[place.code], 0, ships=False)]
        channels.place_locations(opened[_till(place)], [*own, *sending])
    _registers(stores, where, opened)
    _methods()
    _texts()
    paying.open_account(opened["web"])
    _marketplace(company, opened["trendyol"], variants, twins_url)
    shopify.open_shop(company, opened[shopify.CODE], variants, twins_url=twins_url)
    woocommerce.open_shop(company, opened[woocommerce.CODE], variants, twins_url=twins_url)
    amazon.open_account(company, opened[amazon.CODE], variants, twins_url=twins_url)
    feeds.open_feeds(company, opened, variants, twins_url=twins_url)
    return opened


def _till(place: LocationData) -> str:
    return f"till-{place.code.lower()}"


def _kind(place: LocationData) -> ChannelKind:
    return ChannelKind.POPUP if place.kind == "popup" else ChannelKind.STORE


def _channel(code: str, kind: ChannelKind, name: str) -> ChannelInput:
    return ChannelInput(code=code, kind=kind, name=name, currency="TRY", country="TR", language="tr")


def _registers(stores: list[LocationData], where: dict[str, UUID], opened: dict[str, UUID]) -> None:
    registers.save_registers(
        [
            RegisterToSave(
                code=f"{place.code}-{number}",
                name=f"{place.name['en']} {number}",
                location_id=where[place.code],
                channel_id=opened[_till(place)],
            )
            for place in stores
            for number in (1, 2)
        ]
    )


def _methods() -> None:
    methods.save_delivery_methods(
        [
            DeliveryMethodToSave(
                code="standard",
                kind=DeliveryKind.DELIVERY,
                texts=(
                    MethodText("en", "Standard delivery", "To your door with a tracked parcel"),
                    MethodText("tr", "Standart teslimat", "Takip numaralı kargoyla kapınıza"),
                    MethodText("ru", "Обычная доставка", "До двери, с номером отслеживания"),
                ),
                prices=(Money(7990, "TRY"), Money(590, "EUR"), Money(690, "USD")),
                min_days=2,
                max_days=4,
                position=10,
            ),
            DeliveryMethodToSave(
                code="express",
                kind=DeliveryKind.DELIVERY,
                texts=(
                    MethodText("en", "Express", "Tomorrow, if ordered before 14:00"),
                    MethodText("tr", "Hızlı teslimat", "14.00’ten önceki siparişler yarın kapınızda"),
                    MethodText("ru", "Экспресс", "Завтра, если заказать до 14:00"),
                ),
                prices=(Money(14990, "TRY"), Money(1190, "EUR"), Money(1290, "USD")),
                min_days=1,
                max_days=1,
                position=20,
            ),
        ]
    )


def _texts() -> None:
    """Text customers through the gateway's twin."""
    wanted = TextAccount(f"{settings.TWINS_URL}/twilio", account=TEXT_ACCOUNT, sender="Kervan", token=TEXT_TOKEN)
    carriers.save_text_account(wanted, actor=SYSTEM)


def _marketplace(company: Company, channel: UUID, variants: dict[str, UUID], twins_url: str) -> None:
    channels.install(
        channel,
        connector="trendyol",
        settings={**TRENDYOL_SETTINGS, "base_url": f"{twins_url}/trendyol/integration"},
        secrets=TRENDYOL_SECRETS,
        actor=SYSTEM,
    )
    offered = [variant for product in company.products for variant in product.variants][:MOST_LISTED]
    listings.save_listings(
        channel,
        [ListingInput(variant_id=variants[variant.sku], external_id=variant.gtin) for variant in offered],
        actor=SYSTEM,
    )
