"""Reserve units in a store to try them on at a time: the room, and the units in it, are kept together or not at all.

one transaction each: book the slot and hold the units; let go of both; hand the held units to a till's cart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from arasta.contexts.channels.queries import channels
from arasta.contexts.inventory.services import holds
from arasta.contexts.inventory.services.holds import HoldInput
from arasta.contexts.inventory.types import OutOfStock, StockLine
from arasta.contexts.messages.services import sending
from arasta.contexts.messages.types import MessageToSend
from arasta.contexts.orders.services import carts
from arasta.contexts.orders.services.carts import CartLineInput
from arasta.contexts.pickup.queries import fittings as reads
from arasta.contexts.pickup.services import fittings
from arasta.contexts.pickup.types import FittingRow, FittingStatus, FittingToBook, SlotNotOffered, TooManyFittings
from arasta.contexts.registers.types import RegisterRow
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor

REFERENCE = "fitting"
MOST_TO_COME = 2
MOST_LINES = 5
AHEAD = timedelta(days=3)
_GRACE = timedelta(minutes=30)


def book(wanted: FittingToBook, *, tell: MessageToSend | None = None, at: datetime, actor: Actor) -> FittingRow:
    """Book a slot, hold the units until some time after it, and tell the customer.

    Raises SlotNotOffered (also for a store that does not serve the channel), SlotTaken, TooManyFittings, OutOfStock;
    publishes FittingBooked.
    """
    serving = {place.location_id for place in channels.locations_of(wanted.channel_id) if place.picks_up}
    if wanted.location_id not in serving or not 1 <= len(wanted.lines) <= MOST_LINES or wanted.starts_at > at + AHEAD:
        raise SlotNotOffered
    with db.transaction():
        row = fittings.book(wanted, at=at, actor=actor)
        if reads.to_come(wanted.email, at=at) > MOST_TO_COME:
            raise TooManyFittings(most=MOST_TO_COME)
        lines = tuple(StockLine(line.variant_id, wanted.location_id, line.quantity) for line in wanted.lines)
        hold = HoldInput(
            id=wanted.id,
            channel_id=wanted.channel_id,
            lines=lines,
            hold_for=row.ends_at - at + _GRACE,
            reference=REFERENCE,
        )
        answer = holds.place_holds([hold], actor=actor)[0]
        if isinstance(answer, OutOfStock):
            raise answer
        sending.queue([tell] if tell else [])
    return row


def end(fitting_ids: Sequence[UUID], status: FittingStatus, *, actor: Actor) -> None:
    """End fittings: held, canceled or missed; their units are free again. Raises UnknownFitting, FittingMoveRefused."""
    with db.transaction():
        fittings.move(fitting_ids, status, actor=actor)
        holds.let_go(fitting_ids, actor=actor)


def sell(fitting_id: UUID, *, register: RegisterRow, currency: str, owner_key: str, actor: Actor) -> UUID:
    """End a fitting by putting its units into a new cart of a till, still held; return the cart.

    What the customer does not take is taken out there. Raises UnknownFitting, FittingMoveRefused.
    """
    with db.transaction():
        row = fittings.move([fitting_id], FittingStatus.ENDED, actor=actor)[0]
        cart_id = carts.open_cart(
            register.channel_id,
            currency=currency,
            language=row.language,
            customer_id=row.customer_id,
            owner_key=owner_key,
        )
        carts.set_lines(cart_id, [CartLineInput(line.variant_id, line.quantity) for line in row.lines])
        if row.channel_id == register.channel_id:
            holds.hand_over(fitting_id, cart_id, actor=actor)
        else:
            holds.let_go([fitting_id], actor=actor)
    return cart_id


def sweep_missed(*, at: datetime) -> int:
    """End the fittings for which nobody came; return how many there were."""
    missed = [row.id for row in reads.missed(before=at - _GRACE)]
    for key in missed:
        end([key], FittingStatus.MISSED, actor=SYSTEM)
    return len(missed)
