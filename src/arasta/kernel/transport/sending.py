"""Carry plans out: one place for retries, budgets, the breaker, time-outs and the record of calls."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import httpx

from arasta.kernel import db
from arasta.kernel.http import outbound
from arasta.kernel.transport.limits import Limits
from arasta.kernel.transport.recording import Recording
from arasta.kernel.transport.wire import Answer, HttpRequest, HttpResponse, NoAnswer, Plan, Silence

T = TypeVar("T")

TRANSIENT = frozenset({500, 502, 503, 504})
THROTTLED = 429
WAIT_WITHOUT_HEADER = 10


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a call is tried, and how long one may wait inside a plan before it gives up for now."""

    attempts: int = 3
    first_wait_seconds: int = 1
    longest_wait_seconds: int = 8


@dataclass(frozen=True, slots=True)
class Pace:
    """The steady clock and the way to wait; tests bring their own."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class Transport:
    """Carries the requests of one account. `headers` identify us and are added to every request, never recorded."""

    def __init__(
        self,
        client: httpx.Client | None = None,
        *,
        base_url: str,
        headers: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        recording: Recording | None = None,
        patience: Patience | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._client = client or outbound.client()
        self._base_url = base_url.rstrip("/")
        self._headers = dict(headers or {})
        self._limits = limits or Limits()
        self._patience = patience or Patience()
        self._pace = pace or Pace()
        self.recording = recording or Recording()

    def close(self) -> None:
        """Give back the connections."""
        self._client.close()

    def run(self, plan: Plan[T]) -> T:
        """Carry a plan out and return its result. Raises InsideTransaction while rows are locked."""
        try:
            request = next(plan)
            while True:
                request = plan.send(self.send(request))
        except StopIteration as done:
            result: T = done.value
            return result

    def send(self, request: HttpRequest) -> Answer:
        """Send one request, again where that is harmless, and return what came of it."""
        db.refuse_transaction()
        attempt, answer = 0, self._attempt(request)
        while attempt + 1 < self._patience.attempts and _is_worth_repeating(request, answer):
            wait = self._wait(answer, attempt)
            if wait > self._patience.longest_wait_seconds:
                break
            self._pace.sleep(wait)
            attempt, answer = attempt + 1, self._attempt(request)
        return answer

    def _wait(self, answer: Answer, attempt: int) -> float:
        asked = answer.retry_after() if isinstance(answer, HttpResponse) else answer.retry_after
        if asked is not None:
            return asked.total_seconds()
        return float(min(self._patience.first_wait_seconds * 2**attempt, self._patience.longest_wait_seconds))

    def _attempt(self, request: HttpRequest) -> Answer:
        refusal = self._admission(request.group)
        if refusal is not None:
            return refusal
        started = self._pace.now()
        answer = self._exchange(request)
        ended = self._pace.now()
        self._learn(request, answer, ended)
        self.recording.add(request, answer, round((ended - started) * 1000))
        return answer

    def _admission(self, group: str) -> NoAnswer | None:
        shut = self._limits.closed_for(self._pace.now())
        if shut > 0:
            return NoAnswer(Silence.CIRCUIT_OPEN, retry_after=timedelta(seconds=shut))
        wait = self._limits.take(group, self._pace.now())
        while 0 < wait <= self._patience.longest_wait_seconds:
            self._pace.sleep(wait)
            wait = self._limits.take(group, self._pace.now())
        if wait > 0:
            return NoAnswer(Silence.OUT_OF_BUDGET, retry_after=timedelta(seconds=wait))
        return None

    def _exchange(self, request: HttpRequest) -> Answer:
        try:
            response = self._client.request(
                request.method,
                self._base_url + request.path,
                params=dict(request.query),
                headers={**request.headers, **self._headers},
                content=request.body or None,
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as failure:
            return NoAnswer(Silence.NOT_SENT, type(failure).__name__)
        except httpx.TimeoutException as failure:
            return NoAnswer(Silence.TIMEOUT, type(failure).__name__)
        except httpx.TransportError as failure:
            return NoAnswer(Silence.BROKEN, type(failure).__name__)
        return HttpResponse(response.status_code, dict(response.headers), response.content)

    def _learn(self, request: HttpRequest, answer: Answer, at: float) -> None:
        silent = isinstance(answer, NoAnswer)
        self._limits.record(worked=not (silent or _status(answer) in TRANSIENT), at=at)
        if isinstance(answer, HttpResponse) and answer.status == THROTTLED:
            asked = answer.retry_after() or timedelta(seconds=WAIT_WITHOUT_HEADER)
            self._limits.block(request.group, at + asked.total_seconds())


def _status(answer: Answer) -> int:
    return answer.status if isinstance(answer, HttpResponse) else 0


def _is_worth_repeating(request: HttpRequest, answer: Answer) -> bool:
    """A call that was certainly not done may be repeated; one whose outcome is unknown only if that does no harm."""
    if isinstance(answer, NoAnswer):
        return answer.why is Silence.NOT_SENT or (answer.may_have_happened and request.repeatable)
    if answer.status == THROTTLED:
        return True
    return answer.status in TRANSIENT and request.repeatable
