"""Tell a marketplace what became of its packages: accepted, invoiced, tracked.

read what to say (no transaction); outside: tell; then remember what it took. Each saying is repeatable, so a crash only
says it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.queries import orders as links
from arasta.contexts.channels.services import orders as link_book
from arasta.contexts.channels.services import sessions
from arasta.contexts.channels.services.sessions import Session
from arasta.contexts.channels.types.orders import ExternalPackage, PackageState
from arasta.contexts.channels.types.protocol import ItemResult, Outcome, PackageItem, PackageLine
from arasta.contexts.channels.types.sync import Op
from arasta.contexts.orders.queries import orders as order_book

_S = PackageState
_BEFORE_ACCEPT = frozenset({_S.AWAITING_PAYMENT, _S.OPEN, _S.UNKNOWN})
# In which states of a package a saying is news to the channel.
_NEWS = {
    Op.ACCEPT: _BEFORE_ACCEPT,
    Op.INVOICE: _BEFORE_ACCEPT | {_S.ACCEPTED},
    Op.TRACKING: _BEFORE_ACCEPT | {_S.ACCEPTED, _S.INVOICED},
}
_MAKES = {Op.ACCEPT: _S.ACCEPTED, Op.INVOICE: _S.INVOICED, Op.TRACKING: None}
_TAKEN = {Outcome.OK, Outcome.SAME, Outcome.WAITING}


class ChannelDidNotTake(RuntimeError):
    """The channel refused or could not be reached; the delivery is tried again and shows in the back office."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What a channel shall hear about its packages."""

    op: Op
    invoice_number: str = ""
    tracking_number: str = ""

    def is_news(self, package: ExternalPackage) -> bool:
        """Tell whether the channel does not know it yet, as far as we know."""
        if self.op is Op.TRACKING and self.tracking_number in {"", package.tracking_number}:
            return False
        return package.is_wanted and package.state in _NEWS[self.op]


def tell_accepted(order_id: UUID) -> None:
    """Tell the channel that somebody picks its order."""
    _tell(order_id, [Saying(Op.ACCEPT)])


def tell_shipped(order_id: UUID, *, tracking_number: str, number: str) -> None:
    """Tell the channel the invoice's number and the parcel's tracking number."""
    _tell(
        order_id,
        [Saying(Op.ACCEPT), Saying(Op.INVOICE, number), Saying(Op.TRACKING, tracking_number=tracking_number)],
    )


def _tell(order_id: UUID, sayings: Sequence[Saying]) -> None:
    external = links.external_orders_of([order_id]).get(order_id)
    if external is None:
        return
    news = [
        (package, fresh)
        for package in external.packages
        if (fresh := [saying for saying in sayings if saying.is_news(package)])
    ]
    if not news:
        return
    installation = channels.installation(order_book.order(order_id).row.channel_id)
    with sessions.open_session(installation) as session:
        offered = session.connector.capabilities().push
        for package, fresh in news:
            for saying in fresh:
                if saying.op in offered:
                    _say(session, external.external_id, package, saying)


def _say(session: Session, order_id: str, package: ExternalPackage, saying: Saying) -> None:
    item = PackageItem(
        package_id=package.external_id,
        order_id=order_id,
        lines=[PackageLine(external_id=line.external_id, quantity=line.quantity) for line in package.lines],
        invoice_number=saying.invoice_number,
        tracking_number=saying.tracking_number,
        key=f"{saying.op}:{package.id}:{saying.tracking_number}",
    )
    results = session.run(session.connector.tell(saying.op, item)).results
    _check(results, saying.op)
    if all(result.outcome is Outcome.OK for result in results):
        link_book.note_told(package.id, state=_MAKES[saying.op], tracking_number=saying.tracking_number)


def _check(results: Sequence[ItemResult], op: Op) -> None:
    for result in results:
        if result.outcome not in _TAKEN:
            raise ChannelDidNotTake(f"{op}: {result.code} {result.text}")
