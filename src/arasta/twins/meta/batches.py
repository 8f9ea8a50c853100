"""Batches: taken in now, worked off a little later, asked about by their handle."""

from collections.abc import Mapping, Sequence
from typing import Any

from arasta.twins import offers
from arasta.twins.faults import Fault
from arasta.twins.meta import judging
from arasta.twins.meta.types import MOST_REQUESTS, Books
from arasta.twins.store import take_numbers
from arasta.twins.wire import Answer, Call, Refusal, decode, encode

_METHODS = frozenset({"CREATE", "UPDATE", "DELETE"})
KEPT = 500


def accept(books: Books, call: Call) -> Answer:
    """Take a batch in; what is wrong at first sight is said at once."""
    body = call.json_object()
    requests = body.get("requests")
    if body.get("item_type") != "PRODUCT_ITEM" or not isinstance(requests, list):
        raise Refusal(400, "100", "(#100) item_type and requests are required.")
    if not 1 <= len(requests) <= MOST_REQUESTS:
        raise Refusal(400, "100", f"(#100) A batch holds 1 to {MOST_REQUESTS} requests.")
    wrong = [one for request in requests if (one := _wrong(request))]
    sound = [request for request in requests if not _wrong(request)]
    number = take_numbers(books.db, "batch", 1)
    handle = f"Ac{books.digest(f'batch {number}')[:40]}"
    late = books.settings.late_result_ms if books.strikes(Fault.LATE_RESULT) else books.settings.process_delay_ms
    books.db.execute(
        "INSERT INTO batch (number, handle, requests, upsert, due_ms, lost) VALUES (?, ?, ?, ?, ?, ?)",
        (
            number,
            handle,
            encode(sound).decode(),
            int(bool(body.get("allow_upsert", True))),
            books.now_ms + late,
            int(books.strikes(Fault.RESULT_LOST)),
        ),
    )
    books.db.execute("DELETE FROM batch WHERE number <= ?", (number - KEPT,))
    return Answer(200, {"handles": [handle], "validation_status": wrong})


def status(books: Books, call: Call) -> Answer:
    """Say how a batch stands."""
    row = books.db.execute("SELECT * FROM batch WHERE handle = ?", (call.query.get("handle", ""),)).fetchone()
    if row is None:
        raise Refusal(400, "100", "(#100) The handle is not known.")
    if row["lost"]:
        return Answer(200, {"data": []})
    errors = decode(row["errors"]) if row["errors"] is not None else []
    body = {
        "handle": row["handle"],
        "status": "finished" if row["errors"] is not None else "in_progress",
        "errors_total_count": len(errors),
        "errors": errors,
        "warnings_total_count": 0,
        "warnings": [],
        "ids_of_invalid_requests": [one["id"] for one in errors],
    }
    return Answer(200, {"data": [body]})


def work_off(books: Books) -> None:
    """Let the batches whose time has come take effect, in the order in which they were sent."""
    due = books.db.execute(
        "SELECT * FROM batch WHERE errors IS NULL AND due_ms <= ? ORDER BY number", (books.now_ms,)
    ).fetchall()
    for row in due:
        spoiled = books.strikes(Fault.PARTIAL_BATCH)
        errors = _apply(books, decode(row["requests"]), upsert=bool(row["upsert"]), spoiled=spoiled)
        books.db.execute("UPDATE batch SET errors = ? WHERE number = ?", (encode(errors).decode(), row["number"]))


def _apply(books: Books, requests: Sequence[Mapping[str, Any]], *, upsert: bool, spoiled: bool) -> list[dict[str, Any]]:
    errors = []
    for line, request in enumerate(requests, start=1):
        data = dict(request["data"])
        code = str(data.pop("id"))
        if spoiled and line % 2:
            problem = "An unknown error occurred, try again later."
        else:
            problem = _put(books, code, request["method"], data, upsert=upsert)
        if problem:
            errors.append({"line": line, "id": code, "message": problem})
    return errors


def _put(books: Books, code: str, method: str, data: Mapping[str, Any], *, upsert: bool) -> str:
    """Do one request; return what is wrong with it, or nothing."""
    known = offers.find(books, code)
    if method == "DELETE":
        return "" if offers.drop(books, code) else "The product does not exist."
    if known is None and method == "UPDATE" and not upsert:
        return "The product does not exist in the catalog."
    whole = {**(offers.sent_of(known) if known is not None else {}), **data}
    lacking = judging.missing(whole)
    if lacking:
        return f"Required fields are missing: {', '.join(lacking)}."
    offers.put(books, code, code, whole)
    books.db.execute("UPDATE offer SET due_ms = ? WHERE key = ?", (books.now_ms, code))
    return ""


def _wrong(request: Any) -> dict[str, Any] | None:
    data = request.get("data") if isinstance(request, Mapping) else None
    code = data.get("id") if isinstance(data, Mapping) else None
    if isinstance(code, str) and code and request.get("method") in _METHODS:
        return None
    return {"retailer_id": str(code or ""), "errors": [{"message": "The request has no method or no id."}]}
