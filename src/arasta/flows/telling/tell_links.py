"""Send somebody the link of their order: only to the address that the order knows, once an hour."""

from __future__ import annotations

from datetime import datetime

from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.flows.telling.letters import Letter, queue
from arasta.kernel import db


def send_order_link(order: OrderDetail, *, at: datetime) -> None:
    """Write the link to an order's own address."""
    with db.transaction():
        queue([(order, Letter("order_link", f"{at:%Y-%m-%dT%H}"))])
