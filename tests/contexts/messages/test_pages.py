"""Messages on screens."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from arasta.contexts.messages.queries import book
from arasta.kernel.ids import new_id, to_public
from arasta.kernel.outbox.delivery import deliver_pending
from tests.contexts.identity.making import make_staff, signed_in
from tests.contexts.messages.sending import carried, queue
from tests.contexts.messages.test_sending import CONFIRMED

pytestmark = pytest.mark.django_db


def test_staff_read_what_was_written_and_send_it_again(client: Client) -> None:
    order = new_id()
    with carried():
        queue(replace(CONFIRMED, subject=f"order:{order}", to="who@nowhere.example"))
        deliver_pending()
    make_staff("owner@example.com")
    signed_in(client, "owner@example.com")
    (row,) = book.page().items
    key = to_public("msg", row.id)

    listed = client.get("/office/messages?status=failed&kind=order_confirmed").content.decode()
    assert "We have your order 100234" in listed
    assert "We have your order" not in client.get("/office/messages?status=sent").content.decode()
    assert key in client.get(f"/office/messages?q={to_public('ord', order)}").content.decode()

    page = client.get(f"/office/messages/{key}").content.decode()
    assert all(word in page for word in ("550 no such mailbox", "Moda Caddesi 12", to_public("ord", order)))
    panel = client.get(f"/office/messages/about-order/{to_public('ord', order)}").content.decode()
    assert "who@nowhere.example" in panel

    with carried() as kept:
        kept.is_down = True
        assert client.post(f"/office/messages/{key}/again").status_code == 302
        assert client.post(f"/office/messages/{key}/again").status_code == 409


def test_a_letter_is_shown_as_its_reader_sees_it_and_runs_nothing(client: Client) -> None:
    queue(replace(CONFIRMED, language="ru"))
    make_staff("owner@example.com")
    signed_in(client, "owner@example.com")

    letter = client.get(f"/office/messages/{to_public('msg', book.page().items[0].id)}/as-seen")

    assert 'lang="ru"' in letter.content.decode()
    assert "Мы получили ваш заказ 100234" in letter.content.decode()
    assert "style-src 'unsafe-inline'" in letter["Content-Security-Policy"]
    assert "script-src 'none'" in letter["Content-Security-Policy"]


def test_a_broken_cursor_and_a_foreign_id(client: Client) -> None:
    make_staff("owner@example.com")
    signed_in(client, "owner@example.com")

    assert client.get("/office/messages?after=nonsense").status_code == 422
    assert client.get("/office/messages/msg_nothing").status_code == 404
    assert client.get(f"/office/messages/{to_public('msg', new_id())}").status_code == 404
