"""The demo's mailbox gets what is sent, once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from arasta.connectors.mailbox.connector import MailboxSender
from arasta.contexts.messages.ports import RefusedForGood
from arasta.contexts.messages.types import Medium, MessageId
from arasta.kernel.ids import new_id
from tests.connectors.smtp.test_smtp import LETTER
from tests.twins.makers import ORIGIN, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "twins")


@pytest.fixture
def sender(world: World) -> MailboxSender:
    def answer(request: httpx.Request) -> httpx.Response:
        said = world.call(request.method, request.url.path, content=request.content)
        return httpx.Response(said.status_code, content=said.content)

    return MailboxSender(lambda: httpx.Client(base_url=f"{ORIGIN}/mailbox", transport=httpx.MockTransport(answer)))


def test_a_letter_that_is_sent_twice_lies_there_once(world: World, sender: MailboxSender) -> None:
    sender.send(LETTER)
    sender.send(LETTER)
    sender.send(replace(LETTER, id=MessageId(new_id()), medium=Medium.SMS, html=""))

    assert world.call("GET", "/mailbox/").text.count(f"{LETTER.title}</a>") == 2


def test_what_the_mailbox_cannot_read_is_refused_for_good(sender: MailboxSender) -> None:
    with pytest.raises(RefusedForGood):
        sender.send(replace(LETTER, text="x" * 600_000))


def test_a_mailbox_that_does_not_answer_is_asked_again() -> None:
    nowhere = MailboxSender(lambda: httpx.Client(base_url="http://127.0.0.1:1/mailbox"))
    with pytest.raises(httpx.HTTPError):
        nowhere.send(LETTER)
