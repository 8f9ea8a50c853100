"""Hand out feeds. The file was written before; here it is only read, in blocks, and noted who fetched it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.dateparse import parse_datetime
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from arasta.contexts.channels.queries import feed_files, feeds
from arasta.contexts.channels.services import feeds as book
from arasta.contexts.channels.types.feeds import FEED_PREFIX, Feed, FeedFormat, FeedStatus, Fetch
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.ids import from_public

MOST_A_MINUTE = 30
_MINUTE = timedelta(minutes=1)
_TYPES = {
    FeedFormat.TSV: "text/tab-separated-values; charset=utf-8",
    FeedFormat.XML: "application/rss+xml; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is wanted of a feed. `packed`: the file is wanted as it lies there; `unpacks`: the reader unpacks it."""

    feed: Feed
    since: int | None
    packed: bool
    unpacks: bool


@require_safe
def fetch(request: HttpRequest, word: str, file_name: str) -> HttpResponseBase:
    """Answer with a feed, whole or what changed since a version or moment; whoever has it already gets 304."""
    asked = _asked(request, word, file_name)
    if asked.feed.status is FeedStatus.REVOKED:
        return HttpResponse("This feed was revoked.\n", status=410, content_type="text/plain; charset=utf-8")
    now = clock.now()
    if feeds.fetched_since(asked.feed.id, now - _MINUTE) >= MOST_A_MINUTE:
        return _later(429, "Too many fetches. Once a minute is more than enough.\n")
    if not feed_files.is_there(asked.feed):
        book.ask_for_writing(asked.feed.id, now=now)  # a new feed is due anyway; a file that was lost is made again
        return _later(503, "The feed is being written.\n")
    response = _answer(request, asked)
    _note(request, asked, response, now)
    return response


def _asked(request: HttpRequest, word: str, file_name: str) -> _Asked:
    try:
        feed = feeds.feed(from_public(FEED_PREFIX, word))
    except DomainError as unknown:
        raise Http404 from unknown
    packed = file_name == f"{feed.file_name}.gz"
    if not (packed or file_name == feed.file_name) or not feeds.opens(feed, request.GET.get("key", "")):
        raise Http404
    unpacks = "gzip" in request.headers.get("Accept-Encoding", "").lower()
    return _Asked(feed, _since(feed, request.GET.get("since", "")), packed, unpacks)


def _since(feed: Feed, text: str) -> int | None:
    """Read a version or a moment; what is neither, or is to come, asks for the whole file."""
    if text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    try:
        moment = parse_datetime(text.replace(" ", "+")) if text else None
    except ValueError:
        return None
    return feeds.version_at(feed.id, moment) if moment and moment.tzinfo else None


def _answer(request: HttpRequest, asked: _Asked) -> HttpResponseBase:
    feed, whole = asked.feed, asked.since is None
    form = "gz" if asked.packed else "z" if whole and asked.unpacks else "p"
    etag = f'"{feed.version}-{form}"' if whole else f'"{feed.version}-since-{asked.since}"'
    written = int((feed.written_at or clock.now()).timestamp())
    unchanged = get_conditional_response(request, etag=etag, last_modified=written)
    response = unchanged if unchanged is not None else _body(asked, form)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(written)
    response["Cache-Control"] = "private, max-age=0, must-revalidate"
    response["X-Feed-Version"] = str(feed.version)
    response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _body(asked: _Asked, form: str) -> StreamingHttpResponse:
    feed = asked.feed
    blocks: Iterator[bytes]
    size: int | None = None
    if asked.since is not None:
        blocks = feed_files.changes(feed, since=asked.since)
    elif form == "p":
        blocks, size = feed_files.unpacked(feed), feed.plain_bytes
    else:
        blocks, size = feed_files.packed(feed), feed.packed_bytes
    kind = "application/gzip" if form == "gz" else _TYPES[feed.format]
    response = StreamingHttpResponse(blocks, content_type=kind)
    if form == "z":
        response["Content-Encoding"] = "gzip"
    if size is not None:
        response["Content-Length"] = str(size)
    return response


def _later(status: int, text: str) -> HttpResponse:
    return HttpResponse(text, status=status, headers={"Retry-After": "60"}, content_type="text/plain; charset=utf-8")


def _note(request: HttpRequest, asked: _Asked, response: HttpResponseBase, now: datetime) -> None:
    sent = int(response.get("Content-Length", "0")) if response.status_code == 200 else 0
    book.record_fetch(
        asked.feed.id,
        Fetch(
            at=now,
            agent=request.headers.get("User-Agent", ""),
            address=request.META.get("REMOTE_ADDR", ""),
            status=response.status_code,
            sent_bytes=sent,
            version=asked.feed.version,
            since=asked.since,
        ),
    )
