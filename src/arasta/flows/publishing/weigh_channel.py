"""Weigh a channel before it is entered: what would be left of each price, and what the channel would refuse.

Nothing is stored and nobody is called: the connector is asked for its rules with made-up account data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from django.conf import settings

from arasta.contexts.channels.queries import connectors
from arasta.contexts.channels.queries import weighing as rules
from arasta.contexts.channels.types import ListingItem
from arasta.contexts.channels.types.content import Goods
from arasta.contexts.channels.types.protocol import Issue
from arasta.contexts.channels.types.weighing import Terms, Verdict, Weighed
from arasta.contexts.inventory.queries import stock
from arasta.contexts.pricing.queries import prices as pricing
from arasta.flows.publishing import listed_goods
from arasta.kernel.calendar import day_of
from arasta.kernel.money import Money

_OF_THE_GOODS = {one.name for one in fields(ListingItem)} - {"facts"}


@dataclass(frozen=True, slots=True)
class Question:
    """Which channel, where it sells, and what its terms are."""

    connector: str
    country: str
    currency: str
    language: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class Answer:
    """What each SKU would leave, and the sum of it. `to_set_up`: what the channel wants to be told besides, once."""

    rows: Sequence[Weighed]
    verdict: Verdict
    left: Money
    turnover: Money
    to_set_up: Sequence[Issue] = ()

    @property
    def sound(self) -> int:
        return sum(row.profit is not None and not row.refusals for row in self.rows)

    @property
    def losing(self) -> int:
        return sum(row.profit is not None and row.profit.left.minor <= 0 for row in self.rows)


def weigh(question: Question, variant_ids: Sequence[UUID], *, at: datetime) -> Answer:
    """Weigh a channel for some SKUs, with their prices for all channels of its currency."""
    known = listed_goods.goods(variant_ids, language=question.language)
    prices = pricing.prices(list(known), channel_id=None, currency=question.currency, at=at)
    classes = {one.tax_class for one in known.values()}
    rates = pricing.tax_rates(classes, country=question.country, on=day_of(at))
    units = _units(list(known))
    connector = connectors.rules_of(question.connector)
    rows, asked = [], dict[str, Issue]()
    for key, one in known.items():
        price, tax = prices.get(key), int(rates.get(one.tax_class, 0) * 100)
        if price is None:
            rows.append(Weighed(key, one.sku, one.title, units.get(key, 0), None, (), ()))
            continue
        issues = connector.check_listing(_item(one, price.price, units.get(key, 0), tax)) if connector else ()
        said = [issue for issue in issues if issue.field in _OF_THE_GOODS]
        asked |= {issue.field: issue for issue in issues if issue.field not in _OF_THE_GOODS and issue.blocks}
        rows.append(
            Weighed(
                key,
                one.sku,
                one.title,
                units.get(key, 0),
                rules.profit(price.price, question.terms, tax_percent=tax),
                [issue for issue in said if issue.blocks],
                [issue for issue in said if not issue.blocks],
            )
        )
    found = [row.profit for row in rows if row.profit and not row.refusals]
    left = Money(sum(one.left.minor for one in found), question.currency)
    turnover = Money(sum(one.price.minor for one in found), question.currency)
    return Answer(rows, rules.verdict(rows), left, turnover, list(asked.values()))


def _units(keys: Sequence[UUID]) -> dict[UUID, int]:
    units: dict[UUID, int] = {}
    for level in stock.levels(keys):
        units[level.variant_id] = units.get(level.variant_id, 0) + level.sellable
    return units


def _item(one: Goods, price: Money, quantity: int, tax_percent: int) -> ListingItem:
    base = settings.PUBLIC_URL
    return ListingItem(
        listing_id=one.variant_id,
        external_id=one.gtin or one.sku,
        group=one.group,
        sku=one.sku,
        title=" ".join([one.title, *(value for _, _, value in one.options)]),
        description=one.description or one.title,
        price=price,
        list_price=None,
        quantity=quantity,
        tax_percent=tax_percent,
        images=[base + url if url.startswith("/") else url for url in one.images],
        barcode=one.gtin,
        brand=one.brand,
        category=one.category,
        link=f"{base}/p/{one.handle}",
        options={name: value for _, name, value in one.options},
    )
