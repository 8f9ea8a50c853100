"""Carry plans out: one place for retries, budgets, the breaker, time-outs and the record of calls."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, TypeVar

import httpx

from arasta.kernel import db
from arasta.kernel.http import outbound
from arasta.kernel.transport.limits import Allowance, Budget, Limits
from arasta.kernel.transport.recording import Recording
from arasta.kernel.transport.wire import Answer, HttpRequest, HttpResponse, NoAnswer, Plan, Silence

T = TypeVar("T")

TRANSIENT = frozenset({500, 502, 503, 504})
THROTTLED = 429
UNIDENTIFIED = frozenset({401, 403})
WAIT_WITHOUT_HEADER = 10
NEVER = timedelta(days=1)  # an address that may not be called will not be tried again now


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a call is tried, and how long one may wait inside a plan before it gives up for now."""

    attempts: int = 3
    first_wait_seconds: int = 1
    longest_wait_seconds: int = 8


@dataclass(frozen=True, slots=True)
class Pace:
    """The steady clock, the way to wait, and how long one waits; tests bring their own."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    patience: Patience = Patience()


Send = Callable[[HttpRequest], Answer]
Headers = Mapping[str, str]
BudgetReader = Callable[[HttpRequest, HttpResponse], Budget | None]


class Identity(Protocol):
    """Headers that identify us for a while; `send` carries the calls by which they are fetched."""

    def headers(self, send: Send) -> Headers:
        """Return headers that hold now."""

    def renewed(self, send: Send, refused: Headers) -> Headers | None:
        """Return other headers than those that were refused, or nothing if there is no sense in it."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How the calls of a session stand to others: `urgent` ones may use what is reserved; `read_budget` learns.

    `identity` adds headers that hold for a while; when they are refused they are renewed once.
    """

    urgent: bool = True
    read_budget: BudgetReader | None = None
    identity: Identity | None = None


class Transport:
    """Carries the requests of one account. `headers` identify us and are added to every request, never recorded.

    Neither they nor those of an identity go to another address than the account's own.
    """

    def __init__(
        self,
        client: httpx.Client | None = None,
        *,
        base_url: str,
        headers: Mapping[str, str] | None = None,
        limits: Allowance | None = None,
        recording: Recording | None = None,
        pace: Pace | None = None,
        terms: Terms | None = None,
    ) -> None:
        self._client = client or outbound.guarded()
        self._base_url = base_url.rstrip("/")
        self._headers = dict(headers or {})
        self._limits: Allowance = limits or Limits()
        self._terms = terms or Terms()
        self._identity = self._terms.identity
        self._pace = pace or Pace()
        self._patience = self._pace.patience
        self.recording = recording or Recording()

    def close(self) -> None:
        """Give back the connections."""
        self._client.close()

    def run(self, plan: Plan[T]) -> T:
        """Carry a plan out and return its result. Raises InsideTransaction while rows are locked."""
        return carry_out(plan, self.send)

    def send(self, request: HttpRequest) -> Answer:
        """Send one request, again where that is harmless, and return what came of it."""
        db.refuse_transaction()
        if self._identity is None or request.base:
            return self._persist(request, self._headers)
        shown = self._identity.headers(self._fetch)
        answer = self._persist(request, {**self._headers, **shown})
        if _status(answer) in UNIDENTIFIED:
            renewed = self._identity.renewed(self._fetch, shown)
            if renewed is not None:
                return self._persist(request, {**self._headers, **renewed})
        return answer

    def _fetch(self, request: HttpRequest) -> Answer:
        """Send a call by which we identify ourselves."""
        return self._persist(request, self._headers)

    def _persist(self, request: HttpRequest, headers: Headers) -> Answer:
        attempt, answer = 0, self._attempt(request, headers)
        while attempt + 1 < self._patience.attempts and _is_worth_repeating(request, answer):
            wait = self._wait(answer, attempt)
            if wait > self._patience.longest_wait_seconds:
                break
            self._pace.sleep(wait)
            attempt, answer = attempt + 1, self._attempt(request, headers)
        return answer

    def _wait(self, answer: Answer, attempt: int) -> float:
        asked = answer.retry_after() if isinstance(answer, HttpResponse) else answer.retry_after
        if asked is not None:
            return asked.total_seconds()
        return float(min(self._patience.first_wait_seconds * 2**attempt, self._patience.longest_wait_seconds))

    def _attempt(self, request: HttpRequest, headers: Headers) -> Answer:
        try:
            address = self._address(request)
        except outbound.AddressRefused as refused:
            return _refused(refused)
        refusal = self._admission(request)
        if refusal is not None:
            return refusal
        started = self._pace.now()
        answer = self._exchange(address, request, headers)
        ended = self._pace.now()
        self._learn(request, answer, ended)
        self.recording.add(request, answer, round((ended - started) * 1000))
        return answer

    def _admission(self, request: HttpRequest) -> NoAnswer | None:
        """Charge a call, then look at the breaker: charging brings the news of other processes."""
        wait = self._charged(request)
        while 0 < wait <= self._patience.longest_wait_seconds:
            self._pace.sleep(wait)
            wait = self._charged(request)
        if wait > 0:
            return NoAnswer(Silence.OUT_OF_BUDGET, retry_after=timedelta(seconds=wait))
        shut = self._limits.closed_for(self._pace.now())
        return NoAnswer(Silence.CIRCUIT_OPEN, retry_after=timedelta(seconds=shut)) if shut > 0 else None

    def _charged(self, request: HttpRequest) -> float:
        return self._limits.take(
            request.group, self._pace.now(), cost=request.cost, urgent=self._terms.urgent or request.urgent
        )

    def _exchange(self, address: str, request: HttpRequest, headers: Headers) -> Answer:
        try:
            response = self._client.request(
                request.method,
                address,
                params=dict(request.query),
                headers={**request.headers, **({} if self._is_foreign(request) else headers)},
                content=request.body or None,
            )
        except outbound.AddressRefused as refused:
            return _refused(refused)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as failure:
            return NoAnswer(Silence.NOT_SENT, type(failure).__name__)
        except httpx.TimeoutException as failure:
            return NoAnswer(Silence.TIMEOUT, type(failure).__name__)
        except httpx.TransportError as failure:
            return NoAnswer(Silence.BROKEN, type(failure).__name__)
        return HttpResponse(response.status_code, dict(response.headers), response.content)

    def _address(self, request: HttpRequest) -> str:
        """Return where a request goes. Raises AddressRefused.

        Another address than the account's own must be a public one, unless the account's own is on a workbench.
        """
        if not request.base:
            return self._base_url + request.path
        if self._is_foreign(request) and self._base_url.startswith("https:"):
            outbound.require_public(request.base)
        return request.base.rstrip("/") + request.path

    def _is_foreign(self, request: HttpRequest) -> bool:
        return bool(request.base) and outbound.origin_of(request.base) != outbound.origin_of(self._base_url)

    def _learn(self, request: HttpRequest, answer: Answer, at: float) -> None:
        silent = isinstance(answer, NoAnswer)
        self._limits.record(worked=not (silent or _status(answer) in TRANSIENT), at=at)
        if isinstance(answer, HttpResponse) and answer.status == THROTTLED:
            asked = answer.retry_after() or timedelta(seconds=WAIT_WITHOUT_HEADER)
            self._limits.block(request.group, at + asked.total_seconds())
        if isinstance(answer, HttpResponse) and self._terms.read_budget is not None:
            budget = self._terms.read_budget(request, answer)
            if budget is not None:
                self._limits.learn(request.group, budget, at)


def carry_out(plan: Plan[T], send: Send) -> T:
    """Send what a plan asks for, one request after another, and return its result."""
    try:
        request = next(plan)
        while True:
            request = plan.send(send(request))
    except StopIteration as done:
        result: T = done.value
        return result


def _refused(refusal: outbound.AddressRefused) -> NoAnswer:
    return NoAnswer(Silence.NOT_SENT, str(refusal), retry_after=NEVER)


def _status(answer: Answer) -> int:
    return answer.status if isinstance(answer, HttpResponse) else 0


def _is_worth_repeating(request: HttpRequest, answer: Answer) -> bool:
    """A call that was certainly not done may be repeated; one whose outcome is unknown only if that does no harm."""
    if isinstance(answer, NoAnswer):
        return answer.why is Silence.NOT_SENT or (answer.may_have_happened and request.repeatable)
    if answer.status == THROTTLED:
        return True
    return answer.status in TRANSIENT and request.repeatable
