"""Read a marketplace's orders to the end of its stream and enter them.

outside: read a page; one transaction: enter its orders; the watermark is saved only when a window was read to its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.queries import channels, sync
from arasta.contexts.channels.services import parking, sessions
from arasta.contexts.channels.services import sync as sync_book
from arasta.contexts.channels.services.sessions import Session
from arasta.contexts.channels.types import Installation
from arasta.contexts.channels.types.orders import ChannelOrder, Unmapped
from arasta.contexts.channels.types.parking import ParkedInput, ParkedKind, ParkedReason
from arasta.contexts.channels.types.sync import Stream
from arasta.flows.ordering.follow_channel_orders import follow_channel_orders, let_go
from arasta.flows.ordering.import_channel_orders import import_channel_orders
from arasta.kernel.access import Actor, ActorKind

_MOST_PAGES = 200
_AT_ONCE = 50


@dataclass(slots=True)
class Pulled:
    """What a pull brought: orders entered, parked, canceled whole and in part."""

    entered: int = 0
    parked: int = 0
    canceled: int = 0
    reduced: int = 0


def pull_channel_orders(installation: Installation, *, at: datetime) -> Pulled:
    """Read all that changed since the watermark. Trouble is noted in the sync state, and one asks again later."""
    pulled = Pulled()
    try:
        with sessions.open_session(installation) as session:
            mark, cursor = sync.watermark(installation.id, Stream.ORDERS), ""
            for _ in range(_MOST_PAGES):
                plan = session.connector.pull(Stream.ORDERS, watermark=mark, cursor=cursor, now=at)
                page = session.run(plan)
                _take(session, page.orders, page.unmapped, pulled, at)
                cursor = page.cursor
                if page.watermark:
                    mark = page.watermark
                    sync_book.save_watermark(installation.id, Stream.ORDERS, now=at, watermark=mark)
                if not cursor and not page.is_behind:
                    break
    except ChannelTrouble as trouble:
        sync_book.record_sync_error(
            installation.id, Stream.ORDERS, trouble=trouble.trouble, detail=trouble.detail, now=at
        )
    return pulled


def pull_one(channel_id: UUID, external_id: str, *, at: datetime) -> Pulled:
    """Read one order again, for example after a person resolved what it lacked. Raises ChannelTrouble."""
    pulled = Pulled()
    with sessions.open_session(channels.installation(channel_id)) as session:
        _take_whole(session, external_id, pulled, at)
    return pulled


def _take(
    session: Session, orders: Sequence[ChannelOrder], unmapped: Sequence[Unmapped], pulled: Pulled, at: datetime
) -> None:
    """Take a page some orders at a time, so that no till waits long for a level; read whole what was shown in part."""
    parking.park(session.installation.channel_id, [_unreadable(one) for one in unmapped], actor=_actor(session))
    pulled.parked += len(unmapped)
    partial: list[str] = []
    for start in range(0, len(orders), _AT_ONCE):
        partial += _enter(session, orders[start : start + _AT_ONCE], pulled, at)
    for external_id in partial:
        _take_whole(session, external_id, pulled, at)


def _take_whole(session: Session, external_id: str, pulled: Pulled, at: datetime) -> None:
    found = session.run(session.connector.fetch_order(external_id))
    if isinstance(found, Unmapped):
        _take(session, [], [found], pulled, at)
    elif found is not None:
        _enter(session, [found], pulled, at, whole=True)


def _enter(
    session: Session, orders: Sequence[ChannelOrder], pulled: Pulled, at: datetime, *, whole: bool = False
) -> list[str]:
    channel_id, actor = session.installation.channel_id, _actor(session)
    imported = import_channel_orders(channel_id, orders, actor=actor, whole=whole)
    let_go(imported.gone, actor=actor)
    canceled, reduced = follow_channel_orders(channel_id, imported.known, at=at, actor=actor)
    pulled.entered += len(imported.entered)
    pulled.parked += imported.parked
    pulled.canceled += canceled
    pulled.reduced += reduced
    return imported.partial


def _actor(session: Session) -> Actor:
    installation = session.installation
    return Actor(ActorKind.CHANNEL, id=str(installation.channel_id), name=installation.channel_code)


def _unreadable(one: Unmapped) -> ParkedInput:
    return ParkedInput(
        kind=ParkedKind.ORDER,
        external_id=one.external_id,
        reason=ParkedReason.UNREADABLE,
        explanation=one.explanation,
        payload=one.raw,
    )
