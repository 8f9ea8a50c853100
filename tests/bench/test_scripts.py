"""What clients send, and how they take what is answered."""

from __future__ import annotations

import json

import pytest

from arasta.bench.load.scripts import Calls, End, Outcome, Round, Script, Supply
from arasta.bench.load.wire import Answer

CART = {"id": "crt_1", "total": {"minor": 100, "currency": "TRY"}}


def script(kind: str = "single", **change: object) -> Script:
    calls = {"token": "t", "run": "run", "method": "POST", "paths": ["/a"], "bodies": [b'{"n":"@NUMBER@"}'], **change}
    return Script(kind, ("step",), Calls(**calls))  # type: ignore[arg-type]


def play(of: Round, *answers: Answer) -> tuple[list[bytes], Outcome]:
    """Answer each request of a round in turn; return the requests and the end."""
    sent = [next(of)]
    for answer in answers:
        try:
            sent.append(of.send(answer))
        except StopIteration as end:
            return sent, end.value
    raise AssertionError("the round goes on")


def key_of(request: bytes) -> str:
    return request.partition(b"Idempotency-Key: ")[2].partition(b"\r\n")[0].decode()


def test_every_request_has_its_own_key_and_number() -> None:
    supply = Supply(script(), ready=2)
    sent = [next(supply.round()) for _ in range(4)]

    assert len({key_of(one) for one in sent}) == 4
    assert [one.rpartition(b"\r\n")[2] for one in sent] == [b'{"n":"%08d"}' % number for number in range(4)]


def test_another_run_uses_no_key_and_no_id_again() -> None:
    first = script(bodies=[b'{"id":"run-@NUMBER@"}'])
    sent, again = next(Supply(first, ready=0).round()), next(Supply(first.again("new"), ready=0).round())

    assert (key_of(sent), key_of(again)) == ("run-0-1", "new-0-1")
    assert again.endswith(b'{"id":"new-00000000"}')


def test_a_read_has_no_key() -> None:
    assert key_of(next(Supply(script(method="GET", bodies=[b""]), ready=0).round())) == ""


@pytest.mark.parametrize(
    ("status", "body", "end"),
    [
        (200, b"{}", End.DONE),
        (201, b"{}", End.DONE),
        (409, b'{"code":"out_of_stock"}', End.REFUSED),
        (409, b'{"code":"idempotency_key_in_progress"}', End.FAILED),
        (422, b"{}", End.FAILED),
        (500, b"", End.FAILED),
    ],
)
def test_how_a_call_ends(status: int, body: bytes, end: End) -> None:
    _, outcome = play(Supply(script(), ready=0).round(), Answer(status, body))

    assert (outcome.end, outcome.units) == (end, 1 if end is End.DONE else 0)


def test_a_batch_counts_what_was_placed() -> None:
    results = [{"status": "placed", "order": {"status": "placed"}}, {"status": "refused"}, {"status": "placed"}]

    _, outcome = play(Supply(script("batch"), ready=0).round(), Answer(200, json.dumps({"results": results}).encode()))

    assert outcome == Outcome(End.DONE, 2)


def test_a_shopper_pays_the_total_that_the_cart_showed() -> None:
    shopper = script("shopper", payment=b'{"provider":"recorded","token":"x"}')

    sent, outcome = play(Supply(shopper, ready=0).round(), Answer(201, json.dumps(CART).encode()), Answer(201, b"{}"))

    assert sent[1].startswith(b"POST /api/v1/carts/crt_1/order ")
    assert json.loads(sent[1].rpartition(b"\r\n")[2]) == {
        "provider": "recorded",
        "token": "x",
        "seen_total": CART["total"],
    }
    assert outcome == Outcome(End.DONE, 1)
    assert key_of(sent[0]) != key_of(sent[1])


def test_a_shopper_says_in_a_call_of_its_own_where_to_send_it() -> None:
    shopper = script("shopper", payment=b'{"token":"x"}', checkout=b'{"email":"a@b.co"}')
    cart = json.dumps(CART).encode()

    sent, outcome = play(Supply(shopper, ready=0).round(), Answer(201, cart), Answer(200, cart), Answer(201, b"{}"))

    assert [one.partition(b" HTTP")[0] for one in sent] == [
        b"POST /a", b"PUT /api/v1/carts/crt_1/checkout", b"POST /api/v1/carts/crt_1/order",
    ]  # fmt: skip
    assert outcome.end is End.DONE


def test_a_shopper_who_must_go_to_the_bank_has_no_order() -> None:
    shopper = script("shopper", payment=b'{"token":"x"}')

    _, outcome = play(Supply(shopper, ready=0).round(), Answer(201, json.dumps(CART).encode()), Answer(202, b"{}"))

    assert outcome.end is End.FAILED
