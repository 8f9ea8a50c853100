"""What Meta's answers mean: its codes stand in the body."""

from __future__ import annotations

from datetime import timedelta
from typing import TypeVar

import msgspec

from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import Outcome, Trouble, failures
from arasta.contexts.channels.types.failures import SOON, Failure
from arasta.kernel.transport.wire import Answer, HttpResponse

T = TypeVar("T")

REVOKED = frozenset({10, 102, 190, 200, 463, 467})
THROTTLED = frozenset({4, 17, 32, 613, 80009, 80014})
PASSING = frozenset({1, 2})
USAGE = "x-business-use-case-usage"


class Error(msgspec.Struct):
    code: int = 0
    message: str = ""
    error_subcode: int = 0


class Wrong(msgspec.Struct):
    error: Error


class Usage(msgspec.Struct):
    """How much of the hour is used up; the wait is in minutes."""

    estimated_time_to_regain_access: int = 0


def failure_of(answer: Answer) -> Failure | None:
    """Return why a call failed, or nothing if it worked."""
    failure = failures.failure_of(answer, _words)
    if failure is None or not isinstance(answer, HttpResponse) or not failure.code.isdigit():
        return failure
    code = int(failure.code)
    if code in REVOKED:
        return Failure(Outcome.AUTH, Trouble.AUTH, failure.code, failure.text)
    if code in THROTTLED:
        return Failure(Outcome.RETRY, Trouble.THROTTLED, failure.code, failure.text, _wait(answer))
    if code in PASSING:
        return Failure(Outcome.UNKNOWN, Trouble.UNAVAILABLE, failure.code, failure.text, SOON)
    return failure


def expect(answer: Answer, kind: type[T]) -> T:
    """Read an answer that worked. Raises ChannelTrouble."""
    failure = failure_of(answer)
    if failure is not None:
        raise ChannelTrouble(failure.trouble, f"{failure.code} {failure.text}".strip())
    assert isinstance(answer, HttpResponse)  # noqa: S101 - narrows for the type checker
    try:
        return msgspec.json.decode(answer.body, type=kind)
    except msgspec.DecodeError as wrong:
        raise ChannelTrouble(Trouble.UNREADABLE, str(wrong)) from wrong


def _words(answer: HttpResponse) -> tuple[str, str]:
    try:
        error = msgspec.json.decode(answer.body, type=Wrong).error
    except msgspec.DecodeError:
        return f"http_{answer.status}", ""
    return str(error.code) if error.code else f"http_{answer.status}", error.message


def _wait(answer: HttpResponse) -> timedelta:
    """Wait as long as Meta says; without a word, a while."""
    asked = answer.retry_after()
    if asked is not None:
        return asked
    try:
        usage = msgspec.json.decode(answer.headers.get(USAGE, "{}"), type=dict[str, list[Usage]])
    except msgspec.DecodeError:
        return SOON
    minutes = max((one.estimated_time_to_regain_access for found in usage.values() for one in found), default=0)
    return timedelta(minutes=minutes) or SOON
