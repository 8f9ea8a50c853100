"""What Trendyol's answers mean: good, try later, wrong, not allowed, or nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import ItemResult, Outcome, Trouble, failures
from arasta.contexts.channels.types.failures import SOON, Failure
from arasta.kernel.transport.wire import Answer, HttpResponse, Unreadable

NOT_APPROVED_WAIT = timedelta(minutes=5)

_AGAIN = ("try again", "tekrar deneyin", "could not be processed", "işlenemedi")
_UNAPPROVED = ("not approved", "onaylanmamış", "onay bekle")


def failure_of(answer: Answer) -> Failure | None:
    """Return why a call failed, or nothing if it worked."""
    return failures.failure_of(answer, _words)


def expect_json(answer: Answer) -> Any:
    """Return the body of an answer that worked. Raises ChannelTrouble."""
    failure = failure_of(answer)
    if failure is not None:
        raise ChannelTrouble(failure.trouble, f"{failure.code} {failure.text}".strip())
    return body_of(answer)


def body_of(answer: Answer) -> Any:
    """Return the body of an answer. Raises ChannelTrouble when it is no JSON object or list."""
    assert isinstance(answer, HttpResponse)  # noqa: S101 - narrows for the type checker
    try:
        return answer.json()
    except Unreadable as wrong:
        raise ChannelTrouble(Trouble.UNREADABLE, str(wrong)) from wrong


def is_repeat_refused(answer: Answer) -> bool:
    """Tell whether a push was refused because the same body went out in the last fifteen minutes."""
    if not isinstance(answer, HttpResponse) or answer.status != 400:
        return False
    code, text = _words(answer)
    return "repeat" in code.lower() or "recurring" in code.lower() or "15 dakika" in text or "15 minutes" in text


def item_failure(barcode: str, reasons: Sequence[str]) -> ItemResult:
    """Say why one item of a batch failed; what may work later is to be sent again."""
    text = "; ".join(reasons)
    words = text.casefold()
    if any(sign in words for sign in _UNAPPROVED):
        outcome, code, wait = Outcome.RETRY, "not_approved", NOT_APPROVED_WAIT
    elif any(sign in words for sign in _AGAIN):
        outcome, code, wait = Outcome.RETRY, "try_again", SOON
    else:
        return ItemResult(external_id=barcode, outcome=Outcome.INVALID, code="refused", text=text)
    return ItemResult(external_id=barcode, outcome=outcome, code=code, text=text, retry_after=wait)


def _words(answer: HttpResponse) -> tuple[str, str]:
    """Return the code and the sentence of an error body; a body of another shape gives the status alone."""
    try:
        body = answer.json()
    except Unreadable:
        return f"http_{answer.status}", ""
    errors = body.get("errors") if isinstance(body, dict) else None
    if not isinstance(errors, list) or not errors or not isinstance(errors[0], dict):
        return f"http_{answer.status}", ""
    return str(errors[0].get("key") or f"http_{answer.status}"), str(errors[0].get("message") or "")


def worst(results: Sequence[ItemResult]) -> list[ItemResult]:
    """Return one result for each item: of several, the first that is no success."""
    found: dict[str, ItemResult] = {}
    for one in results:
        before = found.setdefault(one.external_id, one)
        if before.outcome in _FINE:
            found[one.external_id] = one
    return list(found.values())


_FINE = {Outcome.OK, Outcome.SAME, Outcome.WAITING}
