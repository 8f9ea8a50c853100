"""The transport repeats only what is harmless, keeps budgets, and stops calling a system that is down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import httpx
import pytest
from django.db import transaction

from arasta.kernel.db import InsideTransaction
from arasta.kernel.transport.limits import Bucket, Budget, Limits, RateGroup, Window
from arasta.kernel.transport.recording import Recording
from arasta.kernel.transport.sending import Headers, Pace, Patience, Send, Terms, Transport
from arasta.kernel.transport.wire import (
    HttpRequest,
    HttpResponse,
    NoAnswer,
    Plan,
    Silence,
    Unreadable,
    basic_auth,
    read_json,
    write_json,
)

Handler = Callable[[httpx.Request], httpx.Response]


class Far:
    """The other side, a steady clock and a record of what was waited for."""

    def __init__(
        self,
        *answers: httpx.Response | type[Exception],
        groups: tuple[RateGroup, ...] = (),
        terms: Terms | None = None,
    ) -> None:
        self.answers, self.requests = list(answers), list[httpx.Request]()
        self.time, self.slept = 1000.0, list[float]()
        self.transport = Transport(
            httpx.Client(transport=httpx.MockTransport(self._answer)),
            base_url="http://far.test/api/",
            headers={"authorization": "secret"},
            limits=Limits(groups),
            recording=Recording(frozenset({"phone"})),
            pace=Pace(
                lambda: self.time, self._sleep, Patience(attempts=3, first_wait_seconds=1, longest_wait_seconds=8)
            ),
            terms=terms,
        )

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if self.answers else httpx.Response(200, json={})
        if isinstance(answer, httpx.Response):
            return answer
        raise answer("gone", request=request)  # type: ignore[call-arg]

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds


GET = HttpRequest(method="GET", path="/things", group="read", query={"a": "ğ"}, repeatable=True)
POST = HttpRequest(method="POST", path="/things", group="write", body=b'{"phone":"5","n":1.10}')


def test_a_request_carries_our_name_and_is_recorded_without_it() -> None:
    far = Far(httpx.Response(200, json={"phone": "555", "ok": True}))

    answer = far.transport.send(POST)

    [request], [call] = far.requests, far.transport.recording.calls
    assert isinstance(answer, HttpResponse)
    assert (answer.status, answer.json()) == (200, {"phone": "555", "ok": True})
    assert (str(request.url), request.headers["authorization"]) == ("http://far.test/api/things", "secret")
    assert (call.method, call.path, call.status, call.sent) == ("POST", "/things", 200, '{"phone":"•••","n":1.10}')
    assert call.received == '{"phone":"•••","ok":true}'
    assert "secret" not in repr(call)


@pytest.mark.parametrize("trouble", [httpx.ReadTimeout, httpx.RemoteProtocolError])
def test_a_call_that_may_have_worked_is_repeated_only_if_that_is_harmless(trouble: type[Exception]) -> None:
    reading, writing = Far(trouble, trouble), Far(trouble)

    read, written = reading.transport.send(GET), writing.transport.send(POST)

    assert isinstance(read, HttpResponse)
    assert reading.slept == [1, 2]
    assert isinstance(written, NoAnswer)
    assert (written.may_have_happened, len(writing.requests)) == (True, 1)


def test_a_call_that_was_not_sent_is_repeated() -> None:
    far = Far(httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

    answer = far.transport.send(POST)

    assert isinstance(answer, NoAnswer)
    assert (answer.why, answer.may_have_happened, len(far.requests)) == (Silence.NOT_SENT, False, 3)


def test_a_server_error_after_a_write_is_left_to_the_connector() -> None:
    far = Far(httpx.Response(500))

    answer = far.transport.send(POST)

    assert isinstance(answer, HttpResponse)
    assert (answer.status, len(far.requests), far.slept) == (500, 1, [])


def test_too_many_requests_waits_as_long_as_asked() -> None:
    group = RateGroup("write", [])
    far = Far(httpx.Response(429, headers={"Retry-After": "3"}), groups=(group,))

    answer = far.transport.send(POST)

    assert isinstance(answer, HttpResponse)
    assert (answer.status, far.slept) == (200, [3])


def test_a_wait_beyond_patience_is_handed_back_and_kept_to() -> None:
    far = Far(httpx.Response(429, headers={"Retry-After": "60"}), groups=(RateGroup("write", []),))

    first, second = far.transport.send(POST), far.transport.send(POST)

    assert isinstance(first, HttpResponse)
    assert first.status == 429
    assert isinstance(second, NoAnswer)
    assert second.why is Silence.OUT_OF_BUDGET
    assert second.retry_after is not None
    assert second.retry_after.total_seconds() == 60
    assert (len(far.requests), far.slept) == (1, [])


def test_a_budget_is_kept_by_waiting() -> None:
    far = Far(groups=(RateGroup("read", [Window(2, 5)], gap_seconds=1),))

    for _ in range(4):
        far.transport.send(GET)

    assert far.slept == [1, 4, 1]


def test_after_five_failures_nothing_is_called_for_half_a_minute() -> None:
    far = Far(*[httpx.Response(503)] * 5)
    for _ in range(5):
        far.transport.send(POST)

    shut = far.transport.send(POST)
    far.time += 30
    trial = far.transport.send(POST)

    assert isinstance(shut, NoAnswer)
    assert (shut.why, shut.may_have_happened) == (Silence.CIRCUIT_OPEN, False)
    assert isinstance(trial, HttpResponse)
    assert (trial.status, len(far.requests)) == (200, 6)


def test_a_failed_trial_keeps_the_circuit_open() -> None:
    far = Far(*[httpx.Response(503)] * 6)
    for _ in range(5):
        far.transport.send(POST)
    far.time += 30
    far.transport.send(POST)

    shut = far.transport.send(POST)

    assert isinstance(shut, NoAnswer)
    assert (shut.why, len(far.requests)) == (Silence.CIRCUIT_OPEN, 6)


def test_a_plan_gets_each_answer_and_gives_its_result() -> None:
    def plan() -> Plan[list[int]]:
        first = yield GET
        second = yield POST
        return [answer.status for answer in (first, second) if isinstance(answer, HttpResponse)]

    assert Far(httpx.Response(200), httpx.Response(201)).transport.run(plan()) == [200, 201]


@pytest.mark.django_db(transaction=True)
def test_no_network_while_rows_are_locked() -> None:
    far = Far()

    with transaction.atomic(), pytest.raises(InsideTransaction):
        far.transport.send(GET)

    assert far.requests == []


def test_what_is_no_json_is_only_counted() -> None:
    far = Far(httpx.Response(200, content=b"<html>"))

    answer = far.transport.send(GET)

    assert isinstance(answer, HttpResponse)
    with pytest.raises(Unreadable):
        answer.json()
    assert far.transport.recording.calls[0].received == "6 bytes that are not JSON"
    assert Recording().excerpt(b'"' + b"x" * 3000 + b'"')[-1] == "…"


def test_numbers_stay_exact() -> None:
    assert write_json(read_json('{"a":498.90,"b":0.1}')) == b'{"a":498.90,"b":0.1}'
    assert basic_auth("key", "secret") == "Basic a2V5OnNlY3JldA=="


def test_points_are_taken_out_of_a_bucket_that_refills() -> None:
    far = Far(groups=(RateGroup("read", bucket=Bucket(100, Decimal(50))),))

    for _ in range(3):
        far.transport.send(replace(GET, cost=60))

    assert [round(slept, 6) for slept in far.slept] == [0.4, 1.2]


def test_what_the_other_side_says_is_left_is_believed() -> None:
    low = Budget(available=10, bucket=Bucket(1000, Decimal(100)))
    far = Far(
        groups=(RateGroup("read", bucket=Bucket(1000, Decimal(50))),), terms=Terms(read_budget=lambda asked, said: low)
    )

    far.transport.send(GET)
    far.transport.send(replace(GET, cost=60))

    assert [round(slept, 6) for slept in far.slept] == [0.5]


def test_stock_leaves_a_reserve_to_what_is_urgent() -> None:
    group = RateGroup("read", [Window(4, 60)], bucket=Bucket(8, Decimal(1)), reserve_percent=50)
    far = Far(groups=(group,), terms=Terms(urgent=False))

    answers = [far.transport.send(request) for request in (GET, GET, GET, replace(GET, urgent=True))]

    late = [answer.why for answer in answers if isinstance(answer, NoAnswer)]
    assert ([isinstance(one, HttpResponse) for one in answers], late) == (
        [True, True, False, True], [Silence.OUT_OF_BUDGET],
    )  # fmt: skip


class Badge:
    """An identity that is renewed as often as it may be."""

    def __init__(self, renewals: int = 1) -> None:
        self.renewals, self.number = renewals, 1

    def headers(self, send: Send) -> Headers:
        return {"token": str(self.number)}

    def renewed(self, send: Send, refused: Headers) -> Headers | None:
        if self.number > self.renewals:
            return None
        send(HttpRequest(method="POST", path="/token", group="tokens"))
        self.number += 1
        return {"token": str(self.number)}


def test_refused_headers_are_renewed_once() -> None:
    far = Far(httpx.Response(401), httpx.Response(200), httpx.Response(200), terms=Terms(identity=Badge()))

    answer = far.transport.send(POST)

    assert isinstance(answer, HttpResponse)
    assert answer.status == 200
    assert [(one.url.path, one.headers.get("token")) for one in far.requests] == [
        ("/api/things", "1"), ("/api/token", None), ("/api/things", "2"),
    ]  # fmt: skip


@pytest.mark.parametrize("renewals", [0, 5])
def test_headers_that_are_refused_again_are_left_to_the_connector(renewals: int) -> None:
    far = Far(httpx.Response(401), *[httpx.Response(401)] * 2, terms=Terms(identity=Badge(renewals)))

    answer = far.transport.send(POST)

    assert isinstance(answer, HttpResponse)
    assert (answer.status, len(far.requests)) == (401, 3 if renewals else 1)


def test_another_address_does_not_learn_who_we_are() -> None:
    far = Far(terms=Terms(identity=Badge()))

    far.transport.send(replace(GET, base="http://elsewhere.test", headers={"own": "yes"}))

    [request] = far.requests
    assert (request.url.host, request.url.path, request.headers["own"]) == ("elsewhere.test", "/things", "yes")
    assert "authorization" not in request.headers
    assert "token" not in request.headers


def test_secrets_and_persons_are_masked_whatever_a_connector_says() -> None:
    recording = Recording(frozenset({"nick"}), secrets=["very-secret"])
    body = b'{"nick":"a","access_token":"b","Email":"c","firstName":"d","n":"very-secret!","id":5}'

    shown = recording.excerpt(body)

    assert shown == '{"nick":"•••","access_token":"•••","Email":"•••","firstName":"•••","n":"•••!","id":5}'
