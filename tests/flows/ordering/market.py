"""A marketplace that sells one thing, and tells of it in any order and as often as it likes."""

from __future__ import annotations

from datetime import UTC, datetime

from arasta.contexts.channels.services import returns as return_book
from arasta.contexts.channels.types import PackageState
from arasta.contexts.channels.types.returning import ChannelReturn, ChannelReturnLine, ReturnState
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import FulfillmentStatus, ShipmentToMake
from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.queries.orders import OrderDetail, OrderFilter
from arasta.contexts.payments import queries as payments
from arasta.flows.ordering.follow_channel_orders import follow_channel_orders
from arasta.flows.ordering.follow_channel_returns import follow_channel_returns
from arasta.flows.ordering.import_channel_orders import import_channel_orders
from arasta.flows.shipping.ship import ship
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.money import Money
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.contexts.channels.making import make_line, make_order, make_package
from tests.contexts.channels.offering import offer_in_stock

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PRICE = 10_000


class Market:
    """A marketplace that sold three units for a hundred each."""

    def __init__(self) -> None:
        self.channel = makers.make_channel(kind="marketplace")
        self.variant, self.location = offer_in_stock(self.channel, "A", units=9)
        self.version = 0

    def show(self, units: int, *, state: PackageState = PackageState.OPEN) -> None:
        """Show the order as it is now."""
        self.version += 1
        lines = [make_line("L-1", "A", units, PRICE)] if units else []
        order = make_order("O-1", [make_package("P-1", lines, version=self.version, state=state)])
        known = import_channel_orders(self.channel, [order], actor=SYSTEM).known
        follow_channel_orders(self.channel, known, at=NOW, actor=SYSTEM)
        follow_channel_returns(self.channel, actor=SYSTEM)

    def refund(
        self, minor: int, *, key: str = "R-1", currency: str = "TRY", never_left: int = 0, units: int = 0
    ) -> None:
        """Tell of a refund as it is now, for units that are not shown any more, or for units that went out."""
        self.version += 1
        line = ChannelReturnLine(
            external_id="1", line_id="L-1", sku="A", quantity=never_left or units, never_left=bool(never_left)
        )
        told = ChannelReturn(
            external_id=key,
            order_id="O-1",
            state=ReturnState.REFUNDED,
            external_status="done",
            version=self.version,
            asked_at=NOW,
            lines=[line] if never_left or units else [],
            refunded=Money(minor, currency),
        )
        return_book.record_returns(self.channel, [told], actor=SYSTEM)
        follow_channel_returns(self.channel, actor=SYSTEM)

    @property
    def order(self) -> OrderDetail:
        [row] = orders.page(OrderFilter(channel_id=self.channel)).items
        return orders.order(row.id)

    @property
    def refunded(self) -> int:
        """Return what our order and its payment agree was given back."""
        [payment] = payments.payments_of([self.order.row.id])
        assert payment.refunded == self.order.refunded
        return payment.refunded.minor

    def send(self, staff: Actor) -> None:
        """Send what the buyer wants."""
        deliver_pending()
        open_ = [row.id for row in fulfillment.of_orders([self.order.row.id]) if row.status is FulfillmentStatus.OPEN]
        requests.accept(open_, at=makers.DAY, actor=staff)
        ship([ShipmentToMake(key, "Yurtiçi Kargo", "YK123") for key in open_], at=makers.DAY, actor=staff)
        deliver_pending()
