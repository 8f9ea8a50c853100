"""Meta's calls: the echo, the signature, and which products a note names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from arasta.contexts.channels.types import Stream
from arasta.contexts.channels.types.inbound import RawRequest, Refusal, Refused, Verified
from tests.connectors.meta.rig import HOOK, SECRETS, MetaRig
from tests.connectors.suite.bench import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(MetaRig(tmp_path))


@pytest.fixture
def note(bench: Bench) -> RawRequest:
    """A note about a product that was reviewed."""
    rig = bench.rig
    assert isinstance(rig, MetaRig)
    rig.control("POST", "/webhooks", json={"url": HOOK, "verifyToken": "our word"})
    rig.offer("CEZVE-1", units=5)
    return next(call for call in rig.called() if call.method == "POST")


def judged(bench: Bench, call: RawRequest, *secrets: Mapping[str, str]) -> Verified | Refused:
    return bench.connector.verify(call, secrets=secrets or [SECRETS], now=bench.rig.now)


def test_a_note_names_the_product(bench: Bench, note: RawRequest) -> None:
    verified = judged(bench, note)

    assert isinstance(verified, Verified)
    assert [(one.stream, one.external_id) for one in bench.connector.hints(verified)] == [(Stream.LISTINGS, "CEZVE-1")]


def test_a_note_is_believed_with_either_secret_while_they_change(bench: Bench, note: RawRequest) -> None:
    assert isinstance(judged(bench, note, {"app_secret": "the next one"}, SECRETS), Verified)
    assert judged(bench, note, {"app_secret": "another"}) == Refused(Refusal.WRONG_SIGNATURE)


def test_one_byte_makes_it_a_forgery(bench: Bench, note: RawRequest) -> None:
    forged = replace(note, body=note.body.replace(b"CEZVE-1", b"CEZVE-2"))
    unsigned = replace(note, headers={})

    assert judged(bench, forged) == Refused(Refusal.WRONG_SIGNATURE)
    assert judged(bench, unsigned) == Refused(Refusal.NO_SIGNATURE)


def test_the_echo_is_given_to_who_knows_our_word(bench: Bench) -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "our word"}
    call = RawRequest(method="GET", headers={}, body=b"", query=asked)

    verified = judged(bench, call)
    refused = judged(bench, replace(call, query={**asked, "hub.verify_token": "a guess"}))

    assert isinstance(verified, Verified)
    assert (verified.body, bench.connector.hints(verified)) == (b"1158201444", [])
    assert refused == Refused(Refusal.WRONG_SIGNATURE)
