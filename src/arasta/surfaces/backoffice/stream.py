"""The live stream: what happens on all channels, as server-sent events.

It is served apart, so that open connections hold no web worker. One poller per process reads the outbox once a second
and hands what is new to every listener through a bounded queue; a listener too slow to follow is let go and comes back.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db import close_old_connections
from django.template.loader import render_to_string
from django.utils import translation
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from arasta.kernel.outbox import watching
from arasta.kernel.outbox.watching import Told
from arasta.surfaces.backoffice import feed, tickets
from arasta.surfaces.backoffice.tickets import Ticket

log = logging.getLogger(__name__)

EVERY = 1.0
WINDOW = timedelta(seconds=10)
MOST_IN_WINDOW = 5000
MOST_TOLD = 40
BEAT_EVERY = 15.0
QUEUE = 30
MOST_LISTENERS = 500


@dataclass(eq=False)
class Listener:
    """An open connection."""

    ticket: Ticket
    queue: asyncio.Queue[str | None] = field(default_factory=lambda: asyncio.Queue(QUEUE))

    def hand(self, message: str) -> None:
        """Give a message; a full queue ends the connection, and the page asks for all it missed when it comes back."""
        try:
            self.queue.put_nowait(message)
        except asyncio.QueueFull:
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(None)


class Hub:
    """Knows the listeners and what was told already."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.seen: set[UUID] = set()
        self.thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="live")

    async def run(self) -> None:
        """Poll until canceled; trouble with the database is logged and tried again."""
        loop = asyncio.get_running_loop()
        while True:
            try:
                audiences = {(one.ticket.language, one.ticket.names) for one in self.listeners}
                messages = await loop.run_in_executor(self.thread, self.look, audiences)
            except Exception:
                log.exception("the live stream cannot read the outbox")
            else:
                for listener in list(self.listeners):
                    message = messages.get((listener.ticket.language, listener.ticket.names))
                    if message:
                        listener.hand(message)
            await asyncio.sleep(EVERY)

    def look(self, audiences: Iterable[tuple[str, frozenset[str]]]) -> dict[tuple[str, frozenset[str]], str]:
        """Read what is new, once, and write it for every audience: a language and the facts that may be heard."""
        wanted = list(audiences)
        if not wanted:
            self.seen = set()
            return {}
        close_old_connections()
        try:
            fresh = self._fresh()
            messages = {audience: _write(fresh, *audience) for audience in wanted} if fresh else {}
        finally:
            close_old_connections()
        return {audience: message for audience, message in messages.items() if message}

    def _fresh(self) -> list[Told]:
        now = watching.ids_within(feed.HEARD, window=WINDOW, limit=MOST_IN_WINDOW)
        fresh = [key for key in now if key not in self.seen]
        self.seen = set(now)
        return watching.by_ids(fresh[:MOST_TOLD]) if fresh else []


def _write(facts: list[Told], language: str, names: frozenset[str]) -> str:
    with translation.override(language):
        lines = feed.lines([fact for fact in facts if fact.name in names])
        if not lines:
            return ""
        html = render_to_string("backoffice/today/lines.html", {"lines": lines})
    return f"data: {json.dumps({'html': html, 'count': len(lines)})}\n\n"


async def events(request: Request) -> Response:
    """Stream to a holder of a ticket, from a page of ours."""
    hub: Hub = request.app.state.hub
    ticket = tickets.read(request.query_params.get("ticket", ""))
    origin = request.headers.get("origin", "")
    if ticket is None or not _is_ours(origin):
        return PlainTextResponse("no ticket", status_code=403)
    if len(hub.listeners) >= MOST_LISTENERS:
        return PlainTextResponse("too many listeners", status_code=503, headers={"Retry-After": "30"})
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no", "Vary": "Origin"}
    if origin:
        headers["Access-Control-Allow-Origin"] = origin
    return StreamingResponse(_stream(hub, Listener(ticket)), media_type="text/event-stream", headers=headers)


async def _stream(hub: Hub, listener: Listener) -> AsyncIterator[str]:
    ends_at = asyncio.get_running_loop().time() + tickets.VALID_FOR.total_seconds()
    hub.listeners.add(listener)
    try:
        yield ": welcome\n\n"
        while (left := ends_at - asyncio.get_running_loop().time()) > 0:
            try:
                message = await asyncio.wait_for(listener.queue.get(), min(BEAT_EVERY, left))
            except TimeoutError:
                yield ": beat\n\n"
                continue
            if message is None:
                return
            yield message
    finally:
        hub.listeners.discard(listener)


def _is_ours(origin: str) -> bool:
    """Tell whether a browser's page is served by us; others than browsers send no origin and need the ticket alone."""
    return not origin or origin in settings.CSRF_TRUSTED_ORIGINS or urlsplit(origin).hostname in settings.ALLOWED_HOSTS


async def ready(request: Request) -> Response:
    """Tell the supervisor that the stream is served."""
    return PlainTextResponse("ready")


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    hub: Hub = app.state.hub
    poller = asyncio.create_task(hub.run())
    try:
        yield
    finally:
        poller.cancel()
        with suppress(asyncio.CancelledError):
            await poller
        hub.thread.shutdown(wait=False)


def build() -> Starlette:
    """Build the server."""
    app = Starlette(routes=[Route("/live/events", events), Route("/live/ready", ready)], lifespan=_lifespan)
    app.state.hub = Hub()
    return app
