"""What Amazon's answers mean, and how its documents are read."""

from __future__ import annotations

import gzip
import zlib
from typing import Any, TypeVar

import msgspec

from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import Trouble, failures
from arasta.contexts.channels.types.failures import Failure
from arasta.kernel.transport.wire import Answer, HttpResponse, Unreadable

T = TypeVar("T")
GZIP = b"\x1f\x8b"
NOT_FOUND = 404


def failure_of(answer: Answer) -> Failure | None:
    """Return why a call failed, or nothing if it worked."""
    return failures.failure_of(answer, _words)


def expect(answer: Answer, kind: type[T]) -> T:
    """Return the document of an answer that worked. Raises ChannelTrouble."""
    return read(expect_json(answer), kind)


def expect_json(answer: Answer) -> Any:
    """Return the body of an answer that worked. Raises ChannelTrouble."""
    response = expect_good(answer)
    try:
        return response.json()
    except Unreadable as wrong:
        raise ChannelTrouble(Trouble.UNREADABLE, str(wrong)) from wrong


def expect_good(answer: Answer) -> HttpResponse:
    """Return an answer that worked. Raises ChannelTrouble."""
    failure = failure_of(answer)
    if failure is not None:
        raise trouble_of(failure)
    assert isinstance(answer, HttpResponse)  # noqa: S101 - narrows for the type checker
    return answer


def trouble_of(failure: Failure) -> ChannelTrouble:
    """Say a failure of the whole call."""
    return ChannelTrouble(failure.trouble, f"{failure.code} {failure.text}".strip())


def read(body: Any, kind: type[T]) -> T:
    """Read a document; fields that are not known are passed over. Raises ChannelTrouble."""
    try:
        return msgspec.convert(body, kind)
    except msgspec.ValidationError as wrong:
        raise ChannelTrouble(Trouble.UNREADABLE, str(wrong)) from wrong


def is_missing(answer: Answer) -> bool:
    """Tell whether there is no such thing."""
    return isinstance(answer, HttpResponse) and answer.status == NOT_FOUND


def plain(content: bytes) -> bytes:
    """Return a document as it was before it was packed. Raises ChannelTrouble."""
    if not content.startswith(GZIP):
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as wrong:
        raise ChannelTrouble(Trouble.UNREADABLE, f"a packed document: {wrong}") from wrong


def _words(answer: HttpResponse) -> tuple[str, str]:
    """Return the code and the sentence of an error body; the login and the queue speak in shapes of their own."""
    try:
        body = answer.json()
    except Unreadable:
        return f"http_{answer.status}", ""
    if isinstance(body, dict) and isinstance(body.get("error"), str):
        return body["error"], str(body.get("error_description") or "")
    if isinstance(body, dict) and "__type" in body:
        return str(body["__type"]).rpartition("#")[2], str(body.get("message") or "")
    errors = body.get("errors") if isinstance(body, dict) else None
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    text = f"{first.get('message') or ''} {first.get('details') or ''}".strip()
    return str(first.get("code") or f"http_{answer.status}"), text
