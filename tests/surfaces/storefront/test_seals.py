"""A kept page is the page that would be written now, whatever has changed meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from arasta.contexts.inventory.services import kits, rules, supplies, terms
from arasta.contexts.inventory.services.kits import KitInput
from arasta.contexts.inventory.services.rules import RuleInput
from arasta.contexts.inventory.services.supplies import SupplyInput
from arasta.contexts.inventory.services.terms import TermsInput
from arasta.contexts.inventory.types import RuleKind, TermsKind
from arasta.contexts.pricing.services import price_lists, prices
from arasta.contexts.pricing.types import PriceInput, PriceListInput
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM
from arasta.kernel.money import Money
from arasta.kernel.shared import Shared
from arasta.surfaces.storefront import windows
from tests import makers, makers_catalog
from tests.surfaces.storefront.shopping import Shop, add_product
from tests.surfaces.storefront.test_windows import own_words

SKU = "SHIRT-RED-S"
PATHS = ("/p/shirt?color=red&size=s", "/p/cup", "/p/set", "/new", "/search?q=shirt", "/c/clothing", "/tr/new", "/")


def bare(path: str) -> str:
    """Return a page without the words of its reader."""
    answer = Client().get(path)
    found = answer.content.decode()
    for word in own_words(answer):
        found = found.replace(word, "")
    return found


def reduced(variant: UUID, minor: int, *, after: int) -> None:
    """Set a reduced price so many days after the first one."""
    old, new = Money(30_000, "TRY"), Money(minor, "TRY")
    wanted = PriceInput(price_list="base-try", variant_id=variant, price=new, compare_at=old)
    prices.set_prices([wanted], now=makers.DAY + timedelta(days=after), actor=SYSTEM)


def reduced_for_a_day(variant: UUID) -> None:
    """Come back to the price of now from a lower one: only the lowest price before is another."""
    reduced(variant, 10_000, after=2)
    reduced(variant, 20_000, after=3)


def reduced_since(variant: UUID, after: int) -> None:
    """Let a cheaper list begin so many days after the first price, also if it began before: the days before it are others."""
    since = makers.DAY + timedelta(days=after)
    week = PriceListInput(code="week", name="Week", currency="TRY", priority=5, starts_at=since)
    price_lists.save_price_lists([week], actor=SYSTEM)
    wanted = PriceInput(
        price_list="week", variant_id=variant, price=Money(9_000, "TRY"), compare_at=Money(30_000, "TRY")
    )
    prices.set_prices([wanted], now=makers.DAY, actor=SYSTEM)


def exchange_prices(one: UUID, minor: int, other: UUID, others: int) -> None:
    """Give two variants the price that the other one had."""
    makers.make_price(one, minor)
    makers.make_price(other, others)


def cheaper_for_an_hour(variant: UUID, minor: int, *, since: datetime) -> None:
    until = since + timedelta(hours=1)
    sale = PriceListInput(code="sale", name="Sale", currency="TRY", priority=9, starts_at=since, ends_at=until)
    price_lists.save_price_lists([sale], actor=SYSTEM)
    wanted = PriceInput(price_list="sale", variant_id=variant, price=Money(minor, "TRY"))
    prices.set_prices([wanted], now=makers.DAY, actor=SYSTEM)


def sold_later(shop: Shop, variant: UUID) -> None:
    """Sell what is not there yet, have a look at it, and only then let units come."""
    terms.set_terms([TermsInput(variant, TermsKind.BACKORDER)], actor=SYSTEM)
    for path in PATHS * 2:
        bare(path)
    supplies.announce([SupplyInput(variant, shop.warehouse, 3, date(2027, 6, 1))], actor=SYSTEM)


def test_whatever_changes(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    red, blue = shop.variants[SKU], shop.variants["SHIRT-BLUE-S"]
    cup, whole = add_product(shop, "CUP", 30_000), add_product(shop, "SET", 90_000)
    kits.set_kits([KitInput(whole, ((cup, 2),))], actor=SYSTEM)
    shop.stock(SKU, warehouse=9)
    now = [clock.now().replace(second=1)]
    monkeypatch.setattr(clock, "now", lambda: now[0])
    cheaper_for_an_hour(red, 5_000, since=now[0] + timedelta(hours=1))
    hour = timedelta(minutes=61)
    changes: list[Callable[[], object]] = [
        lambda: makers.make_price(blue, 41_000),
        lambda: makers.make_price(red, 39_000),
        lambda: exchange_prices(blue, 39_000, red, 41_000),
        lambda: reduced(cup, 20_000, after=1),
        lambda: reduced_for_a_day(cup),
        lambda: reduced_since(cup, 4),
        lambda: reduced_since(cup, 40),
        lambda: shop.stock("CUP", warehouse=2),
        lambda: shop.take_away("CUP", 2),
        lambda: sold_later(shop, cup),
        lambda: terms.set_terms([TermsInput(cup, TermsKind.BACKORDER, most=1)], actor=SYSTEM),
        lambda: shop.take_away(SKU, 8),
        lambda: rules.set_rules([RuleInput(RuleKind.CAP, 0, red)], channel_id=shop.channel),
        lambda: makers_catalog.save(makers_catalog.shirt(titles={"en": "Shirt of linen", "tr": "Yeni keten"})),
        lambda: now.append(now.pop() + hour),
        lambda: now.append(now.pop() + hour),
    ]
    before: list[str] = []
    for number, change in enumerate(changes):
        change()
        kept = [bare(path) for path in PATHS]
        assert kept != before, number
        assert [bare(path) for path in PATHS] == kept, number
        with monkeypatch.context() as empty:
            empty.setattr(windows, "_WINDOWS", Shared(seconds=600, places=8, most=64_000))
            assert [bare(path) for path in PATHS] == kept, number
        before = kept
