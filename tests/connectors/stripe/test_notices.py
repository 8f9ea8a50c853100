"""Which webhooks are believed, and what they are about."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from arasta.connectors.stripe.notices import read_notice
from arasta.contexts.payments.ports import Call, Notice, NoticeForged

SECRET = "whsec_test"
AT = datetime.fromtimestamp(1795289767, UTC)
PAYMENT = "01936f5e-0000-7000-8000-000000000001"
KNOWN = Call(
    {"Stripe-Signature": "t=1795289767,v1=aa3b83cb94d92705e346b784c2de537bbbec8f559f52d153938d44c0d7d3d29c"},
    '{"id":820982911946154508,"email":"jon@example.com","note":"ğüşİ €"}'.encode(),
)
"""A body that Stripe's own library signed."""


def signed(event: object, *, secret: str = SECRET, at: datetime = AT) -> Call:
    body = json.dumps(event).encode()
    told = str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), f"{told}.".encode() + body, hashlib.sha256).hexdigest()
    return Call({"stripe-signature": f"t={told},v0=old,v1={digest}"}, body)


def about(**thing: object) -> dict[str, object]:
    return {"type": "anything", "data": {"object": thing}}


def test_what_their_own_library_signed_is_believed() -> None:
    assert read_notice({"webhook_secret": SECRET}, KNOWN, AT) is None


@pytest.mark.parametrize(
    ("headers", "body", "at"),
    [
        (KNOWN.headers, KNOWN.body.replace(b"jon", b"jan"), AT),
        (KNOWN.headers, KNOWN.body + b" ", AT),
        (KNOWN.headers, KNOWN.body, AT + timedelta(seconds=301)),
        (KNOWN.headers, KNOWN.body, AT - timedelta(seconds=301)),
        ({}, KNOWN.body, AT),
        ({"Stripe-Signature": "t=,v1="}, KNOWN.body, AT),
        ({"Stripe-Signature": "t=²,v1=é"}, KNOWN.body, AT),
        ({"Stripe-Signature": "t=1795289767,v1=" + "0" * 64}, KNOWN.body, AT),
        ({"Stripe-Signature": "t=1795289767"}, KNOWN.body, AT),
    ],
    ids=["byte", "space", "old", "early", "none", "empty", "letters", "zeros", "no-signature"],
)
def test_what_was_changed_or_is_old_is_forged(headers: dict[str, str], body: bytes, at: datetime) -> None:
    with pytest.raises(NoticeForged):
        read_notice({"webhook_secret": SECRET}, Call(headers, body), at)


@pytest.mark.parametrize("known", ["", "whsec_other", " , "])
def test_another_secret_believes_nothing(known: str) -> None:
    with pytest.raises(NoticeForged):
        read_notice({"webhook_secret": known}, KNOWN, AT)


def test_while_secrets_change_both_are_believed() -> None:
    assert read_notice({"webhook_secret": f"whsec_next,{SECRET}"}, KNOWN, AT) is None


def test_an_empty_secret_signs_nothing() -> None:
    with pytest.raises(NoticeForged):
        read_notice({"webhook_secret": ""}, signed({}, secret=""), AT)


@pytest.mark.parametrize(
    ("event", "notice"),
    [
        (
            about(object="payment_intent", id="pi_1", metadata={"payment_id": PAYMENT}),
            Notice(UUID(PAYMENT), "pi_1"),  # type: ignore[arg-type]
        ),
        (about(object="payment_intent", id="pi_1", metadata={"payment_id": "theirs"}), Notice(None, "pi_1")),
        (about(object="charge", id="ch_1", payment_intent="pi_2"), Notice(None, "pi_2")),
        (about(object="customer", id="cus_1"), None),
        (about(object="payment_intent", id=7), None),
        ({"data": []}, None),
        ([], None),
    ],
)
def test_a_notice_says_which_payment_it_is_about(event: object, notice: Notice | None) -> None:
    assert read_notice({"webhook_secret": SECRET}, signed(event), AT) == notice
