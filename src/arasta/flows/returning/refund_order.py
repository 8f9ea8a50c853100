"""Give money back for lines of an order, or a sum, to what it was paid with.

ask (one transaction): lock the order, see what is left, write down what each payment gives back, and take goods back
that lie on the counter; give: outside ask the providers and tell the channel, then record it (one transaction each). A
silent provider is asked again by whoever hears that a refund was asked for; again never gives twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from arasta.contexts.inventory.services import returned
from arasta.contexts.inventory.services.returned import CameBack
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries import worth
from arasta.contexts.orders.queries.orders import LineRow, OrderDetail
from arasta.contexts.orders.services import statuses
from arasta.contexts.payments import queries as payment_book
from arasta.contexts.payments.types import PaymentRow
from arasta.contexts.returns import queries
from arasta.contexts.returns.services import refunds
from arasta.contexts.returns.types import LineToRefund, RefundRow, RefundShare, RefundToAsk
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, Invalid, gettext_noop
from arasta.kernel.money import Money, total


class NothingToRefund(Invalid):
    code = "nothing_to_refund"
    template = gettext_noop("Choose what is refunded, or say how much.")


class NotLeftToRefund(Conflict):
    code = "not_left_to_refund"
    template = gettext_noop("Only %(left)s of “%(name)s” can still be refunded.")


class MoreThanPaid(Conflict):
    code = "more_than_paid"
    template = gettext_noop("Only %(left)s of what was paid is left to give back.")


@dataclass(frozen=True, slots=True)
class Refundable:
    """What of an order can still be refunded: units of lines with what all of them bring, and money in all."""

    lines: tuple[tuple[LineRow, int, Money], ...]
    left: Money


@dataclass(frozen=True, slots=True)
class RefundWish:
    """What staff want to give back. `key` makes a repetition harmless.

    `back_at`: the units are here and fit to be sold, and go on the shelf of this location.
    """

    key: str
    reason: str
    units: Mapping[UUID, int]
    extra: Money
    return_id: UUID | None = None
    back_at: UUID | None = None


def refundable(order: OrderDetail) -> Refundable:
    """Return what of an order can still be refunded."""
    before = _live(order.row.id)
    lines = []
    for line in order.lines:
        left = line.shipped - _units(before, line.id)
        if left > 0:
            lines.append((line, left, piece(line, left, before).amount))
    rows = payment_book.payments_of([order.row.id])
    return Refundable(tuple(lines), total([_left_of(row, before) for row in rows], order.row.total.currency))


def ask_refund(order_id: UUID, wish: RefundWish, *, actor: Actor) -> RefundRow:
    """Write down a refund of an order; the same key again answers it as it stands.

    Raises UnknownOrder, NothingToRefund, NotLeftToRefund, MoreThanPaid, RefundReasonMissing, RefundKeyReused.
    """
    with db.transaction():
        statuses.lock([order_id])
        known = queries.refund_by_key(wish.key)
        if known and known.order_id == order_id:
            return known
        order, before = order_book.order(order_id), _live(order_id)
        lines = tuple(_line(order, before, key, units) for key, units in wish.units.items() if units)
        amount = wish.extra + total([line.amount for line in lines], wish.extra.currency)
        if amount.minor <= 0 or wish.extra.minor < 0:
            raise NothingToRefund
        shares = _shares(payment_book.payments_of([order_id]), amount, before)
        asked = RefundToAsk(wish.key, order_id, wish.reason, lines, wish.extra, shares, wish.return_id)
        row = refunds.ask(asked, actor=actor)
        if wish.back_at:
            _put_back(order, lines, wish.back_at, actor)
        return row


def require_left(row: RefundRow) -> None:
    """Raise NotLeftToRefund or MoreThanPaid if what a refused refund was to give was given since; the order is locked."""
    order, before = order_book.order(row.order_id), _live(row.order_id)
    for line in row.lines:
        _line(order, before, line.order_line_id, line.quantity)
    _shares(payment_book.payments_of([row.order_id]), row.amount, before)


def _live(order_id: UUID) -> list[RefundRow]:
    """Return the refunds whose units cannot be refunded again."""
    return [row for row in queries.refunds_of_orders([order_id]) if row.counts]


def _units(before: Sequence[RefundRow], line_id: UUID) -> int:
    return sum(line.quantity for row in before for line in row.lines if line.order_line_id == line_id)


def _line(order: OrderDetail, before: Sequence[RefundRow], line_id: UUID, units: int) -> LineToRefund:
    line = next((one for one in order.lines if one.id == line_id), None)
    if line is None or units < 0:
        raise NothingToRefund
    left = line.shipped - _units(before, line_id)
    if units > left:
        raise NotLeftToRefund(left=left, name=line.name)
    return piece(line, units, before)


def piece(line: LineRow, units: int, before: Sequence[RefundRow]) -> LineToRefund:
    """Return what the next units bear: with those before them their share of the line, so that all bear all of it."""
    told = [one for row in before for one in row.lines if one.order_line_id == line.id]
    until, of = sum(one.quantity for one in told) + units, line.quantity - line.canceled
    currency = line.total.currency
    amount = worth.share(worth.kept_of(line, line.total), until, of) - total([one.amount for one in told], currency)
    tax = worth.share(worth.kept_of(line, line.tax), until, of) - total([one.tax for one in told], currency)
    return LineToRefund(line.id, units, amount, tax)


def _left_of(payment: PaymentRow, before: Sequence[RefundRow]) -> Money:
    return payment.captured - _given_by(payment, before)


def _given_by(payment: PaymentRow, before: Sequence[RefundRow]) -> Money:
    """Return what a payment has given back when all is done that was asked of it.

    What a channel was told of is recorded later, when it says that it gave it.
    """
    asked = [share for row in before for share in row.shares if share.payment_id == payment.id]
    open_ = total([share.amount for share in asked if not share.is_given], payment.refunded.currency)
    return max([payment.refunded + open_, *(share.until for share in asked)])


def _shares(rows: Sequence[PaymentRow], amount: Money, before: Sequence[RefundRow]) -> tuple[RefundShare, ...]:
    """Spread a refund over the payments, the oldest first."""
    shares, missing = [], amount
    for row in rows:
        part = min(missing, _left_of(row, before))
        if part.minor > 0:
            shares.append(RefundShare(row.id, part, _given_by(row, before) + part))
            missing = missing - part
    if missing:
        left = amount - missing
        raise MoreThanPaid(left=f"{left.amount} {left.currency}")
    return tuple(shares)


def _put_back(order: OrderDetail, lines: Sequence[LineToRefund], location_id: UUID, actor: Actor) -> None:
    units = {line.order_line_id: line.quantity for line in lines}
    back = [CameBack(key, count) for key, count in units.items()]
    number = order.row.number
    returned.take_back(order.row.id, back, location_id=location_id, reference=number, actor=actor)
    statuses.record_returned(order.row.id, units, note="", actor=actor)
