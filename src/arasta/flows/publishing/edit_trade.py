"""What a bulk edit does besides content: prices on the channel's own list, in or out, and what it is shown of the stock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from arasta.contexts.channels.queries import price_policy as policy_book
from arasta.contexts.channels.services import listings as listing_services
from arasta.contexts.channels.types import Channel, Listing, ListingStatus
from arasta.contexts.channels.types.content import ASSORTMENT, CAP, END_BELOW, PRICE, SHARE, EditOp, EditStep
from arasta.contexts.inventory.queries import rules as rule_book
from arasta.contexts.inventory.services import rules as rule_services
from arasta.contexts.inventory.services.rules import RuleInput
from arasta.contexts.inventory.types import RuleKind
from arasta.contexts.pricing.queries import prices as pricing
from arasta.flows.publishing import keep_prices
from arasta.kernel.access import Actor
from arasta.kernel.money import Money

IN, OUT = "in", "out"
RULES = {SHARE: RuleKind.SHARE, CAP: RuleKind.CAP, END_BELOW: RuleKind.END_BELOW}
_MOST = {SHARE: 100, CAP: 10**6, END_BELOW: 10**6}

Own = dict[tuple[UUID, str], str | None]
"""By listing and field: the stored own value, nothing if there is none."""


class CannotEdit(Exception):
    """A step that cannot be done to one listing; its word says why."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


@dataclass(frozen=True)
class Trade:
    """Own values of listings as they are now, and the prices that count."""

    channel: Channel
    own: Own
    prices: Mapping[UUID, Money]

    def shown(self, row: Listing, name: str) -> str:
        """Return what counts now, as text; a price in minor units."""
        if name == PRICE:
            price = self.prices.get(row.variant_id)
            return "" if price is None else str(price.minor)
        return self.own.get((row.id, name)) or ""


def read(channel: Channel, rows: Sequence[Listing], *, at: datetime) -> Trade:
    """Read what edits may change besides content."""
    keys = [row.variant_id for row in rows]
    hand, rules = keep_prices.by_hand(channel, keys), rule_book.own_rules(channel.id, keys)
    counts = pricing.prices(keys, channel_id=channel.id, currency=channel.currency, at=at)
    own: Own = {}
    for row in rows:
        price, here = hand.get(row.variant_id), rules.get(row.variant_id, {})
        own[row.id, PRICE] = None if price is None else str(price.minor)
        own[row.id, ASSORTMENT] = OUT if row.status is ListingStatus.ENDED else IN
        for name, kind in RULES.items():
            own[row.id, name] = str(here[kind]) if kind in here else None
    return Trade(channel, own, {key: one.price for key, one in counts.items()})


def step(trade: Trade, row: Listing, one: EditStep, own: str | None, shown: str) -> tuple[str | None, str]:
    """Return the own value and what is shown after a step. Raises CannotEdit."""
    doing: Callable[[Trade, Listing, EditStep, str], str | None] = (
        _price if one.field == PRICE else _assortment if one.field == ASSORTMENT else _number
    )
    if one.op is EditOp.RESET and one.field != ASSORTMENT:
        return None, ""
    after = doing(trade, row, one, shown)
    return after, after or ""


def write(
    channel: Channel,
    rows: Mapping[UUID, Listing],
    values: Mapping[tuple[UUID, str], str | None],
    at: datetime,
    actor: Actor,
) -> None:
    """Write own values by listing and field; the caller's transaction holds them together."""
    prices = {rows[key].variant_id: value for (key, name), value in values.items() if name == PRICE}
    if prices:
        money = {key: None if value is None else Money(int(value), channel.currency) for key, value in prices.items()}
        keep_prices.set_by_hand(channel, money, at=at, actor=actor)
    rules = [
        RuleInput(RULES[name], None if value is None else int(value), rows[key].variant_id)
        for (key, name), value in values.items()
        if name in RULES
    ]
    rule_services.set_rules(rules, channel_id=channel.id)
    for word, status in ((OUT, ListingStatus.ENDED), (IN, ListingStatus.DRAFT)):
        moved = [key for (key, name), value in values.items() if name == ASSORTMENT and value == word]
        if moved:
            listing_services.move_listings(moved, status, actor=actor)


def _price(trade: Trade, row: Listing, one: EditStep, shown: str) -> str:
    if one.op is EditOp.PERCENT:
        if not shown:
            raise CannotEdit("price_missing")
        percent = _decimal(one.value)
        if not -90 <= percent <= 900:
            raise CannotEdit("number_wrong")
        price = Money(int(shown), trade.channel.currency)
        return str(policy_book.changed_by(price, percent).minor)
    try:
        price = Money.of(_decimal(one.value), trade.channel.currency)
    except ValueError as wrong:
        raise CannotEdit("number_wrong") from wrong
    if not 0 < price.minor < 10**12:
        raise CannotEdit("number_wrong")
    return str(price.minor)


def _assortment(trade: Trade, row: Listing, one: EditStep, shown: str) -> str:
    if one.value not in {IN, OUT}:
        raise CannotEdit("number_wrong")
    return one.value


def _number(trade: Trade, row: Listing, one: EditStep, shown: str) -> str:
    if not (one.value.isascii() and one.value.isdigit() and int(one.value) <= _MOST[one.field]):
        raise CannotEdit("number_wrong")
    return str(int(one.value))


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation as wrong:
        raise CannotEdit("number_wrong") from wrong
    if not number.is_finite():
        raise CannotEdit("number_wrong")
    return number
