"""What Google's answers mean."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import Outcome, Trouble, failures
from arasta.contexts.channels.types.failures import SOON, Failure
from arasta.kernel.transport.wire import Answer, HttpResponse

T = TypeVar("T")
OLDER = 409
NOT_FOUND = 404


class Status(msgspec.Struct):
    """Why a call failed. The login writes `error` as a word, everything else as an object."""

    code: int = 0
    message: str = ""
    status: str = ""


class Wrong(msgspec.Struct):
    error: Status | str = ""
    error_description: str = ""


def failure_of(answer: Answer) -> Failure | None:
    """Return why a call failed, or nothing if it worked."""
    failure = failures.failure_of(answer, _words)
    if failure is not None and failure.code == "RESOURCE_EXHAUSTED":
        return Failure(Outcome.RETRY, Trouble.THROTTLED, failure.code, failure.text, failure.retry_after or SOON)
    return failure


def is_older(answer: Answer) -> bool:
    """Tell whether a newer version is there already."""
    return isinstance(answer, HttpResponse) and answer.status == OLDER


def is_missing(answer: Answer) -> bool:
    """Tell whether there is no such thing."""
    return isinstance(answer, HttpResponse) and answer.status == NOT_FOUND


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
        wrong = msgspec.json.decode(answer.body, type=Wrong)
    except msgspec.DecodeError:
        return f"http_{answer.status}", ""
    if isinstance(wrong.error, str):
        return wrong.error or f"http_{answer.status}", wrong.error_description
    return wrong.error.status or f"http_{answer.status}", wrong.error.message
