"""Counted pages, as the shop reads them: what changes meanwhile shifts them."""

from collections.abc import Mapping, Sequence
from typing import Any

from arasta.twins.faults import Fault
from arasta.twins.wire import Answer, Call, Refusal, encode, query_number
from arasta.twins.woocommerce.types import Books
from arasta.twins.woocommerce.writing import read_moment

DEFAULT_SIZE, MOST = 10, 100
FURTHEST = 10**6
COLUMNS = {"modified": "modified_ms", "date": "created_ms", "id": "id"}


def read(books: Books, call: Call, table: str, clauses: Mapping[str, Sequence[object]]) -> tuple[list[int], Answer]:
    """Return the ids of a page, and an empty answer with its headers. Raises Refusal 400.

    `clauses` are conditions on the table with their values.
    """
    query = call.query
    size = query_number(query, "per_page", DEFAULT_SIZE, least=1, most=MOST)
    page = query_number(query, "page", 1, least=1, most=FURTHEST)
    offset = query_number(query, "offset", (page - 1) * size, least=0, most=FURTHEST)
    column, direction = COLUMNS.get(query.get("orderby", "date")), query.get("order", "desc")
    if column is None or direction not in {"asc", "desc"}:
        raise Refusal(400, "rest_invalid_param", "Invalid parameter(s): orderby")
    where, values = _conditions(query, clauses)
    total = books.db.execute(f"SELECT count(*) AS n FROM {table} WHERE {where}", values).fetchone()["n"]  # noqa: S608 - named here
    skip = offset + int(offset > 0 and books.strikes(Fault.PAGE_SHIFT))
    rows = books.db.execute(
        f"SELECT id FROM {table} WHERE {where} ORDER BY {column} {direction}, id {direction} LIMIT ? OFFSET ?",  # noqa: S608 - named here
        [*values, size, skip],
    ).fetchall()
    headers = {"x-wp-total": str(total), "x-wp-totalpages": str(-(-total // size))}
    links = {"prev": page - 1, "next": page + 1 if page * size < total else 0}
    shown = [f'<{call.origin}{call.path}?page={number}>; rel="{name}"' for name, number in links.items() if number > 0]
    return [row["id"] for row in rows], Answer(200, [], headers | ({"link": ", ".join(shown)} if shown else {}))


def _conditions(query: Mapping[str, str], clauses: Mapping[str, Sequence[object]]) -> tuple[str, list[object]]:
    texts, values = ["1 = 1"], list[object]()
    for clause, given in clauses.items():
        texts.append(clause)
        values += given
    if query.get("modified_after"):
        texts.append("modified_ms > ?")
        values.append(read_moment(query["modified_after"], is_gmt=query.get("dates_are_gmt") == "true"))
    if query.get("include"):
        texts.append("id IN (SELECT value FROM json_each(?))")
        ids = [int(text) for text in query["include"].split(",") if text.isdigit()]
        values.append(encode(ids).decode())
    return " AND ".join(texts), values


def filled(answer: Answer, body: list[dict[str, Any]]) -> Answer:
    """Put a page's documents under its headers."""
    return Answer(200, body, answer.headers)
