"""What a client does, round after round: one call, or a shopper's calls that need what the one before answered."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from arasta.bench.load.wire import Answer, request

NUMBER = b"@NUMBER@"
NUMBER_WIDTH = 8
CREATED, CONFLICT = 201, 409


class End(StrEnum):
    """How a round ended: refused is a clean no (409), failed is anything else."""

    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a round and how many units of work it did (orders, requests); `said` tells of a failure."""

    end: End
    units: int = 1
    said: str = ""


Round = Generator[bytes, Answer, Outcome]


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls of a kind of client. `bodies` rotate; `@NUMBER@` in them becomes the round's number.

    `run` makes the idempotency keys of this run its own; a GET has none. `units`: the work in one answered call.
    """

    token: str
    run: str
    method: str
    paths: Sequence[str]
    bodies: Sequence[bytes] = (b"",)
    units: int = 1
    checkout: bytes = b""
    payment: bytes = b""


@dataclass(frozen=True, slots=True)
class Script:
    """A kind of client: `steps` name its calls, `kind` how they hang together."""

    kind: str
    steps: tuple[str, ...]
    calls: Calls

    def again(self, run: str) -> Script:
        """Return the same calls as another run: with keys, and ids made of them, that were not used before."""
        bodies = [body.replace(self.calls.run.encode(), run.encode()) for body in self.calls.bodies]
        return replace(self, calls=replace(self.calls, run=run, bodies=bodies))


class Supply:
    """Rounds of a script, numbered; the first calls of many are made beforehand."""

    def __init__(self, script: Script, *, ready: int) -> None:
        self._script, self._made = script, 0
        self._ready: deque[tuple[int, bytes]] = deque(self._make() for _ in range(ready))

    def round(self) -> Round:
        """Begin the next round."""
        number, first = self._ready.popleft() if self._ready else self._make()
        return _KINDS[self._script.kind](self._script.calls, number, first)

    def _make(self) -> tuple[int, bytes]:
        calls, number = self._script.calls, self._made
        self._made += 1
        body = calls.bodies[number % len(calls.bodies)].replace(NUMBER, str(number).zfill(NUMBER_WIDTH).encode())
        path = calls.paths[number % len(calls.paths)]
        return number, request(calls.method, path, token=calls.token, body=body, key=_key(calls, number, "1"))


def _key(calls: Calls, number: int, step: str) -> str:
    return "" if calls.method == "GET" else f"{calls.run}-{number}-{step}"


def _single(calls: Calls, number: int, first: bytes) -> Round:
    answer = yield first
    return _judge(answer, calls.units)


def _batch(calls: Calls, number: int, first: bytes) -> Round:
    """Each order of a batch is placed or refused by itself, so they are counted in the answer."""
    answer = yield first
    return _judge(answer, _placed(answer.body))


def _shopper(calls: Calls, number: int, first: bytes) -> Round:
    answer = yield first
    if answer.status == CREATED and calls.checkout:
        path = f"/api/v1/carts/{json.loads(answer.body)['id']}/checkout"
        answer = yield request("PUT", path, token=calls.token, body=calls.checkout, key=_key(calls, number, "checkout"))
    if answer.status >= 300:
        return _judge(answer, 0)
    cart = json.loads(answer.body)
    payment = calls.payment[:-1] + b',"seen_total":' + json.dumps(cart["total"]).encode() + b"}"
    path = f"/api/v1/carts/{cart['id']}/order"
    answer = yield request("POST", path, token=calls.token, body=payment, key=_key(calls, number, "order"))
    return _judge(answer, 1) if answer.status in {CREATED, CONFLICT} else _failed(answer)


def _placed(body: bytes) -> int:
    results = json.loads(body).get("results", []) if body.startswith(b"{") else []
    return sum(one.get("status") == "placed" for one in results)


def _judge(answer: Answer, units: int) -> Outcome:
    if answer.status < 300:
        return Outcome(End.DONE, units)
    if answer.status == CONFLICT and b"_in_progress" not in answer.body:
        return Outcome(End.REFUSED, 0)
    return _failed(answer)


def _failed(answer: Answer) -> Outcome:
    return Outcome(End.FAILED, 0, f"{answer.status} {answer.body[:300].decode(errors='replace')}")


_KINDS: dict[str, Callable[[Calls, int, bytes], Round]] = {"single": _single, "batch": _batch, "shopper": _shopper}
