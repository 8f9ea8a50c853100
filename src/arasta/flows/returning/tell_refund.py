"""Tell a marketplace to give money back: it holds what its buyer paid.

outside: tell. The payment is noted when the channel itself says what it gave back; what it lets nobody tell it is parked.
"""

from __future__ import annotations

from uuid import UUID

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.queries import orders as links
from arasta.contexts.channels.services import parking, sessions
from arasta.contexts.channels.types.explaining import Explanation, explain
from arasta.contexts.channels.types.orders import ExternalOrder
from arasta.contexts.channels.types.parking import ParkedInput, ParkedKind, ParkedReason
from arasta.contexts.channels.types.protocol import Outcome, PackageItem, PackageLine
from arasta.contexts.channels.types.sync import Op
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.returns.types import RefundRow
from arasta.kernel.access import SYSTEM

NOT_OFFERED = "channel_takes_no_refunds"
_TAKEN = {Outcome.OK, Outcome.SAME, Outcome.WAITING}
_REFUSED = {Outcome.INVALID, Outcome.CONFLICT}


class ChannelSilent(RuntimeError):
    """The channel could not be reached; the delivery is tried again and shows in the back office."""


def tell_refund(refund: RefundRow) -> str:
    """Tell the channel of an order what to give back; return why it will not, or nothing. Raises ChannelSilent."""
    channel_id = order_book.order(refund.order_id).row.channel_id
    external = links.external_orders_of([refund.order_id]).get(refund.order_id)
    if external is None:
        return NOT_OFFERED
    problem = _told(channel_id, external, refund)
    if problem:
        item = ParkedInput(
            kind=ParkedKind.RETURN,
            external_id=f"{external.external_id}:{refund.id}",
            reason=ParkedReason.REFUSED,
            about=[external.external_id],
            explanation=_explanation(refund, problem),
        )
        parking.park(channel_id, [item], actor=SYSTEM)
    return problem


def _explanation(refund: RefundRow, problem: str) -> Explanation:
    amount = f"{refund.amount.amount} {refund.amount.currency}"
    if problem == NOT_OFFERED:
        return explain("refund_not_offered", amount=amount, reason=refund.reason)
    return explain("refund_refused", amount=amount, reason=refund.reason, problem=problem)


def _told(channel_id: UUID, external: ExternalOrder, refund: RefundRow) -> str:
    with sessions.open_session(channels.installation(channel_id)) as session:
        if Op.REFUND not in session.connector.capabilities().push:
            return NOT_OFFERED
        results = session.run(session.connector.tell(Op.REFUND, _item(external, refund))).results
    for result in results:
        if result.outcome in _REFUSED:
            return f"{result.code} {result.text}".strip() or result.outcome.value
        if result.outcome not in _TAKEN:
            raise ChannelSilent(f"refund: {result.code} {result.text}")
    return ""


def _item(external: ExternalOrder, refund: RefundRow) -> PackageItem:
    units = {line.order_line_id: line.quantity for line in refund.lines}
    lines = []
    for package in external.live_packages:
        for line in package.lines:
            share = min(line.quantity, units.get(line.order_line_id, 0)) if line.order_line_id else 0
            if share and line.order_line_id:
                units[line.order_line_id] -= share
                lines.append(PackageLine(external_id=line.external_id, quantity=share))
    return PackageItem(
        package_id=external.live_packages[0].external_id if external.live_packages else "",
        order_id=external.external_id,
        lines=lines,
        amount=refund.amount,
        reason=refund.reason,
        key=f"refund:{refund.id}",
    )
