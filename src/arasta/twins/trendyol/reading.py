"""Reading packages: pages that stop at ten thousand, and the stream with its cursor."""

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from arasta.twins.faults import Fault
from arasta.twins.trendyol.books import Books
from arasta.twins.trendyol.types import DAY_MS, GMT3_MS, Status
from arasta.twins.trendyol.views import package_bodies
from arasta.twins.wire import Refusal, decode, encode, query_number

MAX_SIZE = 200
STREAM_SIZE = 50
PAGE_WINDOW = 10_000
MAX_SPAN_MS = 14 * DAY_MS
MEMORY_MS = 90 * DAY_MS
MAX_IDS = 50
LATEST = 10**17
STREAM_FILTERS = ("packageItemStatuses", "lastModifiedStartDate", "lastModifiedEndDate")
ORDER_COLUMNS = {"PackageLastModifiedDate": "k.modified_ms", "CreatedDate": "p.ordered_ms"}

Query = Mapping[str, str]


def _invalid(message: str) -> Refusal:
    return Refusal(400, "InvalidRequestException", message)


def _statuses(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not all(name in set(Status) for name in names):
        raise _invalid("A status is not known.")
    return names


def _window(books: Books, query: Query, first: str, last: str) -> tuple[int, int]:
    """Return the asked window, or the two weeks that touch the end that was given. Raises Refusal 400."""
    shift = GMT3_MS if books.settings.shift_modified else 0
    start = query_number(query, first, -1, least=0, most=LATEST)
    end = query_number(query, last, -1, least=0, most=LATEST)
    if end < 0:
        end = books.now_ms + shift if start < 0 else start + MAX_SPAN_MS
    if start < 0:
        start = end - MAX_SPAN_MS
    if start > end:
        raise _invalid(f"{first} must not be after {last}.")
    if end - start > MAX_SPAN_MS:
        raise _invalid("The window may span at most 14 days.")
    return start - shift, end - shift


def _filters_digest(books: Books, seller_id: int, query: Query) -> str:
    asked = [query.get(name, "") for name in STREAM_FILTERS]
    return books.digest(f"filters {seller_id} {asked}")[:16]


def _seal(books: Books, state: Mapping[str, Any]) -> str:
    text = base64.urlsafe_b64encode(encode(state)).decode().rstrip("=")
    return f"{text}.{books.digest('cursor ' + text)[:16]}"


def _unseal(books: Books, cursor: str) -> dict[str, Any]:
    text, _, seal = cursor.partition(".")
    if not hmac.compare_digest(seal.encode(), books.digest("cursor " + text)[:16].encode()):
        raise _invalid("nextCursor is not valid.")
    try:
        state: dict[str, Any] = decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, msgspec.DecodeError) as error:
        raise _invalid("nextCursor is not valid.") from error
    return state


def _resume(books: Books, cursor: str, digest: str) -> dict[str, Any]:
    if books.strikes(Fault.CURSOR_EXPIRED):
        raise _invalid("nextCursor has expired, start a new stream.")
    state = _unseal(books, cursor)
    if state["filters"] != digest:
        raise _invalid("The filters must not change under a nextCursor.")
    return state


def stream(books: Books, seller_id: int, query: Query) -> dict[str, Any]:
    """Return the next part of the stream, newest change first. Raises Refusal 400."""
    size = query_number(query, "size", STREAM_SIZE, least=1, most=MAX_SIZE)
    digest = _filters_digest(books, seller_id, query)
    statuses = _statuses(query.get("packageItemStatuses", ""))
    cursor = query.get("nextCursor", "")
    if cursor:
        state = _resume(books, cursor, digest)
    else:
        start, end = _window(books, query, "lastModifiedStartDate", "lastModifiedEndDate")
        state = {"filters": digest, "start": start, "end": end, "at": LATEST, "id": 0}
    rows = books.db.execute(
        "SELECT id, modified_ms FROM package WHERE seller_id = ? AND modified_ms BETWEEN ? AND ? "
        "AND (modified_ms, id) < (?, ?) AND (? = 0 OR status IN (SELECT value FROM json_each(?))) "
        "ORDER BY modified_ms DESC, id DESC LIMIT ?",
        (
            seller_id,
            max(state["start"], books.now_ms - MEMORY_MS),
            state["end"],
            state["at"],
            state["id"],
            len(statuses),
            encode(statuses).decode(),
            size + 1,
        ),
    ).fetchall()
    more, shown = len(rows) > size, rows[:size]
    following = _seal(books, state | {"at": shown[-1]["modified_ms"], "id": shown[-1]["id"]}) if more else None
    content = package_bodies(books, [row["id"] for row in shown])
    return {"hasMore": more, "nextCursor": following, "size": size, "content": content}


def _asked_ids(query: Query) -> list[int]:
    texts = [text.strip() for text in query.get("shipmentPackageIds", "").split(",") if text.strip()]
    if len(texts) > MAX_IDS or not all(text.isascii() and text.isdigit() and len(text) <= 18 for text in texts):
        raise _invalid(f"shipmentPackageIds holds at most {MAX_IDS} numbers.")
    return [int(text) for text in texts]


def _conditions(books: Books, query: Query, column: str) -> tuple[list[str], list[object]]:
    """Return the clauses of a page and their values. Raises Refusal 400."""
    clauses, values = ["k.seller_id = ?"], list[object]()
    ids, number, statuses = _asked_ids(query), query.get("orderNumber"), _statuses(query.get("status", ""))
    dated = query.get("startDate") or query.get("endDate")
    if dated or not (ids or number):
        start, end = _window(books, query, "startDate", "endDate")
        clauses.append(f"{column} BETWEEN ? AND ?")
        values += [max(start, books.now_ms - MEMORY_MS), end]
    for clause, chosen in (("k.id", ids), ("k.status", statuses)):
        if chosen:
            clauses.append(f"{clause} IN (SELECT value FROM json_each(?))")  # noqa: S608 - a column named above
            values.append(encode(chosen).decode())
    if number:
        clauses.append("k.order_number = ?")
        values.append(number)
    return clauses, values


def _ordering(query: Query) -> tuple[str, str]:
    field = query.get("orderByField") or "PackageLastModifiedDate"
    direction = query.get("orderByDirection") or "DESC"
    if field not in ORDER_COLUMNS or direction not in {"ASC", "DESC"}:
        raise _invalid("orderByField or orderByDirection is not known.")
    return ORDER_COLUMNS[field], direction


def page(books: Books, seller_id: int, query: Query) -> dict[str, Any]:
    """Return one page of packages. Raises Refusal 400, also for a page beyond the first ten thousand."""
    number = query_number(query, "page", 0, least=0, most=PAGE_WINDOW)
    size = query_number(query, "size", MAX_SIZE, least=1, most=MAX_SIZE)
    if (number + 1) * size > PAGE_WINDOW:
        raise _invalid(f"Pages end at {PAGE_WINDOW} packages; use the stream.")
    column, direction = _ordering(query)
    clauses, values = _conditions(books, query, column)
    source = "FROM package k JOIN purchase p ON p.order_number = k.order_number WHERE " + " AND ".join(clauses)
    total = books.db.execute(f"SELECT count(*) AS packages {source}", (seller_id, *values)).fetchone()["packages"]
    skip = number * size + int(number > 0 and books.strikes(Fault.PAGE_SHIFT))
    rows = books.db.execute(
        f"SELECT k.id {source} ORDER BY {column} {direction}, k.id {direction} LIMIT ? OFFSET ?",
        (seller_id, *values, size, skip),
    ).fetchall()
    return _envelope(package_bodies(books, [row["id"] for row in rows]), number=number, size=size, total=total)


def _envelope(content: Sequence[Any], *, number: int, size: int, total: int) -> dict[str, Any]:
    return {
        "page": number,
        "size": size,
        "totalPages": -(-total // size),
        "totalElements": total,
        "content": content,
    }
