"""Holds of outside systems: for a cart or for themselves, until they are ordered, let go, or their time is over.

one transaction each: choose the places and reserve; extend; let go; hand over to a cart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import Channel, HoldPolicy
from arasta.contexts.inventory.queries import holds
from arasta.contexts.inventory.queries.holds import HoldRow
from arasta.contexts.inventory.services import holds as hold_book
from arasta.contexts.inventory.services.holds import HoldInput, HoldOver, UnknownHold
from arasta.contexts.inventory.types import OutOfStock, Shortage, StockLine
from arasta.contexts.orders.queries import carts
from arasta.contexts.orders.services import carts as cart_book
from arasta.flows.ordering.choose_stock import Wanted, choose_stock
from arasta.flows.ordering.hold_policy import ChannelHoldsNothing
from arasta.flows.ordering.own_carts import hand_over_cart
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, Invalid, gettext_noop
from arasta.kernel.ids import new_id

_TRIES = 3
SHORTEST = timedelta(seconds=10)


class HoldTooLong(Invalid):
    """The channel allows no hold of that length."""

    code = "hold_too_long"
    template = gettext_noop("“%(channel)s” allows holds of %(least)s to %(most)s seconds.")


class PlaceServesAnother(Conflict):
    """The channel sells nothing from that location."""

    code = "location_does_not_serve"
    template = gettext_noop("“%(channel)s” sells nothing from that location.")


class CartOfAnotherChannel(Conflict):
    code = "cart_of_another_channel"
    template = gettext_noop("That cart belongs to another channel.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldAsked:
    """What an outside system wants held. `in_part`: rather a part of it than nothing."""

    channel: Channel
    demand: tuple[Wanted, ...]
    hold_for: timedelta
    cart_id: UUID | None = None
    reference: str = ""
    in_part: bool = False


@dataclass(frozen=True, slots=True)
class HoldMade:
    """The hold, and of each variant that is not held in full what was asked for and what is held."""

    row: HoldRow
    missing: tuple[Shortage, ...] = ()


def hold_stock(asked: HoldAsked, *, actor: Actor) -> HoldMade:
    """Hold units for an outside system, all or nothing unless a part will do; a cart's earlier hold is replaced.

    Raises OutOfStock, HoldTooLong, ChannelHoldsNothing, PlaceServesAnother, UnknownCart, CartClosed,
    CartOfAnotherChannel.
    """
    _check(asked.channel, asked.hold_for)
    _check_places(asked)
    with db.transaction():
        if asked.cart_id is not None:
            cart_book.lock_open(asked.cart_id)
            if carts.cart(asked.cart_id).channel_id != asked.channel.id:
                raise CartOfAnotherChannel
        key, missing = new_id(), _missing(asked.demand, ())
        for _ in range(_TRIES):
            lines = choose_stock(asked.demand, asked.channel.id, cart_id=asked.cart_id)
            missing = _missing(asked.demand, lines)
            if not lines or (missing and not asked.in_part):
                break
            answer = hold_book.place_holds([_input(key, asked, lines)], actor=actor)[0]
            if not isinstance(answer, OutOfStock):
                return HoldMade(_row(key), _missing(asked.demand, answer.lines))
            missing = answer.shortages
    raise OutOfStock(missing)


def extend_hold(hold_id: UUID, *, hold_for: timedelta, actor: Actor) -> HoldRow:
    """Let a hold end so long from now, never sooner than it would. Raises UnknownHold, HoldOver, HoldTooLong."""
    _check(channels.channel_by_id(_row(hold_id).channel_id), hold_for)
    with db.transaction():
        if hold_book.extend([hold_id], hold_for=hold_for, actor=actor) == [None]:
            raise HoldOver
        return _row(hold_id)


def let_go(hold_id: UUID, *, actor: Actor) -> HoldRow:
    """Free a hold's units; one that is over stays as it is. Raises UnknownHold."""
    with db.transaction():
        hold_book.let_go([hold_id], actor=actor)
        return _row(hold_id)


def hand_over_hold(hold_id: UUID, cart_id: UUID, *, actor: Actor) -> HoldRow:
    """Give a hold's units to a cart, with the time that is left; from then on the hold is the cart's.

    A cart's hold goes only to another cart of the same customer. Raises UnknownHold, UnknownCart, CartClosed, HoldOver,
    AnothersCart, CartOfAnotherChannel.
    """
    with db.transaction():
        row = _row(hold_id)
        if row.cart_id == cart_id:
            return row
        if row.cart_id is not None:
            went = hand_over_cart(row.cart_id, cart_id, actor=actor)
        else:
            cart_book.lock_open(cart_id)
            if carts.cart(cart_id).channel_id != row.channel_id:
                raise CartOfAnotherChannel
            went = hold_book.hand_over(hold_id, cart_id, actor=actor)
        if not went:
            raise HoldOver
        return _row(hold_id)


def hold(hold_id: UUID) -> HoldRow:
    """Return a hold. Raises UnknownHold."""
    return _row(hold_id)


def _check(channel: Channel, hold_for: timedelta) -> None:
    if channel.hold_policy is HoldPolicy.NONE:
        raise ChannelHoldsNothing
    longest = timedelta(minutes=channel.longest_hold_minutes)
    if not SHORTEST <= hold_for <= longest:
        least, most = int(SHORTEST.total_seconds()), int(longest.total_seconds())
        raise HoldTooLong(channel=channel.code, least=least, most=most)


def _check_places(asked: HoldAsked) -> None:
    served = {place.location_id for place in channels.locations_of(asked.channel.id)}
    if any(one.location_id is not None and one.location_id not in served for one in asked.demand):
        raise PlaceServesAnother(channel=asked.channel.code)


def _input(key: UUID, asked: HoldAsked, lines: tuple[StockLine, ...]) -> HoldInput:
    return HoldInput(
        id=key,
        channel_id=asked.channel.id,
        lines=lines,
        hold_for=asked.hold_for,
        cart_id=asked.cart_id,
        reference=asked.reference,
        in_part=asked.in_part,
    )


def _missing(demand: Sequence[Wanted], had: Sequence[StockLine]) -> tuple[Shortage, ...]:
    wanted: dict[UUID, int] = {}
    held: dict[UUID, int] = {}
    for one in demand:
        wanted[one.variant_id] = wanted.get(one.variant_id, 0) + one.quantity
    for line in had:
        held[line.variant_id] = held.get(line.variant_id, 0) + line.quantity
    return tuple(
        Shortage(variant, variant, units, held.get(variant, 0))
        for variant, units in wanted.items()
        if held.get(variant, 0) < units
    )


def _row(hold_id: UUID) -> HoldRow:
    found = holds.holds([hold_id])
    if not found:
        raise UnknownHold
    return found[hold_id]
