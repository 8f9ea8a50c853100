"""Exports in bulk: a query that runs by itself over all pages and leaves a file, one object a line, at a signed address."""

import hmac
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from graphql import DocumentNode, execute_sync

from arasta.twins.faults import Fault
from arasta.twins.shopify.desk import Desk, Row, user_error
from arasta.twins.shopify.language import SCHEMA, understood
from arasta.twins.shopify.shop import Shop
from arasta.twins.shopify.types import Books, gid, number_of
from arasta.twins.store import take_numbers
from arasta.twins.wire import Answer, Call, encode

Questions = Mapping[str, Callable[[Desk, dict[str, Any]], Any]]

KIND = "BulkOperation"
KEPT_MS = 7 * 24 * 3_600_000
ALL = 1_000_000_000
_RANGE = re.compile(r"bytes=(\d+)-(\d+)")


def start(desk: Desk, text: str, questions: Questions) -> dict[str, Any]:
    """Begin an export; one at a time."""
    books = desk.books
    if books.db.execute("SELECT 1 FROM export WHERE ready_ms > ?", (books.now_ms,)).fetchone():
        return _refused("A bulk query operation for this app and shop is already in progress.", "OPERATION_IN_PROGRESS")
    document = understood(text)
    if isinstance(document, tuple):
        return _refused(document[0], "INVALID")
    lines = _written(desk, document, questions)
    late = books.strikes(Fault.LATE_RESULT)
    ready_ms = books.now_ms + (books.settings.late_result_ms if late else books.settings.job_delay_ms)
    number = take_numbers(books.db, "export", 1)
    content = None if lines is None or books.strikes(Fault.RESULT_LOST) else b"".join(lines)
    books.db.execute("INSERT INTO export VALUES (?, ?, ?, ?)", (number, content, books.now_ms, ready_ms))
    begun = {"id": gid(KIND, number), "status": "CREATED", "createdAt": desk.time(books.now_ms)}
    return {"bulkOperation": begun, "userErrors": []}


def show(desk: Desk, text: str) -> dict[str, Any] | None:
    """Say how far an export is, and where its file lies."""
    row = _row(desk.books, number_of(text, KIND))
    if row is None:
        return None
    status, content = _status(row, desk.books.now_ms), row["content"]
    is_there = status == "COMPLETED" and bool(content)
    return {
        "id": text,
        "status": status,
        "createdAt": desk.time(row["created_ms"]),
        "completedAt": desk.time(row["ready_ms"]) if status in {"COMPLETED", "EXPIRED"} else None,
        "errorCode": "INTERNAL_SERVER_ERROR" if status == "FAILED" else None,
        "fileSize": str(len(content)) if is_there else None,
        "url": _address(desk, row) if is_there else None,
    }


def serve(shop: Shop, call: Call) -> Answer:
    """Give a file, or a piece of it, to whoever brings the signature of its address."""
    with shop.books() as books:
        row = _row(books, call.params["number"])
        given = call.query.get("Signature", "")
        if (
            row is None
            or not hmac.compare_digest(given.encode(), _signature(books, row).encode())
            or _status(row, books.now_ms) != "COMPLETED"
        ):
            return Answer(403)
        content: bytes = row["content"]
    asked = _RANGE.fullmatch(call.headers.get("range", ""))
    if asked is None:
        return Answer(200, content, {"content-type": "application/jsonl"})
    first, last = int(asked[1]), min(int(asked[2]), len(content) - 1)
    if first > last:
        return Answer(416)
    head = {"content-type": "application/jsonl", "content-range": f"bytes {first}-{last}/{len(content)}"}
    return Answer(206, content[first : last + 1], head)


def _refused(message: str, code: str) -> dict[str, Any]:
    return {"bulkOperation": None, "userErrors": [user_error(["query"], message, code)]}


def _row(books: Books, number: int) -> Row | None:
    found: Row | None = books.db.execute("SELECT * FROM export WHERE id = ?", (number,)).fetchone()
    return found


def _status(row: Row, now_ms: int) -> str:
    if now_ms < row["ready_ms"]:
        return "RUNNING"
    if row["content"] is None:
        return "FAILED"
    return "COMPLETED" if now_ms < row["ready_ms"] + KEPT_MS else "EXPIRED"


def _address(desk: Desk, row: Row) -> str:
    expires = (row["ready_ms"] + KEPT_MS) // 1000
    return f"{desk.origin}/shopify/exports/{row['id']}?Expires={expires}&Signature={_signature(desk.books, row)}"


def _signature(books: Books, row: Row) -> str:
    return books.digest(f"export {row['id']} {row['ready_ms']}")


def _written(desk: Desk, document: DocumentNode, questions: Questions) -> list[bytes] | None:
    """Run a query over all pages of its lists; return nothing if it fails."""

    def whole(act: Callable[[Desk, dict[str, Any]], Any], info: object, **asked: Any) -> Any:
        return act(desk, {"first": ALL, **asked})

    result = execute_sync(SCHEMA, document, root_value={name: partial(whole, act) for name, act in questions.items()})
    if result.errors or result.data is None:
        return None
    roots: list[dict[str, Any]] = []
    _without_lists(result.data, roots)
    return [encode(one) + b"\n" for one in _lines(roots, "")]


def _lines(nodes: Sequence[dict[str, Any]], parent: str) -> Iterator[dict[str, Any]]:
    """Return objects, each before those that are below it."""
    for node in nodes:
        below: list[dict[str, Any]] = []
        plain = _without_lists(node, below)
        yield {**plain, "__parentId": parent} if parent else plain
        yield from _lines(below, node["id"])


def _without_lists(value: Any, below: list[dict[str, Any]]) -> Any:
    """Return an object without the lists that are paged, and put aside what they hold."""
    if not isinstance(value, dict):
        return value
    plain = {}
    for name, inner in value.items():
        if isinstance(inner, dict) and "edges" in inner:
            below += [edge["node"] for edge in inner["edges"]]
        else:
            plain[name] = _without_lists(inner, below)
    return plain
