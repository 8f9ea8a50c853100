"""Tell a marketplace what became of its packages: accepted, invoiced, tracked.

read what to say (no transaction); outside: tell; each saying is repeatable, so a crash only says it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.queries import orders as links
from arasta.contexts.channels.services import sessions
from arasta.contexts.channels.types.orders import ExternalOrder, ExternalPackage
from arasta.contexts.channels.types.protocol import ItemResult, Outcome, PackageItem, PackageLine
from arasta.contexts.channels.types.sync import Op
from arasta.contexts.orders.queries import orders as order_book

# The channel's own words for what is done already: saying it again would be refused.
_DONE = {
    Op.ACCEPT: {"Picking", "Invoiced", "Shipped", "AtCollectionPoint", "Delivered", "Cancelled", "UnSupplied"},
    Op.INVOICE: {"Invoiced", "Shipped", "AtCollectionPoint", "Delivered", "Cancelled", "UnSupplied"},
    Op.TRACKING: {"Shipped", "AtCollectionPoint", "Delivered", "Cancelled", "UnSupplied"},
}


class ChannelDidNotTake(RuntimeError):
    """The channel refused or could not be reached; the delivery is tried again and shows in the back office."""


def tell_accepted(order_id: UUID) -> None:
    """Tell the channel that somebody picks its order."""
    _tell(order_id, [(Op.ACCEPT, "", "")])


def tell_shipped(order_id: UUID, *, tracking_number: str, number: str) -> None:
    """Tell the channel the invoice's number and the parcel's tracking number."""
    _tell(order_id, [(Op.ACCEPT, "", ""), (Op.INVOICE, number, ""), (Op.TRACKING, "", tracking_number)])


def _tell(order_id: UUID, sayings: list[tuple[Op, str, str]]) -> None:
    external = links.external_orders_of([order_id]).get(order_id)
    if external is None:
        return
    installation = channels.installation(order_book.order(order_id).row.channel_id)
    with sessions.open_session(installation) as session:
        for package in _live(external):
            for op, invoice, tracking in sayings:
                if package.status in _DONE[op] or (op is Op.TRACKING and not tracking):
                    continue
                item = PackageItem(
                    package_id=package.external_id,
                    lines=[PackageLine(external_id=line.external_id, quantity=line.quantity) for line in package.lines],
                    invoice_number=invoice,
                    tracking_number=tracking,
                )
                _check(session.run(session.connector.tell(op, item)).results, op)


def _live(external: ExternalOrder) -> list[ExternalPackage]:
    return [package for package in external.packages if not package.replaced]


def _check(results: Sequence[ItemResult], op: Op) -> None:
    for result in results:
        if result.outcome not in {Outcome.OK, Outcome.SAME, Outcome.WAITING}:
            raise ChannelDidNotTake(f"{op}: {result.code} {result.text}")

