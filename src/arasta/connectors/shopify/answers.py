"""What a shop's answers mean. GraphQL says most of it with status 200: throttled, forbidden, wrong, broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import Outcome, Trouble, failures
from arasta.contexts.channels.types.failures import SOON, Failure
from arasta.kernel.transport.wire import Answer, HttpRequest, HttpResponse, Plan, Unreadable

TRIES = 4
THROTTLED = "THROTTLED"
_KINDS = {
    THROTTLED: (Outcome.RETRY, Trouble.THROTTLED),
    "ACCESS_DENIED": (Outcome.AUTH, Trouble.AUTH),
    "SHOP_INACTIVE": (Outcome.AUTH, Trouble.AUTH),
    "INTERNAL_SERVER_ERROR": (Outcome.UNKNOWN, Trouble.UNAVAILABLE),
    "TIMEOUT": (Outcome.UNKNOWN, Trouble.TIMEOUT),
}


def ask(request: HttpRequest) -> Plan[dict[str, Any] | Failure]:
    """Send a call and return its data, or why there is none. What was throttled is sent again: the budget is known."""
    failure: Failure | None = None
    for _ in range(TRIES):
        answer = yield request
        failure = failure_of(answer)
        if failure is None:
            return data_of(answer)
        if failure.code != THROTTLED:
            break
    assert failure is not None  # noqa: S101 - the loop ran at least once
    return failure


def fetch(request: HttpRequest) -> Plan[dict[str, Any]]:
    """Send a call and return its data. Raises ChannelTrouble."""
    found = yield from ask(request)
    if isinstance(found, Failure):
        raise ChannelTrouble(found.trouble, f"{found.code} {found.text}".strip())
    return found


def failure_of(answer: Answer) -> Failure | None:
    """Return why a call failed, or nothing if it worked."""
    failure = failures.failure_of(answer, _words)
    if failure is not None or not isinstance(answer, HttpResponse):
        return failure
    try:
        body = answer.json()
    except Unreadable as wrong:
        return Failure(Outcome.UNKNOWN, Trouble.UNREADABLE, "unreadable", str(wrong), SOON)
    errors = body.get("errors") if isinstance(body, dict) else None
    if not errors and isinstance(body, dict) and isinstance(body.get("data"), dict):
        return None
    code, text = _first(errors)
    outcome, trouble = _KINDS.get(code, (Outcome.INVALID, Trouble.REFUSED))
    return Failure(outcome, trouble, code, text, SOON if outcome in {Outcome.RETRY, Outcome.UNKNOWN} else None)


def data_of(answer: Answer) -> dict[str, Any]:
    """Return the data of an answer that worked."""
    assert isinstance(answer, HttpResponse)  # noqa: S101 - narrows for the type checker
    return dict(answer.json()["data"])


def _words(answer: HttpResponse) -> tuple[str, str]:
    try:
        body = answer.json()
    except Unreadable:
        return f"http_{answer.status}", ""
    errors = body.get("errors") if isinstance(body, dict) else None
    return (f"http_{answer.status}", errors) if isinstance(errors, str) else _first(errors)


def _first(errors: Any) -> tuple[str, str]:
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    extensions = first.get("extensions")
    code = extensions.get("code") if isinstance(extensions, dict) else None
    text = str(first.get("message") or "")
    return str(code or (THROTTLED if text == "Throttled" else "refused")), text


@dataclass(frozen=True)
class Complaint:
    """What a shop finds wrong with an input: where, and why."""

    path: tuple[str, ...]
    code: str
    text: str

    def index(self, after: str) -> int | None:
        """Return the place in a list that is meant: the number behind a name in the path."""
        names = list(self.path)
        following = names[names.index(after) + 1 :] if after in names else []
        return int(following[0]) if following and following[0].isdigit() else None

    def result_text(self) -> str:
        """Say it with its place."""
        return f"{'.'.join(self.path)}: {self.text}" if self.path else self.text


def complaints(errors: Sequence[Any]) -> list[Complaint]:
    """Read what is wrong with an input."""
    return [
        Complaint(
            tuple(str(part) for part in one.get("field") or ()),
            str(one.get("code") or "refused").lower(),
            str(one.get("message") or ""),
        )
        for one in errors
    ]
