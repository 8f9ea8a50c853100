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
from arasta.contexts.channels.queries import orders as seen
from arasta.contexts.channels.services import parking, sessions
from arasta.contexts.channels.services import sync as sync_book
from arasta.contexts.channels.types import Installation
from arasta.contexts.channels.types.orders import ChannelOrder, Unmapped
from arasta.contexts.channels.types.parking import ParkedInput, ParkedKind, ParkedReason
from arasta.contexts.channels.types.sync import Stream
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.types import OrderStatus
from arasta.flows.ordering.cancel_order import cancel_order
from arasta.flows.ordering.import_channel_orders import Imported, import_channel_orders
from arasta.kernel.access import Actor, ActorKind

_MOST_PAGES = 200


@dataclass(slots=True)
class Pulled:
    """What a pull brought."""

    entered: int = 0
    parked: int = 0
    canceled: int = 0


def pull_channel_orders(installation: Installation, *, at: datetime) -> Pulled:
    """Read all that changed since the watermark. A channel in trouble is noted in its sync state, and asked again later."""
    pulled = Pulled()
    try:
        with sessions.open_session(installation) as session:
            mark, cursor = sync.watermark(installation.id, Stream.ORDERS), ""
            for _ in range(_MOST_PAGES):
                plan = session.connector.pull(Stream.ORDERS, watermark=mark, cursor=cursor, now=at)
                page = session.run(plan)
                _take(installation, page.orders, page.unmapped, pulled, at)
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
    installation, pulled = channels.installation(channel_id), Pulled()
    with sessions.open_session(installation) as session:
        found = session.run(session.connector.fetch_order(external_id))
    orders = [found] if isinstance(found, ChannelOrder) else []
    unmapped = [found] if isinstance(found, Unmapped) else []
    _take(installation, orders, unmapped, pulled, at)
    return pulled


def _take(
    installation: Installation,
    orders: Sequence[ChannelOrder],
    unmapped: Sequence[Unmapped],
    pulled: Pulled,
    at: datetime,
) -> None:
    actor = Actor(ActorKind.CHANNEL, id=str(installation.channel_id), name=installation.channel_code)
    imported = import_channel_orders(installation.channel_id, orders, actor=actor)
    parking.park(installation.channel_id, [_unreadable(one) for one in unmapped], actor=actor)
    pulled.entered += len(imported.entered)
    pulled.parked += imported.parked + len(unmapped)
    pulled.canceled += _cancel(imported, at, actor)


def _cancel(imported: Imported, at: datetime, actor: Actor) -> int:
    """Cancel orders whose buyers canceled at the marketplace, if nothing of them has left."""
    rows = order_book.rows_of(imported.canceled)
    open_ones = [key for key in imported.canceled if rows[key].status is OrderStatus.PLACED]
    for key in open_ones:
        cancel_order(key, reason="canceled at the marketplace", at=at, actor=actor)
    return len(open_ones)


def _unreadable(one: Unmapped) -> ParkedInput:
    return ParkedInput(
        kind=ParkedKind.ORDER,
        external_id=one.external_id,
        reason=ParkedReason.UNREADABLE,
        explanation=one.explanation,
        payload=one.raw,
    )


def is_known(channel_id: UUID, external_id: str) -> bool:
    """Tell whether an order of the channel is in our book."""
    external = seen.external_order(channel_id, external_id)
    return external is not None and external.order_id is not None
