"""A push can be read by its device alone, says who sends it, and is never carried into our own house."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import httpx
import msgspec
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from arasta.connectors.webpush.connector import WebPushSender
from arasta.connectors.webpush.introducing import introduce
from arasta.connectors.webpush.secrecy import encrypt
from arasta.contexts.messages.ports import DeviceGone, Outgoing, RefusedForGood
from arasta.contexts.messages.types import Medium, MessageId
from arasta.kernel.http import outbound
from arasta.kernel.ids import new_id, to_public
from tests.connectors.webpush.browser import SERVICE, Browser, key_of, read, write

SECRET = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
THROUGH = {"public_key": write(key_of(SECRET).point), "private_key": SECRET}


def push(browser: Browser) -> Outgoing:
    return Outgoing(
        id=MessageId(new_id()),
        medium=Medium.PUSH,
        to="device",
        title="Order 100234 is ready",
        text="Ayşe, your order waits for you.",
        html="",
        sender_name="Kervan",
        language="en",
        link="https://shop.example/order/abc",
        through=THROUGH,
        device=browser.device,
    )


def test_the_example_of_the_standard_comes_out_to_the_letter() -> None:
    browser = Browser()
    body = encrypt(
        b"When I grow up, I want to be a watermelon",
        device_key=browser.key.point,
        auth=browser.auth,
        own=key_of(SECRET).private,
        salt=read("DGv6ra1nlYgDCS1FRnbzlw"),
    )

    assert write(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIg"
        "Dll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj"
        "_Qulcy4a-fN"
    )


def test_the_device_reads_what_was_sent_and_no_other_does() -> None:
    browser = Browser()
    message = push(browser)
    WebPushSender(browser.client).send(message)
    WebPushSender(browser.client).send(message)

    told = {
        "title": "Order 100234 is ready",
        "text": "Ayşe, your order waits for you.",
        "language": "en",
        "tag": to_public("msg", message.id),
        "link": "https://shop.example/order/abc",
    }
    assert browser.shown() == [told, told]
    first, second = browser.got
    assert first.content != second.content
    assert str(first.url) == browser.endpoint
    assert (first.headers["content-encoding"], first.headers["ttl"]) == ("aes128gcm", "86400")
    with pytest.raises(InvalidTag):
        Browser(key=key_of("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")).decrypt(first.content)
    with pytest.raises(InvalidTag):
        Browser(auth=bytes(16)).decrypt(first.content)


def test_it_says_who_sends_it_under_a_signature() -> None:
    at = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    said = introduce(SERVICE, **THROUGH, contact="mailto:shop@kervan.example", at=at)

    scheme, token, key = said.replace(",", "").split(" ")
    head, claims, signature = token.removeprefix("t=").split(".")
    assert (scheme, key) == ("vapid", f"k={THROUGH['public_key']}")
    assert msgspec.json.decode(read(head)) == {"typ": "JWT", "alg": "ES256"}
    assert msgspec.json.decode(read(claims)) == {
        "aud": SERVICE,
        "exp": int(at.timestamp()) + 12 * 60 * 60,
        "sub": "mailto:shop@kervan.example",
    }
    numbers = [int.from_bytes(part, "big") for part in (read(signature)[:32], read(signature)[32:])]
    key_of(SECRET).private.public_key().verify(
        encode_dss_signature(*numbers), f"{head}.{claims}".encode(), ec.ECDSA(SHA256())
    )


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (404, DeviceGone),
        (410, DeviceGone),
        (400, RefusedForGood),
        (403, RefusedForGood),
        (413, RefusedForGood),
        (408, httpx.HTTPStatusError),
        (429, httpx.HTTPStatusError),
        (503, httpx.HTTPStatusError),
        (302, httpx.HTTPStatusError),
    ],
)
def test_what_the_service_answers_is_told_apart(status: int, trouble: type[Exception]) -> None:
    browser = Browser(answers=status)
    with pytest.raises(trouble) as raised:
        WebPushSender(browser.client).send(push(browser))
    assert type(raised.value) is trouble


@pytest.mark.parametrize("address", ["https://127.0.0.1/p", "https://10.0.0.5/p", "https://[::1]/p"])
def test_our_own_house_is_never_called(address: str) -> None:
    browser = Browser()
    inside = replace(push(browser), device=replace(browser.device, endpoint=address))
    with pytest.raises(DeviceGone):
        WebPushSender(outbound.guarded).send(inside)


def test_a_service_that_no_name_server_knows_is_asked_again() -> None:
    browser = Browser()
    elsewhere = replace(push(browser), device=replace(browser.device, endpoint="https://push.invalid/p"))
    with pytest.raises(httpx.ConnectError):
        WebPushSender(outbound.guarded).send(elsewhere)


def test_a_device_without_a_key_on_the_curve_is_none() -> None:
    browser = Browser()
    broken = replace(browser.device, public_key=write(b"\x04" + bytes(64)))
    with pytest.raises(DeviceGone):
        WebPushSender(browser.client).send(replace(push(browser), device=broken))
    with pytest.raises(DeviceGone):
        WebPushSender(browser.client).send(replace(push(browser), device=None))


def test_what_is_too_long_for_a_push_is_refused() -> None:
    browser = Browser()
    with pytest.raises(RefusedForGood):
        WebPushSender(browser.client).send(replace(push(browser), link="https://shop.example/" + "x" * 4000))
