"""Packages that are made out of one another: what one page shows of them is not taken for the whole."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from arasta.contexts.channels.types import PackageState
from arasta.contexts.channels.types.orders import ChannelOrder, ChannelPackage
from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.queries.orders import OrderDetail, OrderFilter
from arasta.flows.ordering.follow_channel_orders import Followed, follow_channel_orders
from arasta.flows.ordering.import_channel_orders import Imported, import_channel_orders
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.contexts.channels.making import NOW, make_line, make_order, make_package
from tests.contexts.channels.offering import offer_in_stock

pytestmark = pytest.mark.django_db(transaction=True)


def whole(units: int = 3, *, state: PackageState = PackageState.OPEN, version: int = 1) -> ChannelPackage:
    return make_package("P-1", [make_line("L-1", "A", units)], state=state, version=version)


def part(key: str, units: int, *, state: PackageState = PackageState.OPEN, origin: str = "P-1") -> ChannelPackage:
    return make_package(key, [make_line("L-1", "A", units)], state=state, version=2, origin_ids=[origin])


TAKEN_OUT = part("P-2", 1, state=PackageState.CANCELLED)
REST = part("P-3", 2)
MADE_ANEW = whole(state=PackageState.REPLACED, version=2)


class Market:
    """A marketplace that sold something."""

    def __init__(self) -> None:
        self.channel = makers.make_channel(kind="marketplace")
        self.variant, self.location = offer_in_stock(self.channel, "A", units=9)

    def show(self, *packages: ChannelPackage, is_whole: bool = False) -> tuple[Imported, Followed]:
        """Show packages of the order, together."""
        document: Sequence[ChannelOrder] = [make_order("O-1", packages)]
        imported = import_channel_orders(self.channel, document, actor=SYSTEM, whole=is_whole)
        known = imported.known
        return imported, follow_channel_orders(self.channel, known, at=NOW, actor=SYSTEM, whole=is_whole)

    @property
    def order(self) -> OrderDetail:
        [row] = orders.page(OrderFilter(channel_id=self.channel)).items
        return orders.order(row.id)

    @property
    def wanted(self) -> int:
        return sum(line.quantity - line.canceled for line in self.order.lines)


@pytest.fixture
def market() -> Market:
    return Market()


@pytest.mark.parametrize("first", [[TAKEN_OUT], [MADE_ANEW], [MADE_ANEW, TAKEN_OUT], [REST]])
def test_a_part_that_is_shown_before_its_brothers_cancels_nothing(market: Market, first: list[ChannelPackage]) -> None:
    market.show(whole())

    _, early = market.show(*first)
    before = market.wanted
    _, later = market.show(MADE_ANEW, TAKEN_OUT, REST)

    assert (early.partial, early.canceled, before) == (["O-1"], 0, 3)
    assert (later.partial, later.reduced, market.wanted) == ([], 1, 2)
    assert makers.level_of(market.variant, market.location) == (9, 2, 0)


@pytest.mark.parametrize("first", [[REST], [MADE_ANEW, REST], [part("P-3", 2), part("P-9", 1, origin="P-0")]])
def test_an_order_of_which_a_part_is_shown_first_is_read_whole(market: Market, first: list[ChannelPackage]) -> None:
    imported, _ = market.show(*first)

    assert (imported.partial, imported.entered) == (["O-1"], [])


def test_an_order_whose_parts_add_up_enters_at_once(market: Market) -> None:
    imported, _ = market.show(MADE_ANEW, TAKEN_OUT, REST)

    assert (imported.partial, market.wanted) == ([], 2)


def test_a_line_put_into_two_packages_is_one_line_of_ours(market: Market) -> None:
    market.show(MADE_ANEW, part("P-2", 1), REST)
    entered = market.wanted

    market.show(MADE_ANEW, part("P-2", 1, state=PackageState.CANCELLED), REST)

    assert (entered, len(market.order.lines), market.wanted) == (3, 1, 2)
    assert makers.level_of(market.variant, market.location) == (9, 2, 0)


def test_what_was_read_whole_is_believed(market: Market) -> None:
    market.show(whole())

    _, followed = market.show(MADE_ANEW, TAKEN_OUT, is_whole=True)

    assert (followed.canceled, followed.partial) == (1, [])
