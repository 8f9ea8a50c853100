"""A channel's call is believed only if it is the channel's own, byte for byte, and lately written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from arasta.contexts.channels.types import Stream
from arasta.contexts.channels.types.inbound import RawRequest, Refused, Verified
from arasta.twins.faults import Fault
from tests.connectors.suite import needs
from tests.connectors.suite.bench import Bench
from tests.connectors.suite.rig import Bought

ADDRESS = "https://shop.example/webhooks/1"
NEVER_SIGNED = ("host", "content-type", "content-length", "accept", "user-agent", "connection", "accept-encoding")


class Ringing:
    """A channel that called us about an order."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        subscribed = bench.run(bench.connector.subscribe(ADDRESS))
        again = bench.run(bench.connector.subscribe(ADDRESS))
        self.is_subscribed_once = sorted(subscribed.external_ids) == sorted(again.external_ids)
        own = {"webhook_secret": subscribed.secret} if subscribed.secret else {}
        self.secrets: Mapping[str, str] = {**bench.rig.account.secrets, **own}
        [goods] = bench.rig.offer("CEZVE-1", units=5)
        self.bought: Bought = bench.rig.buy(goods, 2)
        self.calls = bench.rig.called()

    def judge(self, call: RawRequest, *, later: timedelta = timedelta(0)) -> Verified | Refused:
        return self.bench.connector.verify(call, secrets=[self.secrets], now=self.bench.rig.now + later)


@pytest.fixture
def ringing(bench: Bench) -> Ringing:
    needs.webhooks(bench)
    needs.stream(bench, Stream.ORDERS)
    return Ringing(bench)


def about_orders(ringing: Ringing) -> list[RawRequest]:
    """Return the calls that hint at the order."""
    return [call for call in ringing.calls if _ids(ringing, call)]


def _ids(ringing: Ringing, call: RawRequest) -> list[str]:
    judged = ringing.judge(call)
    assert isinstance(judged, Verified)
    return [hint.external_id for hint in ringing.bench.connector.hints(judged) if hint.stream is Stream.ORDERS]


def test_it_is_subscribed_once_and_says_which_order_changed(ringing: Ringing) -> None:
    calls = about_orders(ringing)

    assert ringing.is_subscribed_once
    assert {external for call in calls for external in _ids(ringing, call)} == {ringing.bought.order_id}


def test_a_repetition_bears_the_same_id(ringing: Ringing) -> None:
    first, second = ringing.judge(ringing.calls[0]), ringing.judge(ringing.calls[0])

    assert isinstance(first, Verified)
    assert isinstance(second, Verified)
    assert first.delivery_id == second.delivery_id != ""


def test_an_older_set_of_secrets_holds_during_a_rotation(ringing: Ringing) -> None:
    other = dict.fromkeys(ringing.secrets, "another secret")

    both = ringing.bench.connector.verify(ringing.calls[0], secrets=[other, ringing.secrets], now=ringing.bench.rig.now)
    none = ringing.bench.connector.verify(ringing.calls[0], secrets=[other], now=ringing.bench.rig.now)

    assert isinstance(both, Verified)
    assert isinstance(none, Refused)


def test_without_its_proof_a_call_is_refused(ringing: Ringing) -> None:
    call = ringing.calls[0]
    bare = {name: value for name, value in call.headers.items() if name in NEVER_SIGNED}

    assert isinstance(ringing.judge(replace(call, headers=bare, query={})), Refused)


def test_a_flipped_byte_is_noticed(ringing: Ringing) -> None:
    _needs_signature(ringing)
    call = ringing.calls[0]
    flipped = call.body[:-2] + bytes([call.body[-2] ^ 1]) + call.body[-1:]

    assert isinstance(ringing.judge(replace(call, body=flipped)), Refused)


def test_what_somebody_else_sends_beside_each_call_is_refused(ringing: Ringing) -> None:
    rig = ringing.bench.rig
    rig.break_down(Fault.FORGED_WEBHOOK, times=1)
    rig.cancel(ringing.bought)

    judged = [ringing.judge(call) for call in rig.called()]

    assert [isinstance(one, Refused) for one in judged].count(True) == 1
    assert isinstance(judged[0], Verified)


def test_json_that_was_written_anew_is_noticed(ringing: Ringing) -> None:
    _needs_signature(ringing)
    call = ringing.calls[0]
    anew = json.dumps(json.loads(call.body), indent=1).encode()

    assert isinstance(ringing.judge(replace(call, body=anew)), Refused)


def _needs_signature(ringing: Ringing) -> None:
    able = ringing.bench.able.webhook
    if able is None or not able.is_signed:
        pytest.skip("bodies are not signed on this channel: what they say is read again there")
