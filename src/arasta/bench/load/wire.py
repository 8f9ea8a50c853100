"""HTTP/1.1 as far as a load generator needs it: requests as bytes, answers by their status and Content-Length."""

from __future__ import annotations

from dataclasses import dataclass

_END = b"\r\n\r\n"
_LENGTH = b"\r\ncontent-length:"
_CLOSE = b"\r\nconnection: close"


class Garbled(ValueError):
    """The server did not speak the HTTP that is read here."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; `is_last`: the server closes the connection after it."""

    status: int
    body: bytes
    is_last: bool = False


class Reader:
    """Collects what comes over one connection. One request is under way at a time, so no answer follows another."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._needed = 0

    def feed(self, chunk: bytes) -> Answer | None:
        """Take what came; return the answer once it is whole. Raises Garbled."""
        got = self._bytes
        got += chunk
        if len(got) < self._needed:
            return None
        head_end = got.find(_END)
        if head_end < 0:
            return None
        head = bytes(got[:head_end]).lower()
        length = _length(head)
        self._needed = head_end + len(_END) + length
        if len(got) < self._needed:
            return None
        if len(got) > self._needed:
            raise Garbled("More came than one answer.")
        answer = Answer(_status(head), bytes(got[head_end + len(_END) :]), _CLOSE in head)
        got.clear()
        self._needed = 0
        return answer


def request(method: str, path: str, *, token: str, body: bytes = b"", key: str = "") -> bytes:
    """Write a request with a bearer token; a key makes it a write."""
    head = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Bearer {token}",
        "Accept: application/json",
    ]
    if body:
        head += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    if key:
        head.append(f"Idempotency-Key: {key}")
    return "\r\n".join(head).encode() + _END + body


def _status(head: bytes) -> int:
    try:
        return int(head[9:12])
    except ValueError as error:
        raise Garbled(repr(head[:60])) from error


def _length(head: bytes) -> int:
    at = head.find(_LENGTH)
    if at < 0:
        if _status(head) == 204:
            return 0
        raise Garbled(f"No Content-Length: {head[:200]!r}")
    end = head.find(b"\r\n", at + 2)
    return int(head[at + len(_LENGTH) : end if end > 0 else len(head)])
