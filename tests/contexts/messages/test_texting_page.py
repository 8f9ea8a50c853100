"""The office's page of the account for text messages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from pytest_django import Settings

from arasta.contexts.identity.types import Role
from arasta.contexts.messages.queries import carriers
from arasta.contexts.messages.types import Medium, TextAccount
from arasta.kernel import db
from arasta.kernel.outbox.delivery import deliver_pending
from tests.contexts.identity.making import make_staff, signed_in
from tests.contexts.messages.sending import Kept, carried

pytestmark = pytest.mark.django_db

PAGE = "/office/text-messages"
KEYS = {"address": "https://api.twilio.com/", "account": "AC1", "token": "very-secret", "sender": "+905000000001"}
SAVED = TextAccount("https://api.twilio.com", "AC1", "+905000000001")


@pytest.fixture
def kept(settings: Settings) -> Iterator[Kept]:
    settings.FIELD_KEY = Fernet.generate_key().decode()
    with carried(Medium.SMS) as sent:
        yield sent


@pytest.fixture
def owner(client: Client) -> Client:
    make_staff("owner@example.com")
    return signed_in(client, "owner@example.com")


def test_the_token_is_sealed_never_shown_and_kept_when_it_is_not_typed(owner: Client, kept: Kept) -> None:
    assert owner.post(PAGE, KEYS).status_code == 302
    assert owner.post(PAGE, {**KEYS, "token": "", "sender": "Kervan"}).status_code == 302

    assert carriers.opened(Medium.SMS) == {**KEYS, "address": "https://api.twilio.com", "sender": "Kervan"}
    assert "very-secret" not in owner.get(PAGE).content.decode()
    assert db.rows("SELECT settings::text || sealed LIKE '%%very-secret%%' FROM messages_carrier") == [(False,)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"address": "http://api.twilio.com"},
        {"address": "ftp://x"},
        {"account": " "},
        {"token": ""},
        {"sender": ""},
        {"sender": "x" * 301},
    ],
    ids=["open", "other_scheme", "no_account", "no_token", "no_sender", "long"],
)
def test_what_is_no_account_is_not_saved(owner: Client, kept: Kept, wrong: dict[str, str]) -> None:
    assert owner.post(PAGE, {**KEYS, **wrong}).status_code == 422
    assert carriers.text_account() is None


def test_a_text_to_try_shows_what_became_of_it(owner: Client, kept: Kept) -> None:
    owner.post(PAGE, KEYS)
    assert owner.post(f"{PAGE}/try", {"phone": "0532"}).status_code == 422
    assert owner.post(f"{PAGE}/try", {"phone": "+905321234567"}).status_code == 302
    deliver_pending()

    (sent,) = kept.sent
    assert (sent.to, sent.text.startswith("Arasta: text messages work (")) == ("+905321234567", True)
    assert "Sent" in owner.get(PAGE).content.decode()


def test_a_refusal_is_shown_with_its_reason(owner: Client, kept: Kept) -> None:
    owner.post(PAGE, KEYS)
    owner.post(f"{PAGE}/try", {"phone": "+905321234567"})
    db.execute(
        "UPDATE messages_message SET status = 'failed', error = '21610 Attempt to send to unsubscribed recipient'"
    )

    page = owner.get(PAGE).content.decode()
    assert all(word in page for word in ("Refused last", "21610 Attempt to send to unsubscribed recipient"))


def test_it_can_be_stopped(owner: Client, kept: Kept) -> None:
    owner.post(PAGE, KEYS)
    assert carriers.text_account() == SAVED
    assert owner.post(f"{PAGE}/stop").status_code == 302
    assert (carriers.text_account(), db.rows("SELECT 1 FROM messages_carrier")) == (None, [])


def test_only_who_sets_up_channels_may(client: Client, kept: Kept) -> None:
    make_staff("till@example.com", role=Role.ASSOCIATE)
    signed_in(client, "till@example.com")
    assert [client.get(PAGE).status_code, client.post(PAGE, KEYS).status_code] == [403, 403]
    assert carriers.text_account() is None
