"""Ways to pay that a shop offers: its accounts at providers, the test cards where it has none, the till of a store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from arasta.contexts.orders.types import Address
from arasta.contexts.payments import ports
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.payments.types import AccountRow, PayStep
from arasta.flows.ordering.place_order import PayWith
from arasta.surfaces.storefront.paying import CARDS, can_pay
from arasta.surfaces.storefront.shop import Shop, payment_provider

IN_STORE = "store"
_MOST_TOKEN = 200

_DETAILS: dict[PayStep, tuple[str | Promise, str | Promise]] = {
    PayStep.ELEMENT: (_("Card or wallet"), _("Card, Apple Pay or Google Pay. It is charged when your goods leave.")),
    PayStep.HOSTED: (
        _("Card at iyzico"),
        _("You go on to a page of iyzico and come back. Installments are there too."),
    ),
}


@dataclass(frozen=True, slots=True)
class PayWay:
    """One way to pay, as one choice of the form."""

    key: str
    name: str | Promise
    detail: str | Promise
    icon: str = "credit-card"
    provider: str = ""
    token: str = ""
    public_key: str = ""
    sources: ports.PageSources = field(default_factory=ports.PageSources)

    @property
    def is_element(self) -> bool:
        """The card is typed into a form of the provider, within our page."""
        return bool(self.public_key)

    @property
    def is_in_store(self) -> bool:
        return self.key == IN_STORE


def offered(shop: Shop, *, in_store: bool) -> tuple[PayWay, ...]:
    """Return the ways to pay in this shop; `in_store` where the goods are picked up.

    The test cards stay beside accounts that move no money either.
    """
    accounts = payment_book.accounts(channel_id=shop.channel.id, only_active=True)
    is_tried = all(ports.kind(row.provider).is_stand_in(row.settings) for row in accounts)
    ways = [*(_test_cards() if is_tried and can_pay() else []), *(_at_provider(row) for row in accounts)]
    if in_store:
        words = _("Pay in the store"), _("Cash or card at the till, when you pick it up.")
        ways.append(PayWay(IN_STORE, *words, icon="store"))
    return tuple(ways)


def chosen(posted: QueryDict, ways: Sequence[PayWay]) -> PayWay | None:
    """Return the way that a form names; nothing if there is none such, or the provider's form gave no token."""
    way = next((one for one in ways if one.key == posted.get("card", "")), None)
    return None if way and way.is_element and not _token(posted) else way


def pay_with(way: PayWay, request: HttpRequest, shop: Shop, *, return_url: str, buyer: ports.Buyer) -> PayWith:
    """Say to the provider how the shopper pays. The money is promised now, and taken when the goods leave."""
    return PayWith(
        way.provider,
        way.token or _token(request.POST),
        return_url,
        capture=False,
        language=shop.language,
        shop=shop.name,
        buyer=buyer,
    )


def buyer_of(request: HttpRequest, *, email: str, address: Address | None) -> ports.Buyer:
    """Return who pays, as far as the checkout knows."""
    ip = str(request.META.get("REMOTE_ADDR", ""))
    if address is None:
        return ports.Buyer(email=email, ip=ip)
    return ports.Buyer(
        name=address.name,
        email=email,
        phone=address.phone,
        street=address.line1,
        city=address.city,
        postal_code=address.postal_code,
        country=address.country,
        ip=ip,
    )


def admit(response: HttpResponse, ways: Sequence[PayWay]) -> HttpResponse:
    """Let this one page load, show and reach what its ways to pay need, and no other page."""
    sources = [way.sources for way in ways]
    wanted = {
        "script-src": [source for one in sources for source in one.scripts],
        "frame-src": [source for one in sources for source in one.frames],
        "connect-src": [source for one in sources for source in one.connects],
        "form-action": [source for one in sources for source in one.forms],
    }
    cast(Any, response)._csp_update = {name: each for name, each in wanted.items() if each}
    return response


def script_urls(ways: Sequence[PayWay]) -> list[str]:
    """Return the providers' scripts that the page needs."""
    return list(dict.fromkeys(way.sources.script_url for way in ways if way.sources.script_url))


def _at_provider(row: AccountRow) -> PayWay:
    kind = ports.kind(row.provider)
    name, detail = _DETAILS[kind.step]
    if kind.is_stand_in(row.settings):
        detail = _(
            "You go on to a page that stands in for theirs, choose a test card, and come back. Nothing is charged."
        )
    return PayWay(
        row.code,
        name,
        detail,
        provider=row.code,
        public_key=row.settings.get("publishable_key", "") if kind.step is PayStep.ELEMENT else "",
        sources=kind.sources(row.settings),
        token="" if kind.step is PayStep.ELEMENT else kind.code,
    )


def _test_cards() -> list[PayWay]:
    return [PayWay(card.token, card.name, card.detail, provider=payment_provider(), token=card.token) for card in CARDS]


def _token(posted: QueryDict) -> str:
    token = posted.get("token", "")
    return token if token.startswith("ctoken_") and len(token) <= _MOST_TOKEN else ""
