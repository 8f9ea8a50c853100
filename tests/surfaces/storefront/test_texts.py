"""Texts reach who proved a phone and asked for them, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from pytest_django import Settings

from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.services import consents
from arasta.contexts.customers.types import ConsentToRecord, ContactChannel, Purpose
from arasta.contexts.messages.services import carriers
from arasta.contexts.messages.types import Medium, TextAccount
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.outbox.delivery import deliver_pending
from tests.contexts.messages.sending import Kept, carried
from tests.flows.telling.test_follow_on_device import make_ready
from tests.surfaces.storefront.shopping import Shop, body_of, pay, pick_up, text_of
from tests.surfaces.storefront.test_ways_in import MAIL, code_for, with_code

PHONE = "+905321112233"
SKU = "SHIRT-RED-S"


@pytest.fixture
def kept(settings: Settings) -> Iterator[Kept]:
    """Return what leaves the house; it has an account for texts."""
    settings.FIELD_KEY = Fernet.generate_key().decode()
    carriers.save_text_account(TextAccount("https://texts.example", "AC1", "Kervan", "secret"), actor=SYSTEM)
    with carried(Medium.EMAIL, Medium.SMS) as sent:
        yield sent


def with_phone(email: str = MAIL, phone: str = PHONE) -> Client:
    """Return a customer who came in by code and told a phone."""
    client = with_code(email)
    said = {"name": "Ayşe Yılmaz", "email": email, "phone": phone, "language": "en"}
    assert client.post("/account/profile", said).status_code == 302
    return client


def texted(kept: Kept) -> list[tuple[str, str]]:
    deliver_pending()
    return [(one.to, one.text) for one in kept.sent if one.medium is Medium.SMS]


def turn_on(client: Client, kept: Kept) -> None:
    assert client.post("/account/texts/ask").status_code == 302
    code = texted(kept)[-1][1][:6]
    assert client.post("/account/texts", {"code": code}).status_code == 302
    kept.sent.clear()


def ordered(shop: Shop, client: Client) -> UUID:
    shop.stock(SKU, kadikoy=2)
    client.post("/cart/add", {"variant": shop.word(SKU), "quantity": 1})
    assert pick_up(client, shop.kadikoy).status_code == 302
    pay(client)
    deliver_pending()
    return shop.orders()[0].row.id


def words() -> list[tuple[str, str, bool, str]]:
    return db.rows(
        "SELECT contact, channel, is_given, text_version FROM customers_consent WHERE purpose = 'order_texts' ORDER BY id"
    )


def test_who_proved_a_phone_is_texted_that_the_order_is_ready(shop: Shop, kept: Kept) -> None:
    client = with_phone()
    assert "A code sent to +90 532 111 22 33 shows first that the phone is yours." in text_of(
        client.get("/account/consents")
    )
    client.post("/account/texts/ask")
    ((to, said),) = texted(kept)
    assert (to, said[6:]) == (PHONE, " is your code for text messages from web. Tell it to nobody.")
    assert "We texted six digits to +90 532 111 22 33." in text_of(client.get("/account/consents"))
    client.post("/account/texts", {"code": f"{said[:3]} {said[3:6]}"})
    assert words() == [(PHONE, "sms", True, "order-texts-1")]
    assert "We text to +90 532 111 22 33" in text_of(client.get("/account/consents"))
    kept.sent.clear()

    order = ordered(shop, client)
    make_ready(shop.orders()[0])

    ((to, said),) = texted(kept)
    assert to == PHONE
    assert said.startswith(f"web: order {shop.orders()[0].row.number} is ready at Kervan Kadıköy. http")
    assert said.endswith("/pickup")
    ready = db.rows("SELECT medium, status FROM messages_message WHERE kind = 'order_ready' ORDER BY medium")
    assert ready == [("email", "sent"), ("sms", "sent")]
    assert order == shop.orders()[0].row.id


def test_a_wrong_code_proves_nothing_and_nor_does_anothers(shop: Shop, kept: Kept) -> None:
    mine, other = with_phone(), with_phone("zeynep@mail.example", "+905329998877")
    mine.post("/account/texts/ask")
    code = texted(kept)[-1][1][:6]

    wrong = mine.post("/account/texts", {"code": "000000" if code != "000000" else "111111"}, follow=True)
    stranger = other.post("/account/texts", {"code": code}, follow=True)

    assert "This code is not right, or its time is over." in body_of(wrong)
    assert "This code is not right, or its time is over." in body_of(stranger)
    assert words() == []


def test_a_changed_phone_must_be_proved_anew(shop: Shop, kept: Kept) -> None:
    client = with_phone()
    turn_on(client, kept)
    client.post("/account/profile", {"name": "Ayşe", "email": MAIL, "phone": "+905321110000", "language": "en"})

    ordered(shop, client)
    make_ready(shop.orders()[0])

    assert texted(kept) == []


@pytest.mark.parametrize("by", ["customer", "office"])
def test_who_turned_it_off_is_not_texted(shop: Shop, kept: Kept, by: str) -> None:
    client = with_phone()
    turn_on(client, kept)
    if by == "customer":
        assert client.post("/account/texts/off").status_code == 302
    else:
        no = ConsentToRecord(PHONE, ContactChannel.SMS, Purpose.ORDER_TEXTS, False, "office")
        consents.record([no], actor=SYSTEM)

    ordered(shop, client)
    make_ready(shop.orders()[0])

    assert texted(kept) == []
    assert [row[2] for row in words()] == [True, False]


def test_the_sign_in_code_goes_to_the_phone_beside_the_email_and_nobody_sees_to_whom(shop: Shop, kept: Kept) -> None:
    turn_on(with_phone(), kept)

    code, stranger = code_for(Client()), Client()
    code_for(stranger, "nobody@mail.example")

    assert texted(kept) == [(PHONE, f"{code} is your code for web. Tell it to nobody.")]
    assert [one.to for one in kept.sent if one.medium is Medium.EMAIL] == [MAIL, "nobody@mail.example"]
    told = "Who asked for text messages gets them on the phone, too."
    assert told in text_of(stranger.get("/account/code"))


def test_an_email_that_nobody_proved_has_no_phone_for_its_codes(shop: Shop, kept: Kept) -> None:
    turn_on(with_phone(), kept)
    db.execute("UPDATE customers_customer SET email_proven_at = NULL WHERE email = %s", [MAIL])

    assert customers.phone_for_codes(MAIL) == ""


def test_without_a_phone_or_an_account_at_a_gateway_nothing_is_offered(shop: Shop, kept: Kept) -> None:
    client = with_code()
    assert "add your phone to your details first" in text_of(client.get("/account/consents"))
    assert "Add your phone to your details first." in body_of(client.post("/account/texts/ask", follow=True))

    carriers.drop_text_account(actor=SYSTEM)
    assert "Text messages" not in text_of(client.get("/account/consents"))
    refused = client.post("/account/texts/ask", follow=True)
    assert "This house sends no text messages yet." in body_of(refused)
    assert texted(kept) == []
    assert Client().post("/account/texts/ask")["Location"].startswith("/account/sign-in")
