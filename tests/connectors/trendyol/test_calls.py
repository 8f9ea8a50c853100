"""The marketplace's calls prove themselves by a key, and are only a reason to read."""

from __future__ import annotations

import json
from collections.abc import Sequence

import httpx
import pytest

from arasta.connectors.trendyol.calling import key_of
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import Stream, Trouble
from arasta.contexts.channels.types.inbound import RawRequest, Refusal, Refused, Verified
from tests.connectors.trendyol.bench import SECRETS, Bench
from tests.twins.makers import order, stocked

ADDRESS = "https://shop.example/webhooks/7"


def called(bench: Bench) -> Sequence[RawRequest]:
    """Let the marketplace make its calls."""
    before = len(bench.world.received)
    bench.world.control("POST", "/pump", json={})
    return [
        RawRequest(headers={name.lower(): value for name, value in call.headers.items()}, body=call.read())
        for call in bench.world.received[before:]
    ]


def subscribe(bench: Bench) -> tuple[str, ...]:
    return bench.run(bench.connector.subscribe(ADDRESS)).external_ids


def test_a_call_says_which_order_to_read_and_brings_no_document(bench: Bench) -> None:
    subscribe(bench)
    stocked(bench.world, 5)
    number = str(order(bench.world, 2)["orderNumber"])

    [call] = called(bench)
    judged = bench.connector.verify(call, secrets=[SECRETS], now=bench.now)

    assert isinstance(judged, Verified)
    [hint] = bench.connector.hints(judged)
    assert (hint.stream, hint.external_id, hint.document) == (Stream.ORDERS, number, "")
    assert hint.version == json.loads(call.body)["content"][0]["lastModifiedDate"]


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({}, Refusal.NO_SIGNATURE),
        ({"x-api-key": "guessed"}, Refusal.WRONG_SIGNATURE),
        ({"authorization": "Basic Z3Vlc3NlZDp3b3Jk"}, Refusal.NO_SIGNATURE),
    ],
)
def test_who_brings_no_key_of_ours_is_refused(bench: Bench, headers: dict[str, str], why: Refusal) -> None:
    call = RawRequest(headers=headers, body=b'{"content":[]}')

    assert bench.connector.verify(call, secrets=[SECRETS], now=bench.now) == Refused(why)


def test_the_key_changes_with_the_secret_and_both_hold_meanwhile(bench: Bench) -> None:
    newer = {**SECRETS, "api_secret": "newer"}
    call = RawRequest(headers={"x-api-key": key_of(SECRETS)}, body=b"{}")

    assert key_of(newer) != key_of(SECRETS)
    assert isinstance(bench.connector.verify(call, secrets=[newer, SECRETS], now=bench.now), Verified)
    assert bench.connector.verify(call, secrets=[newer], now=bench.now) == Refused(Refusal.WRONG_SIGNATURE)


def test_what_says_nothing_gives_no_hint(bench: Bench) -> None:
    bodies = [b"no JSON", b"[]", b'{"content":[{"orderNumber":7}]}', b'{"content":[]}']

    assert [list(bench.connector.hints(Verified(delivery_id="1", topic="packages", body=body))) for body in bodies] == [
        [],
        [],
        [],
        [],
    ]


def test_a_silent_subscription_is_woken_and_not_doubled(bench: Bench) -> None:
    first = subscribe(bench)
    bench.world.receiver = lambda request: httpx.Response(500)
    stocked(bench.world, 50)
    for _ in range(13):
        order(bench.world)
        called(bench)
        bench.world.wait(minutes=6)
    asleep = bench.world.control("GET", "/state")["webhooks"]
    bench.world.receiver = lambda request: httpx.Response(200)

    again = subscribe(bench)

    awake = bench.world.control("GET", "/state")["webhooks"]
    assert ([one["active"] for one in asleep], [one["active"] for one in awake]) == ([False], [True])
    assert first == again
    assert called(bench)


def test_a_connection_says_which_seller_answered(bench: Bench) -> None:
    found = bench.run(bench.connector.introduce())

    assert (found.account, found.currency, found.country) == ("1234", "TRY", "TR")


def test_a_connection_with_wrong_keys_says_so(bench: Bench) -> None:
    bench.world.fault("token_revoked", times=1)

    with pytest.raises(ChannelTrouble) as caught:
        bench.run(bench.connector.introduce())

    assert caught.value.trouble is Trouble.AUTH


def test_a_set_without_the_secret_vouches_for_nothing(bench: Bench) -> None:
    anybody = RawRequest(headers={"x-api-key": key_of({})}, body=b'{"content": []}')

    judged = bench.connector.verify(anybody, secrets=[{}, {"api_key": "k"}, SECRETS], now=bench.now)

    assert judged == Refused(Refusal.WRONG_SIGNATURE)
