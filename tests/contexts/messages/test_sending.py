"""Messages are sent once, in their reader's language, and never while rows are locked."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arasta.contexts.messages.queries import book
from arasta.contexts.messages.services import sending
from arasta.contexts.messages.types import (
    MESSAGE_MOVES,
    Medium,
    MessageId,
    MessageRow,
    MessageStatus,
    MessageSum,
    MessageToSend,
    NotToBeSentAgain,
    SumWord,
    UnknownKind,
)
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.db import InsideTransaction, OutsideTransaction
from arasta.kernel.money import Money
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.contexts.messages.sending import carried, queue
from tests.statements import counted

pytestmark = pytest.mark.django_db

CONFIRMED = MessageToSend(
    kind="order_confirmed",
    subject="order:1",
    to="ayse@mail.example",
    facts={"number": "100234", "name": "Ayşe Yılmaz", "address": "Moda Caddesi 12, İstanbul"},
    rows=(MessageRow("Clay pot", "Red", Money(129900, "TRY")),),
    sums=(MessageSum(SumWord.TOTAL, Money(129900, "TRY")),),
    link="https://shop.example/order/abc",
)


def test_a_message_goes_out_once_however_often_it_is_asked_for() -> None:
    with carried() as kept:
        assert queue(CONFIRMED, CONFIRMED) == 1
        assert queue(CONFIRMED) == 0
        deliver_pending()
        deliver_pending()

    assert [(one.to, one.title) for one in kept.sent] == [("ayse@mail.example", "We have your order 100234")]
    (row,) = book.page().items
    assert (row.status, row.title, row.sent_at is not None) == (MessageStatus.SENT, "We have your order 100234", True)


@pytest.mark.parametrize(
    ("language", "title", "total"),
    [
        ("en", "We have your order 100234", "Total: ₺1,299.00"),
        ("tr", "100234 numaralı siparişiniz bize ulaştı", "Toplam: ₺1.299,00"),
        ("ru", "Мы получили ваш заказ 100234", "Итого: 1 299,00 ₺"),
        ("xx", "We have your order 100234", "Total: ₺1,299.00"),
    ],
)
def test_it_speaks_its_readers_language(language: str, title: str, total: str) -> None:
    with carried() as kept:
        queue(replace(CONFIRMED, language=language))
        deliver_pending()

    (sent,) = kept.sent
    assert sent.title == title
    assert type(sent.html) is str
    assert total in sent.text.replace("\u00a0", " ")
    assert "https://shop.example/order/abc" in sent.text
    assert 'href="https://shop.example/order/abc"' in sent.html
    assert "%(" not in sent.text + sent.html


def test_a_sentence_without_its_fact_is_left_out() -> None:
    with carried() as kept:
        queue(CONFIRMED)
        deliver_pending()

    assert "It goes to Moda Caddesi 12, İstanbul." in kept.sent[0].text
    assert "You pick it up" not in kept.sent[0].text


def test_what_a_customer_typed_stays_text() -> None:
    with carried() as kept:
        queue(replace(CONFIRMED, facts={"number": "1", "name": '<img src=x onerror="alert(1)">'}))
        deliver_pending()

    assert "<img src=x" not in kept.sent[0].html
    assert "&lt;img src=x" in kept.sent[0].html


def test_an_address_that_is_refused_is_told_and_may_be_tried_again() -> None:
    with carried() as kept:
        queue(replace(CONFIRMED, to="who@nowhere.example"))
        deliver_pending()
        (row,) = book.page().items
        assert (row.status, row.error, kept.sent) == (MessageStatus.FAILED, "550 no such mailbox", [])

        sending.send_again(row.id, actor=SYSTEM)
        with pytest.raises(NotToBeSentAgain):
            sending.send_again(row.id, actor=SYSTEM)
        deliver_pending()

    assert book.message(row.id).status is MessageStatus.FAILED


def test_a_sender_that_cannot_answer_now_is_asked_again_later() -> None:
    with carried() as kept:
        kept.is_down = True
        queue(CONFIRMED)
        deliver_pending()
        (row,) = book.page().items
        assert row.status is MessageStatus.QUEUED

        kept.is_down = False
        db.execute("UPDATE outbox_delivery SET next_attempt_at = clock_timestamp() WHERE status = 'pending'")
        deliver_pending()

    assert [one.to for one in kept.sent] == ["ayse@mail.example"]


def test_without_a_sender_it_is_withheld_and_goes_once_there_is_one() -> None:
    with carried(Medium.SMS):
        queue(CONFIRMED)
        deliver_pending()
    (row,) = book.page().items
    assert (row.status, row.error) == (MessageStatus.WITHHELD, "no_sender")

    with carried() as kept:
        sending.send_again(row.id, actor=SYSTEM)
        deliver_pending()
    assert len(kept.sent) == 1


def test_the_status_of_a_message_goes_where_its_table_leads() -> None:
    made = set()
    for before in MessageStatus:
        for wished in MessageStatus:
            is_refused = MessageStatus.FAILED in (before, wished)
            about = f"order:{before} {wished}"
            with carried():
                queue(replace(CONFIRMED, subject=about, to="who@nowhere.example" if is_refused else CONFIRMED.to))
            [key] = [one.id for one in book.page().items if one.subject == about]
            lead(key, before)
            start = book.message(key).status
            lead(key, wished)
            made.add((start, book.message(key).status))

    moves = {(before, after) for before, allowed in MESSAGE_MOVES.items() for after in allowed}
    assert made == moves | {(status, status) for status in MessageStatus}


def lead(key: MessageId, status: MessageStatus) -> None:
    """Do what leads to a status, where it may be reached."""
    if status is MessageStatus.QUEUED:
        with suppress(NotToBeSentAgain):
            sending.send_again(key, actor=SYSTEM)
    else:
        with carried(Medium.SMS if status is MessageStatus.WITHHELD else Medium.EMAIL):
            sending.send(key, at=makers.DAY)


def test_a_phone_gets_one_sentence() -> None:
    with carried(Medium.SMS) as kept:
        queue(replace(CONFIRMED, medium=Medium.SMS, to="+905321234567", language="tr"))
        deliver_pending()

    assert kept.sent[0].text == "Arasta: 100234 numaralı siparişiniz bize ulaştı. https://shop.example/order/abc"
    assert kept.sent[0].html == ""


def test_a_code_is_forgotten_once_it_was_sent() -> None:
    code = MessageToSend(
        kind="sign_in_code", subject="sign-in:1", to="a@mail.example", facts={"code": "482913", "minutes": "10"}
    )
    with carried() as kept:
        queue(code)
        deliver_pending()

    assert "482913" in kept.sent[0].text
    assert db.rows("SELECT content::text || title FROM messages_message") == [("{}",)]


def test_nothing_is_queued_outside_a_transaction_nor_sent_inside_one() -> None:
    queue(CONFIRMED)
    (row,) = book.page().items
    with carried() as kept, db.transaction(), pytest.raises(InsideTransaction):
        sending.send(row.id, at=makers.DAY)
    assert kept.sent == []


@pytest.mark.django_db(transaction=True)
def test_queueing_needs_a_transaction() -> None:
    with pytest.raises(OutsideTransaction):
        sending.queue([CONFIRMED])


def test_an_unknown_kind_and_nobodys_address() -> None:
    with pytest.raises(UnknownKind):
        queue(replace(CONFIRMED, kind="love_letter"))
    assert queue(replace(CONFIRMED, to="  ")) == 0


def test_a_hundred_cost_what_one_costs() -> None:
    many = [replace(CONFIRMED, subject=f"order:{number}") for number in range(1, 101)]
    with carried(), CaptureQueriesContext(connection) as one:
        queue(CONFIRMED)
    with carried(), CaptureQueriesContext(connection) as hundred:
        assert queue(*many) == 99

    assert counted(hundred) == counted(one) == 2
