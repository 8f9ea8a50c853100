"""Tell a marketplace what became of its packages: accepted, invoiced, tracked, canceled, and where their invoice is.

read what to say (no transaction); outside: tell; then remember what it took. Each saying is repeatable, so a crash only
says it again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.queries import orders as links
from arasta.contexts.channels.services import orders as link_book
from arasta.contexts.channels.services import parking, sessions
from arasta.contexts.channels.services.sessions import Session
from arasta.contexts.channels.types.explaining import UNEXPLAINED, explain
from arasta.contexts.channels.types.orders import ExternalLine, ExternalPackage, PackageState
from arasta.contexts.channels.types.parking import ParkedInput, ParkedKind, ParkedReason
from arasta.contexts.channels.types.protocol import ItemResult, Outcome, PackageItem, PackageLine
from arasta.contexts.channels.types.sync import Op
from arasta.contexts.fulfillment.events import ShipmentDispatched
from arasta.contexts.orders.queries import links as words
from arasta.contexts.orders.queries import orders as order_book
from arasta.kernel.access import SYSTEM

_S = PackageState
_BEFORE_ACCEPT = frozenset({_S.AWAITING_PAYMENT, _S.OPEN, _S.UNKNOWN})
# In which states of a package a saying is news to the channel.
_NEWS = {
    Op.ACCEPT: _BEFORE_ACCEPT,
    Op.INVOICE: _BEFORE_ACCEPT | {_S.ACCEPTED},
    Op.TRACKING: _BEFORE_ACCEPT | {_S.ACCEPTED, _S.INVOICED},
    Op.CANCEL: _BEFORE_ACCEPT | {_S.ACCEPTED, _S.INVOICED},
    Op.INVOICE_LINK: frozenset(_S) - {_S.CANCELLED, _S.REPLACED},
}
_MAKES = {
    Op.ACCEPT: _S.ACCEPTED,
    Op.INVOICE: _S.INVOICED,
    Op.TRACKING: None,
    Op.CANCEL: _S.CANCELLED,
    Op.INVOICE_LINK: None,
}
_TAKEN = {Outcome.OK, Outcome.SAME, Outcome.WAITING}


class ChannelDidNotTake(RuntimeError):
    """The channel refused or could not be reached; the delivery is tried again and shows in the back office."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What a channel shall hear about its packages. `units`: how many of each line of ours, where it is not all."""

    op: Op
    reason: str = ""
    invoice_number: str = ""
    tracking_number: str = ""
    tracking_url: str = ""
    carrier: str = ""
    shipped_at: datetime | None = None
    units: Mapping[UUID, int] = field(default_factory=dict)
    link: str = ""

    def is_news(self, package: ExternalPackage) -> bool:
        """Tell whether the channel does not know it yet, as far as we know."""
        if self.op is Op.TRACKING and self.tracking_number in {"", package.tracking_number}:
            return False
        return package.is_wanted and package.state in _NEWS[self.op] and bool(self.lines(package))

    def lines(self, package: ExternalPackage) -> list[PackageLine]:
        """Return what of a package it is about."""
        left = [(line.external_id, self._units_of(line)) for line in package.lines]
        return [PackageLine(external_id=key, quantity=quantity) for key, quantity in left if quantity]

    def _units_of(self, line: ExternalLine) -> int:
        if not self.units:
            return line.quantity
        return min(line.quantity, self.units.get(line.order_line_id, 0)) if line.order_line_id else 0


def tell_accepted(order_id: UUID) -> None:
    """Tell the channel that somebody picks its order."""
    _tell(order_id, [Saying(Op.ACCEPT)])


def tell_shipped(fact: ShipmentDispatched) -> None:
    """Tell the channel the invoice's number, and which of its goods left in which parcel."""
    tracking = Saying(
        Op.TRACKING,
        tracking_number=fact.tracking_number,
        tracking_url=fact.tracking_url,
        carrier=fact.carrier,
        shipped_at=fact.shipped_at,
        units={line.order_line_id: line.quantity for line in fact.lines},
    )
    _tell(fact.order_id, [Saying(Op.ACCEPT), Saying(Op.INVOICE, invoice_number=fact.number), tracking])


def tell_canceled(order_id: UUID, *, reason: str) -> None:
    """Tell the channel that we do not send what it sold; where the channel told us so first, nothing is news."""
    _tell(order_id, [Saying(Op.CANCEL, reason)])


def tell_invoice(order_id: UUID) -> None:
    """Tell the channel where its customer finds the invoice that an order has; the link holds for good."""
    if order_id not in links.external_orders_of([order_id]):
        return
    address = settings.PUBLIC_URL.rstrip("/") + reverse("shop_order_invoice", args=[words.word_of(order_id)])
    _tell(order_id, [Saying(Op.INVOICE_LINK, link=address)])


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
                elif saying.op is Op.CANCEL:
                    _leave_to_staff(installation.channel_id, external.external_id, saying)


def _leave_to_staff(channel_id: UUID, order_id: str, saying: Saying) -> None:
    """Keep in sight what the channel lets nobody tell it: its buyer still waits."""
    item = ParkedInput(
        kind=ParkedKind.ORDER,
        external_id=order_id,
        reason=ParkedReason.CANCELED_HERE,
        explanation=explain("reason_given", reason=saying.reason) if saying.reason else UNEXPLAINED,
    )
    parking.park(channel_id, [item], actor=SYSTEM)


def _say(session: Session, order_id: str, package: ExternalPackage, saying: Saying) -> None:
    item = PackageItem(
        package_id=package.external_id,
        order_id=order_id,
        lines=saying.lines(package),
        invoice_number=saying.invoice_number,
        tracking_number=saying.tracking_number,
        tracking_url=saying.tracking_url,
        carrier=saying.carrier,
        shipped_at=saying.shipped_at,
        reason=saying.reason,
        link=_link_of(saying, package),
        key=f"{saying.op}:{package.id}:{saying.tracking_number}",
    )
    results = session.run(session.connector.tell(saying.op, item)).results
    _check(results, saying.op)
    if all(result.outcome is Outcome.OK for result in results):
        link_book.note_told(package.id, state=_MAKES[saying.op], tracking_number=saying.tracking_number)


def _link_of(saying: Saying, package: ExternalPackage) -> str:
    """Tell the packages of one order apart: a marketplace takes each address once."""
    return f"{saying.link}?package={package.external_id}" if saying.link else ""


def _check(results: Sequence[ItemResult], op: Op) -> None:
    for result in results:
        if result.outcome not in _TAKEN:
            raise ChannelDidNotTake(f"{op}: {result.code} {result.text}")
