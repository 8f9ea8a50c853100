"""Take what a page of a channel's stream brought: orders, listings, returns, money, hints.

transactions of their own, some items at a time; orders of which only a part was shown are read whole, outside them.
Taking the same page again, after a crash or a repeated page, is harmless.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.services import inbox, money, parking, returns, seen
from arasta.contexts.channels.services.sessions import Session
from arasta.contexts.channels.types.inbound import Hint, SeenListing
from arasta.contexts.channels.types.orders import ChannelOrder, Unmapped
from arasta.contexts.channels.types.parking import ParkedInput, ParkedKind, ParkedReason
from arasta.contexts.channels.types.protocol import PulledPage
from arasta.contexts.channels.types.sync import Stream, Trouble
from arasta.flows.ordering import held_stock
from arasta.flows.ordering.follow_channel_orders import follow_channel_orders, let_go
from arasta.flows.ordering.follow_channel_returns import follow_channel_returns
from arasta.flows.ordering.import_channel_orders import import_channel_orders
from arasta.kernel.access import Actor, ActorKind

_AT_ONCE = 50


@dataclass(slots=True)
class Pulled:
    """What reading brought: orders entered, parked, canceled whole and in part; orders refunded; other news taken.

    `is_pending`: the channel still prepares the rest.
    """

    entered: int = 0
    parked: int = 0
    canceled: int = 0
    reduced: int = 0
    refunded: int = 0
    taken: int = 0
    is_pending: bool = False
    trouble: Trouble = Trouble.NONE


def take_page(session: Session, stream: Stream, page: PulledPage, pulled: Pulled, at: datetime) -> None:
    """Take a page."""
    kind = ParkedKind.RETURN if stream is Stream.RETURNS else ParkedKind.ORDER
    park_unreadable(session, page.unmapped, pulled, kind=kind)
    _TAKERS[stream](session, page, pulled, at)


def take_orders(session: Session, orders: Sequence[ChannelOrder], pulled: Pulled, at: datetime) -> None:
    """Take orders some at a time, so that no till waits long for a level; read whole what was shown in part.

    What cannot be read whole now is noted as a hint and read later, so that the stream goes on meanwhile.
    """
    partial: list[str] = []
    for start in range(0, len(orders), _AT_ONCE):
        partial += enter(session, orders[start : start + _AT_ONCE], pulled, at)
    left = list(dict.fromkeys(partial))
    try:
        while left:
            take_whole(session, left[0], pulled, at)
            del left[0]
    except ChannelTrouble:
        later = [Hint(stream=Stream.ORDERS, external_id=external_id) for external_id in left]
        inbox.note_hints(session.installation.id, later, now=at)


def take_whole(session: Session, external_id: str, pulled: Pulled, at: datetime) -> bool:
    """Read one order whole and take it; tell whether the channel knows it. Raises ChannelTrouble."""
    found = session.run(session.connector.fetch_order(external_id))
    if isinstance(found, Unmapped):
        park_unreadable(session, [found], pulled)
    elif found is not None:
        enter(session, [found], pulled, at, whole=True)
    return found is not None


def enter(
    session: Session, orders: Sequence[ChannelOrder], pulled: Pulled, at: datetime, *, whole: bool = False
) -> list[str]:
    """Enter orders, follow what became of known ones, and return the ids of those of which only a part was shown."""
    channel_id, actor = session.installation.channel_id, actor_of(session)
    imported = import_channel_orders(channel_id, orders, actor=actor, whole=whole)
    let_go(imported.gone, actor=actor)
    followed = follow_channel_orders(channel_id, imported.known, at=at, actor=actor, whole=whole)
    pulled.entered += len(imported.entered)
    pulled.parked += imported.parked
    pulled.canceled += followed.canceled
    pulled.reduced += followed.reduced
    pulled.refunded += follow_channel_returns(channel_id, actor=actor)
    return [*imported.partial, *followed.partial]


def take_listings(session: Session, shown: Sequence[SeenListing], at: datetime) -> None:
    """Write down what the channel shows, and what it holds of our stock."""
    channel_id = session.installation.channel_id
    seen.record_seen(channel_id, shown, now=at)
    held_stock.observe(channel_id, shown, actor=actor_of(session))


def park_unreadable(
    session: Session, unmapped: Iterable[Unmapped], pulled: Pulled, *, kind: ParkedKind = ParkedKind.ORDER
) -> None:
    """Park documents that cannot be read."""
    items = [_unreadable(one, kind) for one in unmapped]
    parking.park(session.installation.channel_id, items, actor=actor_of(session))
    pulled.parked += len(items)


def actor_of(session: Session) -> Actor:
    """Return the channel as the one who acts."""
    installation = session.installation
    return Actor(ActorKind.CHANNEL, id=str(installation.channel_id), name=installation.channel_code)


def _unreadable(one: Unmapped, kind: ParkedKind) -> ParkedInput:
    return ParkedInput(
        kind=kind,
        external_id=one.external_id,
        reason=ParkedReason.UNREADABLE,
        explanation=one.explanation,
        payload=one.raw,
    )


def _orders(session: Session, page: PulledPage, pulled: Pulled, at: datetime) -> None:
    take_orders(session, page.orders, pulled, at)


def _listings(session: Session, page: PulledPage, pulled: Pulled, at: datetime) -> None:
    take_listings(session, page.listings, at)
    pulled.taken += len(page.listings)


def _returns(session: Session, page: PulledPage, pulled: Pulled, at: datetime) -> None:
    channel_id, actor = session.installation.channel_id, actor_of(session)
    pulled.taken += len(returns.record_returns(channel_id, page.returns, actor=actor))
    pulled.refunded += follow_channel_returns(channel_id, actor=actor)


def _entries(session: Session, page: PulledPage, pulled: Pulled, at: datetime) -> None:
    pulled.taken += money.record_entries(session.installation.channel_id, page.entries, actor=actor_of(session))


def _hints(session: Session, page: PulledPage, pulled: Pulled, at: datetime) -> None:
    pulled.taken += inbox.note_hints(session.installation.id, page.hints, now=at)


Taker = Callable[[Session, PulledPage, Pulled, datetime], None]

_TAKERS: dict[Stream, Taker] = {
    Stream.ORDERS: _orders,
    Stream.LISTINGS: _listings,
    Stream.RETURNS: _returns,
    Stream.SETTLEMENTS: _entries,
    Stream.NOTICES: _hints,
}
