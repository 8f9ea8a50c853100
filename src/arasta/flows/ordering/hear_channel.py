"""Do what a channel's calls hint at: read again what changed, each thing once, and take it.

one transaction: make hints of the calls that wait; outside: read orders and listings one by one, or a whole stream
where many of it changed; then take what was read as any pull does. What could not be read comes again later.
A document that came with a call is taken as it is only where the channel signs its calls and sends them whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.queries import listings as listing_reads
from arasta.contexts.channels.queries import orders as order_reads
from arasta.contexts.channels.services import inbox, sessions
from arasta.contexts.channels.services.sessions import Session
from arasta.contexts.channels.types import Installation
from arasta.contexts.channels.types.inbox import KeptHint
from arasta.contexts.channels.types.orders import ChannelOrder
from arasta.contexts.channels.types.sync import Stream, Trouble
from arasta.flows.ordering.pull_stream import pull_in
from arasta.flows.ordering.take_channel_pages import Pulled, take_listings, take_orders, take_whole

MANY = 5
_AT_ONCE = 200
_LISTINGS_AT_ONCE = 50
_OF_THIS_ONE = {Trouble.REFUSED, Trouble.UNREADABLE}
_STILL_ANSWERS = {Trouble.NONE, Trouble.THROTTLED}


@dataclass(slots=True)
class Heard:
    """What became of hints: read and taken, not news any more, or still to be read."""

    done: int = 0
    known: int = 0
    failed: int = 0
    pulled: Pulled = field(default_factory=Pulled)


def hear_channel(installation: Installation, *, at: datetime) -> Heard:
    """Look at all calls and hints of a channel whose time has come."""
    heard = Heard()
    while inbox.sort_calls(installation, now=at):
        pass
    while claimed := inbox.claim_hints(installation.id, now=at, limit=_AT_ONCE):
        by_stream: dict[Stream, list[KeptHint]] = defaultdict(list)
        for hint in claimed:
            by_stream[hint.stream].append(hint)
        try:
            with sessions.open_session(installation) as session:
                for stream, hints in by_stream.items():
                    _HEARERS.get(stream, _soon)(session, hints, heard, at)
        except ChannelTrouble as trouble:
            _fail(claimed, trouble, heard)
            break
    return heard


def _orders(session: Session, hints: Sequence[KeptHint], heard: Heard, at: datetime) -> None:
    news = _without_known(session, hints, heard)
    left = _take_documents(session, news, heard, at)
    if len(left) > MANY:
        left = _after_a_pull(session, left, heard, at)
    _one_by_one(left, heard, lambda hint: take_whole(session, hint.external_id, heard.pulled, at))


def _without_known(session: Session, hints: Sequence[KeptHint], heard: Heard) -> list[KeptHint]:
    """Settle what a pull was faster with; after a failure nothing is left out, whatever is stored by then."""
    stored = order_reads.external_orders(session.installation.channel_id, [hint.external_id for hint in hints])
    entered = {key: order.version for key, order in stored.items() if order.order_id is not None}
    known = [hint for hint in hints if hint.tries == 1 and 0 < hint.version <= entered.get(hint.external_id, 0)]
    inbox.settle_hints(known)
    heard.known += len(known)
    return [hint for hint in hints if hint not in known]


def _take_documents(session: Session, hints: Sequence[KeptHint], heard: Heard, at: datetime) -> list[KeptHint]:
    """Take the orders that came whole and signed; return the hints that are to be read at the channel."""
    spec = session.connector.capabilities().webhook
    if spec is None or not (spec.is_signed and spec.is_full):
        return list(hints)
    read = [(hint, session.connector.read_order(hint.document)) for hint in hints if hint.document]
    whole = [(hint, order) for hint, order in read if isinstance(order, ChannelOrder)]
    take_orders(session, [order for _, order in whole], heard.pulled, at)
    taken = [hint for hint, _ in whole]
    _settle(taken, heard)
    return [hint for hint in hints if hint not in taken]


def _after_a_pull(session: Session, hints: Sequence[KeptHint], heard: Heard, at: datetime) -> list[KeptHint]:
    """Read the whole stream, which costs fewer calls than many orders; return the hints it knows nothing of yet."""
    pull_in(session, Stream.ORDERS, at=at, into=heard.pulled)
    stored = order_reads.external_orders(session.installation.channel_id, [hint.external_id for hint in hints])
    versions = {key: order.version for key, order in stored.items()}
    covered = [hint for hint in hints if versions.get(hint.external_id, -1) >= max(hint.version, 0)]
    _settle(covered, heard)
    if heard.pulled.trouble not in _STILL_ANSWERS:
        raise ChannelTrouble(heard.pulled.trouble)
    return [hint for hint in hints if hint not in covered]


def _listings(session: Session, hints: Sequence[KeptHint], heard: Heard, at: datetime) -> None:
    if not session.connector.capabilities().reads_back:
        _soon(session, hints, heard, at)
        return
    channel_id = session.installation.channel_id
    for start in range(0, len(hints), _LISTINGS_AT_ONCE):
        some = hints[start : start + _LISTINGS_AT_ONCE]
        known = listing_reads.listings_by_external(channel_id, [hint.external_id for hint in some])
        refs = {key: row.refs for key, row in known.items()}
        asked = [{**refs.get(hint.external_id, {}), "external_id": hint.external_id} for hint in some]
        shown = session.run(session.connector.fetch_listings(asked))
        take_listings(session, shown, at)
        _settle(some, heard)


def _soon(session: Session, hints: Sequence[KeptHint], heard: Heard, at: datetime) -> None:
    """Read the stream anew, since its things cannot be read one by one; a stream that is not offered needs nothing."""
    stream = hints[0].stream
    if stream in session.connector.capabilities().pull:
        pulled = pull_in(session, stream, at=at, into=heard.pulled)
        if pulled.trouble is not Trouble.NONE:
            raise ChannelTrouble(pulled.trouble)
    _settle(hints, heard)


def _one_by_one(hints: Sequence[KeptHint], heard: Heard, read: Callable[[KeptHint], bool]) -> None:
    """Read things singly. What is wrong with one stops no other; a channel that does not answer stops all."""
    for hint in hints:
        try:
            is_known = read(hint)
        except ChannelTrouble as trouble:
            if trouble.trouble not in _OF_THIS_ONE:
                raise
            _fail([hint], trouble, heard)
            continue
        if is_known:
            _settle([hint], heard)
        else:
            _fail([hint], ChannelTrouble(Trouble.REFUSED, "the channel does not know it"), heard)


def _settle(hints: Sequence[KeptHint], heard: Heard) -> None:
    inbox.settle_hints(hints)
    heard.done += len(hints)


def _fail(hints: Sequence[KeptHint], trouble: ChannelTrouble, heard: Heard) -> None:
    heard.failed += inbox.fail_hints(hints, trouble=trouble.trouble, detail=trouble.detail)


Hearer = Callable[[Session, Sequence[KeptHint], Heard, datetime], None]

_HEARERS: dict[Stream, Hearer] = {Stream.ORDERS: _orders, Stream.LISTINGS: _listings}
