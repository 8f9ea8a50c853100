"""Change an order that stands: where it goes or who comes for it, and how much of it is still wanted.

address (one transaction): lock the order and what was asked of locations, see that nobody began to pack, write it down;
units (one transaction): lock the same, cancel what is not wanted any more; outside: give back what was paid for it.
The price never changes with the address: a delivery costs the same all over a country, and the country stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import ChannelKind
from arasta.contexts.customers.types import AddressWrong, PostalAddress
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.services import changing, statuses
from arasta.contexts.orders.types import ORDER_MOVES, Address, DeliveryKind, OrderClosed
from arasta.flows.ordering.cancel_order import drop_lines, drop_order, refund
from arasta.flows.ordering.cancel_own import require_untouched
from arasta.flows.ordering.fall_short import is_rest
from arasta.flows.ordering.give_back import give_back_canceled
from arasta.flows.ordering.order_payments import note_payments
from arasta.flows.ordering.refusals import PaymentUnclear
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, Invalid, gettext_noop

_OF_A_PICKUP = {"name", "phone"}


class SoldElsewhere(Conflict):
    code = "sold_elsewhere"
    template = gettext_noop(
        "This order was placed at %(channel)s. Change it there: what is changed there, changes here too."
    )


class AnotherCountry(Conflict):
    code = "another_country"
    template = gettext_noop(
        "The delivery was priced for its country, so the address can change only within it. For another country, cancel"
        " the order and place it anew."
    )


class NothingToChange(Invalid):
    code = "nothing_to_change"
    template = gettext_noop("Say of which line fewer units are wanted. For more, place another order.")


def change_address(order_id: UUID, given: PostalAddress, *, actor: Actor) -> None:
    """Send an order elsewhere in its country, or let somebody else come for it, before anybody packs it.

    Of a pickup only the name and the phone count. The same once more changes nothing.
    Raises UnknownOrder, OrderClosed, SoldElsewhere, BeingPacked, AddressWrong, AnotherCountry.
    """
    with db.transaction():
        order = standing(order_id)
        require_untouched(order, actor=actor)
        changing.change_address(order_id, _receiver(order, given.tidied()), actor=actor)


def keep_units(order_id: UUID, kept: Mapping[UUID, int], *, reason: str, at: datetime, actor: Actor) -> None:
    """Keep so many units, by line, of what has not left, and give back what was paid for the others.

    The same once more changes nothing. Who may write orders does so until the goods leave, a customer until somebody
    begins to pack. An order of which nothing is kept is canceled.
    Raises UnknownOrder, OrderClosed, SoldElsewhere, BeingPacked, NothingToChange, AnotherLocationsWork.
    """
    with db.transaction():
        order = standing(order_id)
        dropped = _dropped(order, kept)
        if not dropped:
            return
        if not actor.may("orders.write"):
            require_untouched(order, actor=actor)
        is_all = is_rest(order_id, dropped) and not any(line.shipped for line in order.lines)
        if is_all:
            drop_order(order_id, reason=reason, at=at, actor=actor)
        else:
            drop_lines(order_id, dropped, reason=reason, at=at, actor=actor)
            note_payments(order_id, actor=actor)
    if is_all:
        refund(order_id, actor=actor)
        return
    with suppress(PaymentUnclear):  # whoever hears that lines were canceled asks again
        give_back_canceled(order_id, actor=actor)


def standing(order_id: UUID) -> OrderDetail:
    """Lock an order that can still be changed here. Raises UnknownOrder, OrderClosed, SoldElsewhere."""
    statuses.lock([order_id])
    order = order_book.order(order_id)
    channel = channels.channel_by_id(order.row.channel_id)
    if channel.kind is ChannelKind.MARKETPLACE:
        raise SoldElsewhere(channel=channel.name)
    if not ORDER_MOVES[order.row.status]:
        raise OrderClosed(number=order.row.number, status=order.row.status)
    return order


def _receiver(order: OrderDetail, given: PostalAddress) -> Address:
    wrong, former = given.wrong_fields(), order.receiver
    if order.row.delivery is not DeliveryKind.DELIVERY:
        wrong = {part: rule for part, rule in wrong.items() if part in _OF_A_PICKUP}
        given = PostalAddress(given.name, "", "", given.country, phone=given.phone)
    elif former and former.country != given.country:
        raise AnotherCountry
    if wrong:
        raise AddressWrong(fields=wrong)
    return Address(**asdict(given))


def _dropped(order: OrderDetail, kept: Mapping[UUID, int]) -> dict[UUID, int]:
    """Return how many units of each line are not wanted any more, of those that have not left."""
    left = {line.id: line.quantity - line.canceled - line.shipped for line in order.lines}
    if not kept or any(not 0 <= units <= left.get(line, -1) for line, units in kept.items()):
        raise NothingToChange
    return {line: left[line] - units for line, units in kept.items() if units < left[line]}
