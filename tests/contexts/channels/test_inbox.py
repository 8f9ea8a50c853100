"""A call of a channel is judged, kept once and answered; hints come of it, each thing once and only its newest state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from arasta.contexts.channels.queries import inbox as reads
from arasta.contexts.channels.services import channels, inbox
from arasta.contexts.channels.types import Installation, Stream, Trouble
from arasta.contexts.channels.types.inbound import Hint, Refusal
from arasta.contexts.channels.types.inbox import CallStatus, HintStatus, KeptHint
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.contexts.channels.calling import SECRET, address, call, calling_connector, install_caller, orders
from tests.contexts.channels.making import KEY, NOW

pytestmark = pytest.mark.django_db

A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def caller(settings: Settings) -> Iterator[Installation]:
    settings.FIELD_KEY = KEY
    with calling_connector():
        yield install_caller(makers.make_channel(kind="marketplace"))


def hints(caller: Installation) -> list[KeptHint]:
    return sorted(reads.hints_page(caller.id).items, key=lambda one: one.external_id)


def told(caller: Installation) -> list[tuple[str, int, int, HintStatus]]:
    return [(one.external_id, one.version, one.heard, one.status) for one in hints(caller)]


def test_a_call_is_kept_byte_for_byte_without_what_lets_somebody_in(caller: Installation) -> None:
    body = b'{"orders": [ {"id":"A",  "version":1} ]}'

    status = call(caller, body, delivery="d-1", authorization="Bearer hush")

    [kept] = reads.calls_page(caller.id).items
    assert (status, kept.body, kept.topic, kept.status) == (200, body, "orders", CallStatus.WAITING)
    assert (kept.headers["authorization"], kept.headers["x-delivery"]) == (inbox.MASK, "d-1")


def test_a_call_is_answered_with_one_write(
    caller: Installation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3) as asked:
        call(caller, orders(("A", 1)), delivery="d-1")

    written = [query["sql"] for query in asked.captured_queries if not query["sql"].lstrip().startswith("SELECT")]
    assert len(written) == 1


def test_a_delivery_that_comes_again_is_kept_once(caller: Installation) -> None:
    answers = [call(caller, orders(("A", 1)), delivery="d-1") for _ in range(3)]

    assert answers == [200] * 3
    assert len(reads.calls_page(caller.id).items) == 1


def test_two_installations_may_hear_the_same_delivery_number(caller: Installation) -> None:
    other = install_caller(makers.make_channel(kind="marketplace"))

    call(caller, orders(("A", 1)), delivery="d-1")
    call(other, orders(("A", 1)), delivery="d-1")

    assert [len(reads.calls_page(one.id).items) for one in (caller, other)] == [1, 1]


@pytest.mark.parametrize(
    ("signature", "why"),
    [({"x-signature": "0" * 64}, Refusal.WRONG_SIGNATURE), ({"x-signature": ""}, Refusal.NO_SIGNATURE)],
)
def test_of_a_forged_call_only_a_count_is_kept(caller: Installation, signature: dict[str, str], why: Refusal) -> None:
    answers = [call(caller, orders(("A", 1)), delivery="d-1", **signature) for _ in range(2)]

    assert answers == [401, 401]
    assert reads.calls_page(caller.id).items == []
    assert [(one.why, one.calls) for one in reads.refused_calls(caller.id)] == [(why, 2)]


def test_an_address_of_nobody_is_not_found(caller: Installation) -> None:
    client = Client()

    assert client.post("/hooks/ins_00000000000000000000000000").status_code == 404
    assert client.post("/hooks/nonsense").status_code == 404
    assert client.put(address(caller)).status_code == 405


def test_a_body_beyond_measure_is_refused_before_it_is_read(caller: Installation) -> None:
    assert call(caller, b" " * 2_000_001, delivery="d-1") == 413


def test_a_challenge_is_echoed_to_who_knows_the_secret(caller: Installation) -> None:
    right = Client().get(address(caller), {"token": SECRET, "echo": "4711"})
    wrong = Client().get(address(caller), {"token": "guess", "echo": "4711"})

    assert (right.status_code, right.content, wrong.status_code) == (200, b"4711", 401)


def test_an_echo_is_no_page(caller: Installation) -> None:
    answer = Client().get(address(caller), {"token": SECRET, "echo": "<script>"})

    assert answer.headers["content-type"] == "text/plain"


def test_a_paused_channel_still_keeps_what_it_is_told(caller: Installation) -> None:
    channels.pause(caller.channel_id, actor=SYSTEM)

    assert call(caller, orders(("A", 1)), delivery="d-1") == 200
    assert (len(reads.calls_page(caller.id).items), reads.installations_with_news()) == (1, [])


def test_hints_come_of_calls_once_per_thing_and_the_newest_version_wins(caller: Installation) -> None:
    for delivery, body in enumerate([orders(("A", 2), ("B", 1)), orders(("A", 5)), orders(("A", 3))]):
        call(caller, body, delivery=f"d-{delivery}")

    looked_at = [inbox.sort_calls(caller, now=NOW) for _ in range(2)]

    assert looked_at == [3, 0]
    assert told(caller) == [("A", 5, 1, HintStatus.WAITING), ("B", 1, 1, HintStatus.WAITING)]
    assert {one.status for one in reads.calls_page(caller.id).items} == {CallStatus.HEARD}


def test_a_version_that_is_not_newer_changes_nothing(caller: Installation) -> None:
    inbox.note_hints(caller.id, [_order("A", 5)], now=NOW)
    inbox.settle_hints(inbox.claim_hints(caller.id, now=NOW))

    noted = [inbox.note_hints(caller.id, [_order("A", version)], now=NOW) for version in (4, 5, 6)]

    assert (noted, told(caller)) == ([0, 0, 1], [("A", 6, 2, HintStatus.WAITING)])


def test_without_versions_every_delivery_is_news(caller: Installation) -> None:
    inbox.note_hints(caller.id, [_order("A", 0)], now=NOW)
    inbox.settle_hints(inbox.claim_hints(caller.id, now=NOW))

    assert inbox.note_hints(caller.id, [_order("A", 0)], now=NOW) == 1


def test_a_topic_that_is_not_ours_is_taken_and_ignored(caller: Installation) -> None:
    status = call(caller, b"{}", delivery="d-1", topic="carts/updated")
    inbox.sort_calls(caller, now=NOW)

    [kept] = reads.calls_page(caller.id).items
    assert (status, kept.status, hints(caller)) == (200, CallStatus.IGNORED, [])


def test_a_call_that_cannot_be_read_is_shown_and_stops_no_other(caller: Installation) -> None:
    call(caller, b"not json", delivery="d-1")
    call(caller, orders(("A", 1)), delivery="d-2")

    inbox.sort_calls(caller, now=NOW)

    good, bad = reads.calls_page(caller.id).items
    assert (good.status, bad.status) == (CallStatus.HEARD, CallStatus.UNREADABLE)
    assert "JSONDecodeError" in bad.problem
    assert len(hints(caller)) == 1


@pytest.mark.parametrize(
    "poison",
    [
        pytest.param(("A\x00B", 1), id="an id with a zero byte"),
        pytest.param(("A\ud800", 1), id="half a character"),
        pytest.param(("A", 2**63), id="a version beyond all numbers"),
    ],
)
def test_a_call_that_cannot_be_kept_stops_no_other(caller: Installation, poison: tuple[str, int]) -> None:
    call(caller, orders(poison), delivery="d-1")
    call(caller, orders(("B", 1)), delivery="d-2")

    looked_at = inbox.sort_calls(caller, now=NOW)

    good, bad = reads.calls_page(caller.id).items
    assert (looked_at, good.status, bad.status) == (2, CallStatus.HEARD, CallStatus.UNREADABLE)
    assert told(caller) == [("B", 1, 1, HintStatus.WAITING)]


def test_a_claimed_hint_comes_again_later_and_later_until_it_is_parked(caller: Installation) -> None:
    inbox.note_hints(caller.id, [_order("A", 1)], now=NOW)
    at, waits = NOW, list[timedelta]()

    while (claimed := inbox.claim_hints(caller.id, now=at)) and len(waits) < 20:
        inbox.fail_hints(claimed, trouble=Trouble.REFUSED, detail="404")
        waits.append(hints(caller)[0].next_try_at - at)
        at += waits[-1]

    [hint] = hints(caller)
    assert waits[:3] == [A_MINUTE / 2, A_MINUTE, 2 * A_MINUTE]
    assert (max(waits), len(waits)) == (60 * A_MINUTE, inbox.MOST_TRIES)
    assert (hint.status, hint.trouble, hint.last_error) == (HintStatus.PARKED, Trouble.REFUSED, "404")


def test_while_a_channel_does_not_answer_hints_wait_and_are_not_parked(caller: Installation) -> None:
    inbox.note_hints(caller.id, [_order("A", 1)], now=NOW)

    for hours in range(3 * inbox.MOST_TRIES):
        claimed = inbox.claim_hints(caller.id, now=NOW + timedelta(hours=hours))
        inbox.fail_hints(claimed, trouble=Trouble.UNAVAILABLE, detail="503")

    assert told(caller) == [("A", 1, 1, HintStatus.WAITING)]


def test_what_must_be_read_in_any_case_stays_so_until_it_was_read(caller: Installation) -> None:
    inbox.note_hints(caller.id, [_order("A", 5)], now=NOW)
    inbox.note_hints(caller.id, [_order("A", 0)], now=NOW)
    inbox.note_hints(caller.id, [_order("A", 6)], now=NOW)
    before = told(caller)
    inbox.settle_hints(inbox.claim_hints(caller.id, now=NOW))
    inbox.note_hints(caller.id, [_order("A", 7)], now=NOW)

    assert (before, told(caller)) == ([("A", 0, 3, HintStatus.WAITING)], [("A", 7, 4, HintStatus.WAITING)])


def test_news_that_come_while_a_hint_is_followed_are_followed_too(caller: Installation) -> None:
    inbox.note_hints(caller.id, [_order("A", 1)], now=NOW)
    claimed = inbox.claim_hints(caller.id, now=NOW)
    inbox.note_hints(caller.id, [_order("A", 2)], now=NOW)

    inbox.settle_hints(claimed)

    assert told(caller) == [("A", 2, 2, HintStatus.WAITING)]


def test_a_parked_hint_and_a_kept_call_can_be_replayed(caller: Installation) -> None:
    call(caller, orders(("A", 1), ("B", 1)), delivery="d-1")
    inbox.sort_calls(caller, now=NOW)
    inbox.settle_hints(inbox.claim_hints(caller.id, now=NOW))

    inbox.replay_hint(hints(caller)[0].id, now=NOW)
    first = [one.status for one in hints(caller)]
    again = inbox.replay_call(reads.calls_page(caller.id).items[0].id, now=NOW)

    assert first == [HintStatus.WAITING, HintStatus.DONE]
    assert (again, [one.status for one in hints(caller)]) == (2, [HintStatus.WAITING] * 2)


def test_the_state_of_an_inbox_is_told_in_numbers(caller: Installation) -> None:
    call(caller, orders(("A", 1)), delivery="d-1")
    call(caller, orders(("A", 1)), delivery="d-2", **{"x-signature": "no"})
    inbox.note_hints(caller.id, [_order("B", 1)], now=NOW)

    state = reads.inbox_states([caller.id])[caller.id]

    assert (state.calls_waiting, state.hints_waiting, state.refused, state.hints_parked) == (1, 1, 1, 0)
    assert state.oldest_at is not None
    assert reads.installations_with_news() == [caller.id]


def test_old_calls_are_forgotten_and_what_waits_is_not(caller: Installation) -> None:
    call(caller, orders(("A", 1)), delivery="d-1")
    inbox.sort_calls(caller, now=NOW)
    call(caller, orders(("B", 1)), delivery="d-2")

    gone = inbox.forget_old_calls(before=NOW + timedelta(days=3650))

    assert (gone, [one.delivery_id for one in reads.calls_page(caller.id).items]) == (1, ["d-2"])


def _order(external_id: str, version: int) -> Hint:
    return Hint(stream=Stream.ORDERS, external_id=external_id, version=version)
