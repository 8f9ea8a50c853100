"""What a shop's answers mean: good, try later, wrong, not allowed, or nobody knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import msgspec

from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import ItemResult, Outcome, Trouble, failures
from arasta.contexts.channels.types.failures import Failure
from arasta.kernel.transport.wire import Answer, HttpResponse, Unreadable

D = TypeVar("D")

NOT_FOUND = 404
NO_PRODUCT = "gone"


def failure_of(answer: Answer) -> Failure | None:
    """Return why a call failed, or nothing if it worked."""
    return failures.failure_of(answer, _words)


def is_missing(answer: Answer) -> bool:
    """Tell whether what was asked for is not there."""
    return isinstance(answer, HttpResponse) and answer.status == NOT_FOUND


def expect(answer: Answer, kind: type[D]) -> D:
    """Return the body of an answer that worked, in its shape. Raises ChannelTrouble."""
    body = expect_json(answer)
    try:
        return msgspec.convert(body, kind)
    except msgspec.ValidationError as wrong:
        raise ChannelTrouble(Trouble.UNREADABLE, str(wrong)) from wrong


def expect_list(answer: Answer) -> list[Any]:
    """Return the list that an answer holds. Raises ChannelTrouble."""
    return expect(answer, list[Any])


def expect_json(answer: Answer) -> Any:
    """Return the body of an answer that worked. Raises ChannelTrouble; a page of the host's own is unreadable."""
    failure = failure_of(answer)
    if failure is not None:
        raise ChannelTrouble(failure.trouble, f"{failure.code} {failure.text}".strip())
    assert isinstance(answer, HttpResponse)  # noqa: S101 - narrows for the type checker
    try:
        return answer.json()
    except Unreadable as wrong:
        raise ChannelTrouble(Trouble.UNREADABLE, str(wrong)) from wrong


def has_more(answer: Answer, start: int, found: int, size: int) -> bool:
    """Tell whether more follows, by the header if a host let it through, else by a full page."""
    total = answer.headers.get("x-wp-total", "") if isinstance(answer, HttpResponse) else ""
    return start + found < int(total) if total.isdigit() else found >= size


def said_at(answer: Answer) -> datetime | None:
    """Return what time the shop says it is."""
    try:
        return parsedate_to_datetime(answer.headers["date"]) if isinstance(answer, HttpResponse) else None
    except (KeyError, ValueError):
        return None


def batch_results(answer: Answer, part: str, codes: Sequence[str]) -> list[ItemResult]:
    """Return what became of each object of one part of a batch, in the order they were sent."""
    failure = failure_of(answer)
    if failure is not None:
        return [failure.result(code) for code in codes]
    try:
        objects = expect(answer, dict[str, list[dict[str, Any]]]).get(part, [])
    except ChannelTrouble as trouble:
        return [_unknown(code, trouble.detail) for code in codes]
    if len(objects) != len(codes):
        return [_unknown(code, f"{len(objects)} results for {len(codes)} objects") for code in codes]
    return [_result(code, one) for code, one in zip(codes, objects, strict=True)]


def unsent(external_id: str, trouble: ChannelTrouble) -> ItemResult:
    """Say of one item that nothing was sent because of a trouble before."""
    outcome = Outcome.AUTH if trouble.trouble is Trouble.AUTH else Outcome.RETRY
    return ItemResult(external_id=external_id, outcome=outcome, code=trouble.trouble, text=trouble.detail)


def _result(external_id: str, one: Mapping[str, Any]) -> ItemResult:
    error = one.get("error")
    if not isinstance(error, Mapping):
        return ItemResult(external_id=external_id, outcome=Outcome.OK)
    code, text = str(error.get("code") or "refused"), str(error.get("message") or "")
    data = error.get("data")
    status = data.get("status") if isinstance(data, Mapping) else None
    is_theirs = isinstance(status, int) and status >= 500
    return ItemResult(
        external_id=external_id,
        outcome=Outcome.RETRY if is_theirs else Outcome.INVALID,
        code=code,
        text=text,
        retry_after=failures.SOON if is_theirs else None,
    )


def _unknown(external_id: str, text: str) -> ItemResult:
    return ItemResult(external_id=external_id, outcome=Outcome.UNKNOWN, code="unreadable", text=text)


def _words(answer: HttpResponse) -> tuple[str, str]:
    """Return the code and the sentence of an error body; a body of another shape gives the status alone."""
    try:
        body = answer.json()
    except Unreadable:
        return f"http_{answer.status}", ""
    if not isinstance(body, dict):
        return f"http_{answer.status}", ""
    return str(body.get("code") or f"http_{answer.status}"), str(body.get("message") or "")
