"""The shop a request is in: the web channel, in the reader's language and currency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import Channel, LocationPlace

CURRENCY_COOKIE = "arasta_currency"


@dataclass(frozen=True, slots=True)
class Shop:
    """The web channel as one reader sees it."""

    name: str
    channel: Channel
    language: str
    currency: str
    currencies: tuple[str, ...]
    places: tuple[LocationPlace, ...]

    @property
    def location_ids(self) -> list[UUID]:
        """The locations that serve the shop, first asked first."""
        return [place.location_id for place in self.places]


def shop_of(request: HttpRequest) -> Shop:
    """Return the shop of a request, read once. Raises ChannelMissing where no web channel is set up."""
    known = getattr(request, "shop", None)
    if known is None:
        channel = channels.channel(getattr(settings, "SHOP_CHANNEL", "web"))
        currencies = _currencies(channel)
        wish = request.COOKIES.get(CURRENCY_COOKIE, "")
        known = Shop(
            name=getattr(settings, "SHOP_NAME", "Kervan"),
            channel=channel,
            language=(get_language() or channel.language)[:2],
            currency=wish if wish in currencies else channel.currency,
            currencies=currencies,
            places=tuple(channels.locations_of(channel.id)),
        )
        cast(Any, request).shop = known
    return cast(Shop, known)


def payment_provider() -> str:
    """Return the code of the provider that takes the shop's payments."""
    return str(getattr(settings, "SHOP_PAYMENT_PROVIDER", "testpay"))


def _currencies(channel: Channel) -> tuple[str, ...]:
    offered: Sequence[str] = getattr(settings, "SHOP_CURRENCIES", ("TRY", "EUR", "USD"))
    return tuple(dict.fromkeys([channel.currency, *offered]))
