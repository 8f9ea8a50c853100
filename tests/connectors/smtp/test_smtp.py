"""Letters reach a real mail server, and its refusals are told apart."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import override_settings

from arasta.config import mail
from arasta.connectors.smtp.connector import SmtpSender
from arasta.contexts.messages.ports import Outgoing, RefusedForGood
from arasta.contexts.messages.types import Medium, MessageId
from arasta.kernel import db
from arasta.kernel.db import InsideTransaction
from arasta.kernel.ids import new_id, to_public
from tests.connectors.smtp.server import MailServer, mail_server

LETTER = Outgoing(
    id=MessageId(new_id()),
    medium=Medium.EMAIL,
    to="ayse@mail.example",
    title="100234 numaralı siparişin yolda — İstanbul",
    text="Merhaba Ayşe",
    html="<p>Merhaba <b>Ayşe</b></p>",
    sender_name="Kervan Çömlek, Kadıköy",
    language="tr",
)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        where = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": running.port, "DEFAULT_FROM_EMAIL": "shop@kervan.example"}
        with override_settings(**where, EMAIL_USE_TLS=False, EMAIL_USE_SSL=False):
            yield running


def test_a_letter_arrives_plain_and_dressed(server: MailServer) -> None:
    SmtpSender().send(LETTER)

    (letter,) = server.kept
    assert letter["Subject"].strip() == LETTER.title
    assert letter["From"].addresses[0].display_name == "Kervan Çömlek, Kadıköy"
    assert letter["From"].addresses[0].addr_spec == "shop@kervan.example"
    assert letter["To"] == "ayse@mail.example"
    assert letter["Message-ID"] == f"<{to_public('msg', LETTER.id)}@kervan.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    plain, dressed = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain
    assert dressed
    assert plain.get_content().strip() == "Merhaba Ayşe"
    assert dressed.get_content().strip() == "<p>Merhaba <b>Ayşe</b></p>"


@pytest.mark.parametrize("to", ["gone@mail.example", "two\r\nBcc: x@y.example"])
def test_an_address_that_is_none_is_refused_for_good(server: MailServer, to: str) -> None:
    server.refusals["gone@mail.example"] = "550 no such mailbox"

    with pytest.raises(RefusedForGood):
        SmtpSender().send(replace(LETTER, to=to))

    assert server.kept == []


def test_a_full_mailbox_is_tried_again(server: MailServer) -> None:
    server.refusals["ayse@mail.example"] = "452 full"

    with pytest.raises(smtplib.SMTPRecipientsRefused):
        SmtpSender().send(LETTER)


@pytest.mark.django_db(transaction=True)
def test_no_letter_leaves_inside_a_transaction(server: MailServer) -> None:
    with db.transaction(), pytest.raises(InsideTransaction):
        SmtpSender().send(LETTER)


def test_one_address_says_all_about_a_mail_server() -> None:
    assert mail.read("").host == ""
    assert mail.read("smtp://shop:p%40ss@mx.example:587") == mail.MailServer(
        "mx.example", 587, "shop", "p@ss", is_secret=False, becomes_secret=True
    )
    assert mail.read("smtps://mx.example") == mail.MailServer("mx.example", 465, is_secret=True)
    with pytest.raises(ValueError, match="ARASTA_SMTP_URL"):
        mail.read("https://mx.example")
