"""Read a stream of a channel to the end of its windows and take what it brings.

outside: read a page; then take it, in transactions of its own; the watermark is saved only when a window was read to
its end, so what a crash or a silent channel left out is read again. Where a channel's cursors hold for long, a window
that could not be read to its end, since few calls are allowed, is read on from where it broke off.
What a channel still prepares is asked for again when the stream is read the next time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from arasta.contexts.channels.ports import Account, ChannelTrouble, connector_named
from arasta.contexts.channels.queries import sync
from arasta.contexts.channels.services import sessions
from arasta.contexts.channels.services import sync as sync_book
from arasta.contexts.channels.services.sessions import Session
from arasta.contexts.channels.types import Installation, PullSpec
from arasta.contexts.channels.types.sync import Stream, Trouble
from arasta.flows.ordering.take_channel_pages import Pulled, take_page
from arasta.kernel.errors import DomainError

_MOST_PAGES = 2000
_URGENT = {Stream.ORDERS, Stream.NOTICES, Stream.RETURNS}


def pull_stream(installation: Installation, stream: Stream, *, at: datetime) -> Pulled:
    """Read all that changed since the watermark. Trouble is noted in the sync state, and one asks again later."""
    try:
        with sessions.open_session(installation, urgent=stream in _URGENT) as session:
            return pull_in(session, stream, at=at)
    except ChannelTrouble as trouble:
        return _noted(installation, stream, trouble, at, Pulled())


def pull_in(session: Session, stream: Stream, *, at: datetime, into: Pulled | None = None) -> Pulled:
    """Do the same in a session that is open, and add what came to what came before."""
    pulled = into or Pulled()
    pulled.trouble = Trouble.NONE
    try:
        _read_to_end(session, stream, pulled, at)
    except ChannelTrouble as trouble:
        return _noted(session.installation, stream, trouble, at, pulled)
    return pulled


def streams_of(installation: Installation) -> list[Stream]:
    """Return the streams that a channel can be read by; none while its connector or settings are wrong."""
    return list(_specs(installation))


def streams_due(installation: Installation, *, at: datetime) -> list[Stream]:
    """Return those of its streams that are worth a call now."""
    specs = _specs(installation)
    asked = sync.attempts(installation.id) if any(spec.every for spec in specs.values()) else {}
    return [
        stream
        for stream, spec in specs.items()
        if spec.every is None or stream not in asked or asked[stream] + spec.every <= at
    ]


def _specs(installation: Installation) -> Mapping[Stream, PullSpec]:
    try:
        account = Account(installation.settings, installation.secrets, installation.currency)
        return connector_named(installation.connector)(account).connector.capabilities().pull
    except DomainError:
        return {}


def _read_to_end(session: Session, stream: Stream, pulled: Pulled, at: datetime) -> None:
    key = session.installation.id
    mark, cursor = sync.place(key, stream)
    for _ in range(_MOST_PAGES):
        try:
            page = session.run(session.connector.pull(stream, watermark=mark, cursor=cursor, now=at))
        except ChannelTrouble:
            if session.connector.capabilities().pull[stream].resumes:
                sync_book.keep_cursor(key, stream, cursor)
            raise
        take_page(session, stream, page, pulled, at)
        cursor = page.cursor
        if page.watermark:
            mark = page.watermark
            sync_book.save_watermark(key, stream, now=at, watermark=mark)
        if page.is_pending:
            sync_book.keep_cursor(key, stream, cursor)
        pulled.is_pending = page.is_pending
        if page.is_pending or not (cursor or page.is_behind):
            return


def _noted(installation: Installation, stream: Stream, trouble: ChannelTrouble, at: datetime, pulled: Pulled) -> Pulled:
    sync_book.record_sync_error(installation.id, stream, trouble=trouble.trouble, detail=trouble.detail, now=at)
    pulled.trouble = trouble.trouble
    return pulled
