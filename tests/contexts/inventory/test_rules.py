"""Plural services take nothing, and of what is named twice the last word counts."""

from __future__ import annotations

from uuid import UUID

import pytest

from arasta.contexts.inventory.domain import availability
from arasta.contexts.inventory.queries import audit, stock
from arasta.contexts.inventory.queries import rules as rule_book
from arasta.contexts.inventory.services import levels, rules
from arasta.contexts.inventory.services.rules import RuleInput, RuleOutOfRange
from arasta.contexts.inventory.types import AnotherLocation, RuleKind, StockLine
from arasta.contexts.orders.queries import carts as cart_reads
from arasta.contexts.orders.services import carts
from arasta.contexts.orders.services.carts import CartLineInput
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor, ActorKind
from tests import makers
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def test_nothing_is_nothing() -> None:
    channel = makers.make_channel()

    rules.set_fences([], channel_id=channel)
    rules.set_rules([], channel_id=channel)
    levels.set_safety_stock([], actor=SYSTEM)

    assert (rule_book.fences(channel).items, rule_book.rules(channel).items) == ([], [])


def test_the_last_word_counts() -> None:
    channel, variant, place = makers.make_channel(), makers.make_variant(), makers.make_location()
    twice = [StockLine(variant, place, 4), StockLine(variant, place, 2)]

    rules.set_fences(twice, channel_id=channel)
    rules.set_rules([RuleInput(RuleKind.CAP, 4, variant), RuleInput(RuleKind.CAP, 2, variant)], channel_id=channel)
    levels.set_safety_stock(twice, actor=SYSTEM)
    cart = carts.open_cart(channel, currency="TRY")
    carts.set_lines(cart, [CartLineInput(variant, 4), CartLineInput(variant, 2)])

    assert [row.quantity for row in rule_book.fences(channel).items] == [2]
    assert [row.value for row in rule_book.rules(channel).items] == [2]
    assert [level.safety_stock for level in stock.levels([variant])] == [2]
    assert [(line.variant_id, line.quantity) for line in cart_reads.cart(cart).lines] == [(variant, 2)]


@pytest.mark.parametrize(
    ("pool", "given", "shown"),
    [(5, {"end_below": 5}, 5), (4, {"end_below": 5}, 0), (6, {"end_below": 5, "share": 50}, 3), (4, {"cap": 2}, 2)],
)
def test_a_pool_below_the_least_is_left_to_the_others(pool: int, given: dict[str, int], shown: int) -> None:
    assert availability.offered(pool, {RuleKind(kind): value for kind, value in given.items()}) == shown


def fenced(variant: UUID) -> list[tuple[bool]]:
    return db.rows("SELECT is_fenced FROM inventory_level WHERE variant_id = %s", [variant])


def test_a_level_forgets_a_fence_that_was_lifted() -> None:
    channel, rival = makers.make_channel(), makers.make_channel()
    variant, place = makers.make_variant(), makers.make_location()
    for one in (channel, rival):
        rules.set_fences([StockLine(variant, place, 1)], channel_id=one)

    rules.set_fences([StockLine(variant, place, 0)], channel_id=channel)
    kept = fenced(variant)
    rules.set_fences([StockLine(variant, place, 0)], channel_id=rival)

    assert (kept, fenced(variant)) == ([(True,)], [(False,)])


def test_a_level_that_forgot_its_fence_is_found() -> None:
    channel, variant, place = makers.make_channel(), makers.make_variant(), makers.make_location()
    rules.set_fences([StockLine(variant, place, 3)], channel_id=channel)
    assert audit.find_lies() == []

    db.execute("UPDATE inventory_level SET is_fenced = false WHERE variant_id = %s", [variant])

    assert [lie.rule.code for lie in audit.find_lies()] == ["stock.fence_is_seen"]


@pytest.mark.parametrize(
    ("kind", "value"), [("share", 101), ("share", -1), ("cap", -1), ("cap", 10**12), ("end_below", -1)]
)
def test_a_rule_out_of_range(kind: str, value: int) -> None:
    channel = makers.make_channel()

    with refused(RuleOutOfRange):
        rules.set_rules([RuleInput(RuleKind(kind), value)], channel_id=channel)


def test_a_fence_out_of_range_or_elsewhere() -> None:
    channel, variant, place = makers.make_channel(), makers.make_variant(), makers.make_location()
    elsewhere = Actor(ActorKind.STAFF, id="a", locations=frozenset({makers.make_location()}))

    with refused(RuleOutOfRange):
        rules.set_fences([StockLine(variant, place, -1)], channel_id=channel)
    with refused(AnotherLocation):
        rules.set_fences([StockLine(variant, place, 1)], channel_id=channel, actor=elsewhere)
    assert rule_book.fences(channel).items == []
