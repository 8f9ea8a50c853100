"""Who may fetch a feed, and what they get."""

from __future__ import annotations

import gzip
import io
from datetime import timedelta
from pathlib import Path

from django.http.response import HttpResponseBase
from django.test import Client

from arasta.contexts.channels.queries import feed_files, feeds
from arasta.contexts.channels.services import feeds as book
from arasta.contexts.channels.types.feeds import Feed
from arasta.contexts.channels.web import feed_file
from arasta.flows.feeding import write_feeds
from arasta.kernel import clock
from tests import makers
from tests.flows.feeding.makers import Shop, table, text_of, write


def _body(response: HttpResponseBase) -> bytes:
    return b"".join(response)


def _written(shop: Shop) -> Feed:
    shop.sell()
    return write(shop.feed())


def test_the_whole_file_comes_with_its_length_and_tags(shop: Shop, client: Client) -> None:
    feed = _written(shop)

    response = client.get(feeds.path_of(feed))

    assert response.status_code == 200
    assert _body(response).decode() == text_of(feed)
    assert response["Content-Length"] == str(feed.plain_bytes)
    assert response["Content-Type"] == "text/tab-separated-values; charset=utf-8"
    assert (response["ETag"], response["Last-Modified"]) == ('"1-p"', "Mon, 02 Mar 2026 09:00:00 GMT")


def test_a_reader_that_unpacks_gets_it_packed(shop: Shop, client: Client) -> None:
    feed = _written(shop)

    packed = client.get(feeds.path_of(feed), headers={"Accept-Encoding": "gzip, br"})
    file = client.get(feeds.path_of(feed, packed=True))

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(_body(packed)).decode() == text_of(feed)
    assert (file["Content-Type"], "Content-Encoding" in file) == ("application/gzip", False)
    assert gzip.GzipFile(fileobj=io.BytesIO(_body(file))).read().decode() == text_of(feed)


def test_who_has_it_already_gets_nothing_again(shop: Shop, client: Client) -> None:
    feed = _written(shop)

    by_tag = client.get(feeds.path_of(feed), headers={"If-None-Match": '"1-p"'})
    by_time = client.get(feeds.path_of(feed), headers={"If-Modified-Since": "Mon, 02 Mar 2026 09:00:00 GMT"})
    older = client.get(feeds.path_of(feed), headers={"If-Modified-Since": "Mon, 02 Mar 2026 08:00:00 GMT"})

    assert [one.status_code for one in (by_tag, by_time, older)] == [304, 304, 200]


def test_the_changes_since_a_version_or_a_moment(shop: Shop, client: Client) -> None:
    feed = _written(shop)
    makers.make_price(shop.shirts["SHIRT-RED-S"], 39900, at=makers.DAY + timedelta(hours=1))
    feed = write(feed, at=makers.DAY + timedelta(hours=2))

    by_version = client.get(f"{feeds.path_of(feed)}&since=1")
    by_moment = client.get(f"{feeds.path_of(feed)}&since=2026-03-02T10:00:00%2B00:00")
    from_the_start = client.get(f"{feeds.path_of(feed)}&since=2026-03-01T00:00:00Z")

    assert [row["id"] for row in table(_body(by_version).decode())] == ["SHIRT-RED-S"]
    assert [row["id"] for row in table(_body(by_moment).decode())] == ["SHIRT-RED-S"]
    assert len(table(_body(from_the_start).decode())) == 4


def test_a_wrong_key_or_name_finds_nothing(shop: Shop, client: Client) -> None:
    feed = _written(shop)
    path, _, key = feeds.path_of(feed).partition("?key=")

    tried = [
        path,
        f"{path}?key={key[:-1]}0" if key[-1] != "0" else f"{path}?key={key[:-1]}1",
        path.replace("all.tsv", "other.tsv") + f"?key={key}",
        path.replace("fed_", "fed_zz") + f"?key={key}",
    ]

    assert [client.get(address).status_code for address in tried] == [404] * 4


def test_another_key_shuts_the_address_before(shop: Shop, client: Client) -> None:
    feed = _written(shop)
    before = feeds.path_of(feed)
    renewed = book.renew_key(feed.id)

    assert client.get(before).status_code == 404
    assert client.get(feeds.path_of(renewed)).status_code == 200


def test_a_revoked_feed_is_gone(shop: Shop, client: Client) -> None:
    feed = _written(shop)
    book.revoke(feed.id)

    assert client.get(feeds.path_of(feed)).status_code == 410
    assert feeds.due_feeds(clock.now()) == []


def test_a_feed_that_is_not_written_yet_asks_for_patience(shop: Shop, client: Client) -> None:
    response = client.get(feeds.path_of(shop.feed()))

    assert (response.status_code, response["Retry-After"]) == (503, "60")


def test_a_file_that_was_lost_is_made_again(shop: Shop, client: Client) -> None:
    feed = _written(shop)
    Path(feed_files.file_of(feed, feed.version)).unlink()
    assert client.get(feeds.path_of(feed)).status_code == 503

    write_feeds.write_due(now=clock.now)

    assert client.get(feeds.path_of(feeds.feed(feed.id))).status_code == 200


def test_what_cannot_be_written_says_so_and_is_tried_again_later(shop: Shop, home: Path) -> None:
    feed = shop.feed()
    (home / "feeds").write_text("in the way")
    times = [makers.DAY]
    write_feeds.write_due(now=lambda: times[0])
    assert feeds.feed(feed.id).problem == "NotADirectoryError"
    (home / "feeds").unlink()

    assert write_feeds.write_due(now=lambda: times[0]) == 0
    times[0] += timedelta(minutes=feed.least_minutes)
    assert write_feeds.write_due(now=lambda: times[0]) == 1
    assert (feeds.feed(feed.id).problem, feeds.feed(feed.id).version) == ("", 1)


def test_who_fetches_too_often_is_told_to_wait(shop: Shop, client: Client) -> None:
    feed = _written(shop)
    answers = [client.get(feeds.path_of(feed)).status_code for _ in range(feed_file.MOST_A_MINUTE + 1)]

    assert answers == [200] * feed_file.MOST_A_MINUTE + [429]


def test_each_fetch_is_noted(shop: Shop, client: Client) -> None:
    feed = _written(shop)

    client.get(feeds.path_of(feed), headers={"User-Agent": "Googlebot/2.1"})
    client.get(feeds.path_of(feed), headers={"If-None-Match": '"1-p"'})

    noted = feeds.fetches(feed.id)
    assert [(one.status, one.sent_bytes, one.version) for one in noted] == [(304, 0, 1), (200, feed.plain_bytes, 1)]
    assert noted[1].agent == "Googlebot/2.1"
