"""Texts leave by the gateway once, whatever the line does: the real sender against the twin, through the outbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.fernet import Fernet
from pytest_django import Settings

from arasta.connectors.twilio.connector import TextSender
from arasta.contexts.messages import ports
from arasta.contexts.messages.services import carriers, sending
from arasta.contexts.messages.types import Medium, MessageToSend, TextAccount
from arasta.kernel import clock, db
from arasta.kernel.access import SYSTEM
from arasta.kernel.http import outbound
from arasta.kernel.outbox.delivery import deliver_pending
from arasta.twins.twilio.api import STOPPED
from arasta.twins.twilio.types import ACCOUNT, TOKEN
from tests.contexts.messages.sending import carried, queue
from tests.twins.makers import ORIGIN, World

pytestmark = pytest.mark.django_db

PHONE = "+905321234567"
READY = MessageToSend(
    kind="order_ready",
    subject="order:1",
    to=PHONE,
    medium=Medium.SMS,
    facts={"number": "100234", "place": "Kervan Kadıköy"},
    link="https://shop.example/order/abc",
)
SAID = "Arasta: order 100234 is ready at Kervan Kadıköy. https://shop.example/order/abc"


@pytest.fixture
def world(tmp_path: Path, settings: Settings) -> Iterator[World]:
    """The twin; our account there; the real sender on a line to it."""
    settings.FIELD_KEY, settings.TWINS_URL = Fernet.generate_key().decode(), ORIGIN
    there = World(tmp_path / "twins")
    there.time = clock.now()
    set_up()
    with carried():
        ports.register_sender(Medium.SMS, TextSender(lambda: line(there)))
        yield there


def set_up(**changes: str) -> None:
    account = TextAccount(f"{ORIGIN}/twilio", ACCOUNT, "+905000000001", TOKEN)
    carriers.save_text_account(replace(account, **changes), actor=SYSTEM)


def line(world: World) -> httpx.Client:
    """A line on which an answer that comes too late is a time-out."""

    def answer(request: httpx.Request) -> httpx.Response:
        late = len(world.slept)
        url = request.url.raw_path.decode()
        said = world.call(request.method, url, content=request.content, headers=dict(request.headers))
        if len(world.slept) > late:
            raise httpx.ReadTimeout("too late", request=request)
        return httpx.Response(said.status_code, content=said.content, request=request)

    return httpx.Client(transport=httpx.MockTransport(answer))


def fail(world: World, fault: str) -> None:
    done = world.call("PUT", "/twilio/control/faults", json={"faults": {fault: {"percent": 100, "times": 1}}})
    assert done.status_code == 200


def phones(world: World) -> list[tuple[str, str, str]]:
    """Return what phones got: phone, sender, words."""
    told: dict[str, Any] = world.call("GET", "/twilio/control/texts").json()
    return [(one["address"], one["sender"], one["body"]) for one in told["texts"]]


def calls(world: World) -> list[str]:
    """Return what the gateway was asked, the first first."""
    told = world.call("GET", "/twilio/control/log").json()
    return [f"{one['method']} {one['status']}" for one in reversed(told["requests"])]


def outcome() -> tuple[str, str, bool]:
    ((status, error, was_tried),) = db.rows("SELECT status, error, was_tried FROM messages_message")
    return status, error, was_tried


def try_again() -> None:
    db.execute("UPDATE outbox_delivery SET next_attempt_at = clock_timestamp() WHERE status = 'pending'")
    deliver_pending()


def test_a_text_says_the_short_words_and_leaves_once(world: World) -> None:
    queue(READY)
    deliver_pending()
    deliver_pending()

    assert phones(world) == [(PHONE, "+905000000001", SAID)]
    assert outcome() == ("sent", "", False)


def test_it_is_written_in_its_readers_language_and_may_leave_by_a_service_of_numbers(world: World) -> None:
    set_up(sender="MG123", token="")

    queue(replace(READY, language="tr"))
    deliver_pending()

    assert phones(world) == [
        (
            PHONE,
            "MG123",
            "Arasta: 100234 numaralı siparişiniz hazır, Kervan Kadıköy. https://shop.example/order/abc",
        )
    ]


@pytest.mark.parametrize(
    ("fault", "asked"),
    [
        ("rate_limited", ["POST 429", "GET 200", "POST 201"]),
        ("rate_limited_bare", ["POST 429", "GET 200", "POST 201"]),
        ("error_after_write", ["POST 500", "GET 200"]),
        ("late_answer", ["POST 201", "GET 200"]),
    ],
)
def test_after_trouble_the_gateway_is_asked_first_what_it_has(world: World, fault: str, asked: list[str]) -> None:
    fail(world, fault)
    queue(READY)
    deliver_pending()
    assert outcome() == ("queued", "", True)

    try_again()

    assert phones(world) == [(PHONE, "+905000000001", SAID)]
    assert calls(world) == asked
    assert outcome() == ("sent", "", False)


def test_as_long_as_nobody_can_say_what_is_there_nothing_is_sent_again(world: World) -> None:
    fail(world, "late_answer")
    queue(READY)
    deliver_pending()
    fail(world, "rate_limited")
    try_again()
    assert outcome() == ("queued", "", True)

    try_again()

    assert calls(world) == ["POST 201", "GET 429", "GET 200"]
    assert len(phones(world)) == 1


def test_the_same_words_of_an_hour_ago_are_not_taken_for_it(world: World) -> None:
    world.wait(hours=-1)
    queue(READY)
    deliver_pending()
    world.wait(hours=1)
    fail(world, "rate_limited")
    queue(replace(READY, part="again"))
    deliver_pending()

    try_again()

    assert len(phones(world)) == 2


@pytest.mark.parametrize(
    ("phone", "error"),
    [
        ("05321234567", "21211 Invalid 'To' Phone Number: 0532123XXXX"),
        (STOPPED, "21610 Attempt to send to unsubscribed recipient"),
    ],
    ids=["no_phone", "said_stop"],
)
def test_what_the_gateway_refuses_is_refused_for_good(world: World, phone: str, error: str) -> None:
    queue(replace(READY, to=phone))
    deliver_pending()

    assert outcome() == ("failed", error, False)
    assert phones(world) == []


def test_a_wrong_key_is_told_and_a_right_one_sends_it_again(world: World) -> None:
    set_up(token="stolen")
    queue(READY)
    deliver_pending()
    assert outcome() == ("failed", "20003 Authenticate", False)

    set_up()
    ((message,),) = db.rows("SELECT id FROM messages_message")
    sending.send_again(message, actor=SYSTEM)
    deliver_pending()

    assert (len(phones(world)), outcome()[0]) == (1, "sent")


def test_without_an_account_nothing_leaves(world: World) -> None:
    carriers.drop_text_account(actor=SYSTEM)
    queue(READY)
    deliver_pending()

    assert (outcome(), calls(world)) == (("failed", "no_text_account", False), [])


def test_a_gateway_inside_our_own_house_is_never_called(world: World, settings: Settings) -> None:
    set_up(address="https://127.0.0.1:1")
    ports.register_sender(Medium.SMS, TextSender(outbound.guarded))
    queue(READY)
    deliver_pending()

    assert outcome() == ("failed", "text_gateway_not_called", False)
