"""Reads: a feed's file, as it lies there, unpacked, or only the lines that changed since a version."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import msgspec
from django.conf import settings as django_settings

from arasta.contexts.channels.domain.feeds import forms, rows
from arasta.contexts.channels.queries import feeds
from arasta.contexts.channels.types.feeds import Feed, FeedPart, RowState

BLOCK = 64 * 1024


def folder_of(feed: Feed) -> str:
    """Return the folder in which a feed's files lie."""
    return str(Path(django_settings.HOME) / "feeds" / str(feed.id))


def file_of(feed: Feed, version: int) -> str:
    """Return the place of a version's file."""
    return str(Path(folder_of(feed)) / f"{version}.gz")


def parts_file_of(feed: Feed, version: int) -> str:
    """Return the place of the list of a version's parts."""
    return str(Path(folder_of(feed)) / f"{version}.json")


def parts_of(feed: Feed) -> list[FeedPart]:
    """Return the parts of the file that is there now, in their order; nothing if that is not known."""
    listed = Path(parts_file_of(feed, feed.version))
    if not is_there(feed) or not listed.is_file():
        return []
    return msgspec.json.decode(listed.read_bytes(), type=list[FeedPart])


def is_there(feed: Feed) -> bool:
    """Tell whether the file of the version that is there now can be read."""
    return feed.version > 0 and Path(file_of(feed, feed.version)).is_file()


def packed(feed: Feed) -> Iterator[bytes]:
    """Read a feed's file as it lies there, in blocks."""
    with Path(file_of(feed, feed.version)).open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def unpacked(feed: Feed) -> Iterator[bytes]:
    """Read a feed's file unpacked, in blocks."""
    with gzip.open(file_of(feed, feed.version), "rb") as file:
        while block := file.read(BLOCK):
            yield block


def changes(feed: Feed, *, since: int) -> Iterator[bytes]:
    """Read only the lines that changed after a version; what is not in the file any more follows as gone."""
    form = form_of(feed)
    wanted, gone = {}, []
    for row in feeds.changed_rows(feed, since=since):
        key = (row.offer_id,) if feed.kind == "products" else (row.place, row.offer_id)
        if row.state is RowState.OFFERED:
            wanted[form.start(key)] = True
        else:
            gone.append(rows.gone_row(feed.target, feed.kind, row.offer_id, row.place))
    yield form.head()
    if wanted:
        yield from _picked(feed, form, set(wanted))
    for line in gone:
        yield form.line(line) + b"\n"
    yield form.foot()


def form_of(feed: Feed) -> forms.Form:
    """Return the way a feed is written."""
    title = f"{feed.channel_code} {feed.name}"
    columns = rows.columns(feed.target, feed.kind)
    return forms.form_of(feed.format, columns, title=title, link=django_settings.PUBLIC_URL)


def _picked(feed: Feed, form: forms.Form, wanted: set[bytes]) -> Iterator[bytes]:
    count = rows.KEYS[feed.kind]
    with gzip.open(file_of(feed, feed.version), "rb") as file:
        for line in file:
            if form.owner(line, count) in wanted:
                yield line
