"""The live screen: figures, feed, tickets and the stream."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, Settings

from arasta.contexts.catalog.services import products
from arasta.contexts.identity.types import Role
from arasta.contexts.inventory.services import levels
from arasta.contexts.inventory.services.levels import Correction
from arasta.kernel.access import SYSTEM, Actor, ActorKind
from arasta.kernel.outbox import watching
from arasta.surfaces.backoffice import feed, stream, tickets
from tests import makers
from tests.makers_orders import make_orders
from tests.surfaces.backoffice.making import come_in, make_waiting

pytestmark = pytest.mark.django_db

OWNER = Actor(ActorKind.STAFF, id="owner", permissions=frozenset({"*"}))
MARKETER = Actor(ActorKind.STAFF, id="marketer", permissions=frozenset({"orders.read"}))


def words(client: Client, path: str) -> str:
    return " ".join(client.get(path).content.decode().split())


def test_figures_sum_up_the_day_by_channel(client: Client) -> None:
    come_in(client)
    web = makers.make_channel("web")
    makers.make_channel("till")
    make_orders(2, channel=web, quantities=(2, 1))

    page = words(client, "/office/")

    assert '<div class="stat-value">2</div><div class="stat-delta">6 units</div>' in page
    assert "₺60.00" in page
    assert page.index(">web</a>") < page.index(">till</a>")
    assert "2 orders · 6 units" in page


def test_home_costs_the_same_whatever_happened(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    come_in(client)
    channel = makers.make_channel()
    client.get("/office/")  # what is scarce is counted once in minutes

    for _ in range(2):
        make_orders(3, channel=channel)
        make_waiting(channel=channel)
        with django_assert_num_queries(13):
            client.get("/office/")


def test_the_feed_tells_orders_and_what_they_left(client: Client) -> None:
    come_in(client)
    waiting = make_waiting(units=2, stock=5, channel=makers.make_channel("web"))

    page = words(client, "/office/today/feed")

    assert f'href="{waiting.order_url}">Order {waiting.order.number}</a> · web · <span class="money" >₺20.00' in page
    assert "5 → <b>3</b>" in page
    assert "0 → <b>5</b>" in page


def test_the_feed_leaves_out_what_a_reader_may_not_see_and_what_sells_the_same() -> None:
    waiting = make_waiting(units=2, stock=5)
    levels.adjust([Correction(waiting.variant, waiting.place, 1)], reason="Found", actor=SYSTEM)

    told = {
        who.id: [line.icon for line in feed.lines(watching.newest(feed.names_for(who), limit=40))]
        for who in (OWNER, MARKETER)
    }

    assert told == {"owner": ["boxes", "boxes", "shopping-cart", "boxes"], "marketer": ["shopping-cart"]}


def test_many_levels_of_one_cause_are_one_line() -> None:
    place = makers.make_location()
    variants = makers.make_variants(5)
    levels.adjust([Correction(variant, place, 2) for variant in variants], reason="Found", actor=SYSTEM)

    (line,) = feed.lines(watching.newest(feed.HEARD, limit=40))

    assert (len(line.levels), line.more, line.levels[0].was, line.levels[0].now) == (3, 2, 0, 2)


def test_a_feed_of_any_length_costs_the_same(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(2):
        make_waiting()
        with django_assert_num_queries(6):
            feed.lines(watching.newest(feed.HEARD, limit=40))


def test_a_ticket_is_good_for_an_hour_and_cannot_be_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    word = tickets.write(MARKETER, language="tr")

    ticket = tickets.read(word)

    assert ticket is not None
    assert (ticket.staff_id, ticket.language) == ("marketer", "tr")
    assert ticket.names == feed.names_for(MARKETER)
    assert tickets.read(word[:-1] + ("A" if word[-1] != "A" else "B")) is None
    assert tickets.read("") is None
    monkeypatch.setattr(tickets, "VALID_FOR", timedelta(seconds=-1))
    assert tickets.read(word) is None


def test_the_page_gets_a_ticket_where_a_live_server_runs(client: Client, settings: Settings) -> None:
    come_in(client, Role.AGENT)
    settings.LIVE_URL = ""
    assert client.get("/office/today/ticket").status_code == 404
    assert 'hx-trigger="every 3s"' in words(client, "/office/")

    settings.LIVE_URL = "http://127.0.0.1:8502"
    url = client.get("/office/today/ticket").json()["url"]
    head, _, word = url.partition("?ticket=")

    assert (head, tickets.read(word) is not None) == ("http://127.0.0.1:8502/live/events", True)
    assert 'hx-trigger="every 3s"' not in words(client, "/office/")


@pytest.mark.django_db(transaction=True)
def test_the_hub_tells_each_audience_once_in_its_language() -> None:
    hub = stream.Hub()
    audiences = [("tr", feed.names_for(OWNER)), ("en", feed.names_for(MARKETER))]
    hub.look(audiences)
    waiting = make_waiting(units=2)

    first, second = hub.look(audiences), hub.look(audiences)
    written = {key[0]: json.loads(message.removeprefix("data: "))["html"] for key, message in first.items()}

    with translation.override("tr"):
        assert f"Sipariş {waiting.order.number}" in written["tr"]
    assert f"Order {waiting.order.number}" in written["en"]
    assert ("boxes" in written["tr"], "boxes" in written["en"]) == (True, False)
    assert second == {}
    hub.thread.shutdown()


@pytest.mark.django_db(transaction=True)
def test_a_fact_that_commits_late_is_told_all_the_same() -> None:
    from arasta.kernel import db

    hub, audience = stream.Hub(), ("en", feed.names_for(OWNER))
    make_waiting()
    hub.look([audience])
    make_waiting()
    db.execute("UPDATE outbox_event SET occurred_at = occurred_at - interval '2 seconds' WHERE seq = (SELECT max(seq) FROM outbox_event WHERE name = 'orders.order_placed')")  # fmt: skip # noqa: E501

    assert "Order" in hub.look([audience])[audience]
    hub.thread.shutdown()


def test_a_listener_that_does_not_follow_is_let_go() -> None:
    listener = stream.Listener(tickets.Ticket("x", "en", frozenset()))

    for number in range(stream.QUEUE + 1):
        listener.hand(f"data: {number}\n\n")

    assert listener.queue.get_nowait() is None
    assert listener.queue.empty()


def ask(app: Any, query: str, origin: str = "") -> tuple[int, dict[str, str], str]:
    """Ask the live server for its stream and read its first words, as a browser would."""

    async def conversation() -> tuple[int, dict[str, str], str]:
        sent: list[dict[str, Any]] = []
        enough = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await enough.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)
            if message["type"] == "http.response.body":
                enough.set()

        headers = [(b"origin", origin.encode())] if origin else []
        scope = {
            "type": "http", "method": "GET", "path": "/live/events", "raw_path": b"/live/events", "root_path": "",
            "query_string": query.encode(), "headers": headers, "http_version": "1.1", "scheme": "http",
        }  # fmt: skip
        await asyncio.wait_for(app(scope, receive, send), 5)
        answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], answered, sent[1]["body"].decode()

    return asyncio.run(conversation())


@pytest.mark.parametrize(
    ("origin", "status"),
    [("", 200), ("http://localhost:8500", 200), ("http://127.0.0.1:8600", 200), ("https://evil.example", 403)],
)
def test_the_stream_opens_for_a_ticket_from_our_own_pages(origin: str, status: int) -> None:
    app, word = stream.build(), tickets.write(OWNER, language="en")

    answered, headers, body = ask(app, f"ticket={word}", origin)

    assert answered == status
    assert headers.get("access-control-allow-origin", "") == (origin if status == 200 else "")
    assert body == (": welcome\n\n" if status == 200 else "no ticket")
    assert app.state.hub.listeners == set()


def test_the_stream_stays_shut_without_a_ticket() -> None:
    app = stream.build()

    assert ask(app, "")[0] == 403
    assert ask(app, "ticket=made-up")[0] == 403


def test_products_are_named_in_the_feed() -> None:
    from tests.makers_catalog import plain_product

    saved = products.save_products([plain_product("MUG-1", title="İznik mug")], actor=SYSTEM)
    makers.receive(saved.variants["MUG-1"], makers.make_location("KADIKOY"), 24)

    (line,) = feed.lines(watching.newest(feed.HEARD, limit=1))

    level = line.levels[0]
    assert (level.product, level.place, level.was, level.now) == ("İznik mug", "KADIKOY", 0, 24)
