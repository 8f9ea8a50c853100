"""The shop a request is in: the web shop that answers at its host, in the reader's language and currency.

What pages show of the catalog and of the shop itself is kept in memory for as long as nobody changes it; prices and stock
are asked for each time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from arasta.contexts.brand import queries as brands
from arasta.contexts.brand.types import Kit, Lines, WebShop
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.queries.channels import ChannelMissing
from arasta.contexts.channels.types import Channel, LocationPlace, ServedChannel
from arasta.kernel.changes import edition
from arasta.kernel.changes.edition import Edition

CURRENCY_COOKIE = "arasta_currency"
UNBRANDED = "web"
"""The channel that sells where nobody has opened a web shop."""

_CURRENCIES = ("TRY", "EUR", "USD")

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Shop:
    """A web shop as one reader sees it."""

    name: str
    channel: Channel
    language: str
    currency: str
    currencies: tuple[str, ...]
    places: tuple[LocationPlace, ...]
    kit: Kit
    edition: Edition
    email: str = ""

    def known(self, what: Hashable, find: Callable[[], Found]) -> Found:
        """Return what was found before in this edition of the shop, or is found now."""
        return edition.known(self.edition, what, find)

    @property
    def lines(self) -> Lines:
        """What the brand says in the reader's language."""
        return self.kit.said(self.language)

    @property
    def stylesheet_url(self) -> str:
        """Return where the brand's colors and fonts are, by an address that changes with them."""
        return f"{reverse('brand_stylesheet', args=[self.kit.code])}?v={brands.version(self.kit)}"

    @property
    def range(self) -> tuple[str, ...]:
        """The categories that the shop sells, with all below them; none means everything."""
        return self.channel.sold_categories

    @property
    def location_ids(self) -> list[UUID]:
        """The locations that serve the shop, first asked first."""
        return [place.location_id for place in self.places]


def shop_of(request: HttpRequest) -> Shop:
    """Return the shop of a request, read once. Raises ChannelMissing where no web channel is set up."""
    known = getattr(request, "shop", None)
    if known is None:
        known = _find(request)
        cast(Any, request).shop = known
    return cast(Shop, known)


def edition_of(request: HttpRequest) -> Edition:
    """Return the edition that a request began with, asked for once: all that is read later is at least as new."""
    known = getattr(request, "edition", None)
    if known is None:
        known = cast(Any, request).edition = edition.current()
    return cast(Edition, known)


def payment_provider() -> str:
    """Return the code of the provider that takes the shop's payments."""
    return str(getattr(settings, "SHOP_PAYMENT_PROVIDER", "testpay"))


def _find(request: HttpRequest) -> Shop:
    now, host = edition_of(request), request.get_host()
    opened, served = edition.known(now, ("host", host), lambda: _standing(host))
    channel, kit = served.channel, opened.kit if opened else brands.PLAIN
    offered = opened.currencies if opened else _CURRENCIES
    currencies = tuple(dict.fromkeys([channel.currency, *offered]))
    wish = request.COOKIES.get(CURRENCY_COOKIE, "")
    language = (get_language() or channel.language)[:2]
    return Shop(
        name=channel.named(language) or kit.name or channel.name,
        channel=channel,
        language=language,
        currency=wish if wish in currencies else channel.currency,
        currencies=currencies,
        places=served.places,
        kit=kit,
        edition=now,
        email=opened.email if opened else "",
    )


def _standing(host: str) -> tuple[WebShop | None, ServedChannel]:
    opened = brands.shop_at(host)
    return opened, _served(opened.channel_id if opened else None)


def _served(channel_id: UUID | None) -> ServedChannel:
    """Return a channel with the locations that serve it, in one statement."""
    found = channels.served_channels(ids=[channel_id]) if channel_id else channels.served_channels(codes=[UNBRANDED])
    if not found:
        raise ChannelMissing(given=UNBRANDED)
    return found[0]
