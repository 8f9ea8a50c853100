"""Found a company on an empty installation: its first place, web shop, brand, price list, delivery and till.

one transaction: nobody else founds meanwhile, and all of it stands or nothing does.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.text import slugify

from arasta.contexts.brand.services import kits, shops
from arasta.contexts.brand.types import Colors, KitInput, ShopInput
from arasta.contexts.channels.queries import channels as channel_reads
from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import ChannelInput, ChannelKind, LocationPlace
from arasta.contexts.fulfillment.services import methods
from arasta.contexts.fulfillment.types import DeliveryKind, DeliveryMethodToSave, MethodText
from arasta.contexts.inventory.services import locations
from arasta.contexts.inventory.services.locations import LocationInput
from arasta.contexts.inventory.types import LocationKind
from arasta.contexts.pricing.services import price_lists, taxes
from arasta.contexts.pricing.types import PriceListInput
from arasta.contexts.registers import services as registers
from arasta.contexts.registers.types import RegisterToSave
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, gettext_noop
from arasta.kernel.money import Money

WEB = "web"
_COLORS = Colors(brand="#1d4e89", accent="#0b7375", surface="#ffffff", ink="#1b1f24")
_FOUNDING = 0x41726173  # a number of our own, so that two who found at once come one after the other
_TEXTS = (
    MethodText("en", "Standard delivery", "To your door"),
    MethodText("tr", "Standart teslimat", "Kapınıza kadar"),
    MethodText("ru", "Обычная доставка", "До двери"),
)


class FoundedAlready(Conflict):
    """A company stands; places and channels are added one by one."""

    code = "company_founded"
    template = gettext_noop("Your company is set up already. Add places and channels on their own pages.")


@dataclass(frozen=True, slots=True)
class FirstPlace:
    """Where the first goods lie; in a store there is a till too."""

    name: str
    kind: LocationKind
    city: str = ""
    address_line: str = ""
    postal_code: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class CompanyToFound:
    """What a company is called, where it is, what it sells in; `delivery` is what a parcel costs its customers."""

    name: str
    country: str
    currency: str
    language: str
    email: str
    delivery: Money
    place: FirstPlace


def is_founded() -> bool:
    """Tell whether there is a company: something to sell on."""
    return bool(channel_reads.channels())


def found_company(wanted: CompanyToFound, *, actor: Actor) -> None:
    """Found it. Raises FoundedAlready, PermissionMissing, and what the contexts refuse."""
    actor.require("staff.write")
    with db.transaction():
        db.execute("SELECT pg_advisory_xact_lock(%s)", [_FOUNDING])
        if is_founded():
            raise FoundedAlready
        place = _place(wanted)
        is_store = wanted.place.kind is LocationKind.STORE
        web = _channel(wanted, WEB, ChannelKind.WEB, wanted.name, actor)
        channels.place_locations(web, [LocationPlace(place, 0, ships=True, picks_up=is_store)], actor=actor)
        if is_store:
            _till(wanted, place, actor)
        _brand(wanted, web, actor)
        _terms(wanted, actor)


def _code(name: str) -> str:
    return slugify(name).replace("_", "-")[:40].strip("-")


def _place(wanted: CompanyToFound) -> UUID:
    one = wanted.place
    code = _code(one.name).upper() or "MAIN"
    made = LocationInput(
        code=code,
        kind=one.kind,
        name=one.name,
        country=wanted.country,
        city=one.city,
        address_line=one.address_line,
        postal_code=one.postal_code,
        phone=one.phone,
    )
    return locations.save_locations([made])[code]


def _channel(wanted: CompanyToFound, code: str, kind: ChannelKind, name: str, actor: Actor) -> UUID:
    channel = ChannelInput(
        code=code, kind=kind, name=name, currency=wanted.currency, country=wanted.country, language=wanted.language
    )
    return channels.save_channels([channel], actor=actor)[code]


def _till(wanted: CompanyToFound, place: UUID, actor: Actor) -> None:
    channel = _channel(wanted, "till", ChannelKind.STORE, wanted.place.name, actor)
    channels.place_locations(channel, [LocationPlace(place, 0, ships=True)], actor=actor)
    first = RegisterToSave(code="TILL-1", name=f"{wanted.place.name} 1", location_id=place, channel_id=channel)
    registers.save_registers([first])


def _brand(wanted: CompanyToFound, web: UUID, actor: Actor) -> None:
    code = _code(wanted.name) or "brand"
    kits.save_kits([KitInput(code=code, name=wanted.name, colors=_COLORS, language=wanted.language)], actor=actor)
    shop = ShopInput(web, code, is_general=True, currencies=(wanted.currency,), email=wanted.email)
    shops.open_shops([shop], actor=actor)


def _terms(wanted: CompanyToFound, actor: Actor) -> None:
    taxes.save_default_tax_rates()
    prices = PriceListInput(code=f"retail-{wanted.currency.lower()}", name="Retail", currency=wanted.currency)
    price_lists.save_price_lists([prices], actor=actor)
    parcel = DeliveryMethodToSave(
        code="standard",
        kind=DeliveryKind.DELIVERY,
        texts=_TEXTS,
        prices=(wanted.delivery,),
        min_days=2,
        max_days=4,
        position=10,
    )
    methods.save_delivery_methods([parcel])
