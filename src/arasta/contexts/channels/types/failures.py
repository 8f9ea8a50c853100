"""What a channel's answers mean for all connectors alike: good, try later, wrong, not allowed, or nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from arasta.contexts.channels.types.protocol import ItemResult, Outcome
from arasta.contexts.channels.types.sync import Trouble
from arasta.kernel.transport.wire import Answer, HttpResponse, NoAnswer, Silence

SOON = timedelta(seconds=30)
FORBIDDEN = frozenset({401, 403})
THROTTLED = 429

_SILENCES = {
    Silence.NOT_SENT: Trouble.UNAVAILABLE,
    Silence.TIMEOUT: Trouble.TIMEOUT,
    Silence.BROKEN: Trouble.UNAVAILABLE,
    Silence.OUT_OF_BUDGET: Trouble.THROTTLED,
    Silence.CIRCUIT_OPEN: Trouble.UNAVAILABLE,
}

Words = Callable[[HttpResponse], tuple[str, str]]
"""Reads the code and the sentence of an error out of an answer."""


@dataclass(frozen=True)
class Failure:
    """Why a call did not do what it should."""

    outcome: Outcome
    trouble: Trouble
    code: str
    text: str
    retry_after: timedelta | None = None

    def result(self, external_id: str) -> ItemResult:
        """Say it of one item."""
        return ItemResult(
            external_id=external_id,
            outcome=self.outcome,
            code=self.code,
            text=self.text,
            retry_after=self.retry_after,
        )


def failure_of(answer: Answer, words: Words) -> Failure | None:
    """Return why a call failed, or nothing if it worked."""
    if isinstance(answer, NoAnswer):
        outcome = Outcome.UNKNOWN if answer.may_have_happened else Outcome.RETRY
        return Failure(outcome, _SILENCES[answer.why], answer.why, answer.detail, answer.retry_after or SOON)
    if answer.is_ok:
        return None
    code, text = words(answer)
    if answer.status in FORBIDDEN:
        return Failure(Outcome.AUTH, Trouble.AUTH, code, text)
    if answer.status == THROTTLED:
        return Failure(Outcome.RETRY, Trouble.THROTTLED, code, text, answer.retry_after() or SOON)
    if answer.status >= 500:
        return Failure(Outcome.UNKNOWN, Trouble.UNAVAILABLE, code, text, SOON)
    return Failure(Outcome.INVALID, Trouble.REFUSED, code, text)


def is_refused(answer: Answer) -> bool:
    """Tell whether the request itself was not accepted."""
    return (
        isinstance(answer, HttpResponse) and 400 <= answer.status < 500 and answer.status not in FORBIDDEN | {THROTTLED}
    )
