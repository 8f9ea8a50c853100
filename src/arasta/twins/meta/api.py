"""What the catalog is asked: batches, products, itself. The token, the hour and the faults stand before."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from arasta.twins import buckets, log, offers
from arasta.twins.faults import Fault
from arasta.twins.meta import batches
from arasta.twins.meta.types import CATALOG, TOKEN, Books, Settings
from arasta.twins.store import savepoint
from arasta.twins.twin import Twin, secret_digest
from arasta.twins.wire import Answer, Call, Refusal, decode, encode, query_number

Handler = Callable[[Books, Call], Answer]
MOST_ON_A_PAGE = 500
HOUR_SECONDS = 3600
_TOO_MANY = "(#80014) There have been too many calls for the batch uploads to this catalog account."


@dataclass(frozen=True)
class Operation:
    """One operation: where it is, what it does, whether its calls are counted by the hour."""

    method: str
    path: str
    handler: Handler
    counted: bool = False


def error(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> Answer:
    """Write a refusal the way the interface does."""
    number = int(code) if code.isdigit() else 1
    body = {"error": {"message": message, "type": "OAuthException", "code": number, "fbtrace_id": "A0"}}
    return Answer(status, body, headers or {})


def serve(twin: Twin[Settings], operation: Operation, call: Call) -> Answer:
    """Answer one call in one transaction."""
    with twin.books() as books:
        try:
            _check(books, operation, call)
            with savepoint(books.db):
                answer = operation.handler(books, call)
        except Refusal as refusal:
            answer = error(refusal.status, refusal.code, refusal.message, refusal.headers)
        if operation.method == "POST" and answer.status == 200:
            answer = books.after_write(answer, error(500, "2", "Service temporarily unavailable"))
        log.record(books.db, call, at_ms=books.now_ms, status=answer.status, fault=", ".join(books.struck))
        return answer


def _check(books: Books, operation: Operation, call: Call) -> None:
    given = call.headers.get("authorization", "").removeprefix("Bearer ")
    books.refuse_while_out()
    if books.strikes(Fault.TOKEN_REVOKED) or not hmac.compare_digest(secret_digest(given), secret_digest(TOKEN)):
        raise Refusal(401, "190", "Error validating access token: the session has been invalidated.")
    if call.params["catalog"] != CATALOG:
        raise Refusal(400, "100", "(#100) Unsupported request. The object does not exist or cannot be loaded.")
    if not operation.counted:
        return
    if books.strikes(Fault.RATE_LIMITED):
        usage = {CATALOG: [{"type": "catalog", "call_count": 100, "estimated_time_to_regain_access": 1}]}
        raise Refusal(400, "80014", _TOO_MANY, {"x-business-use-case-usage": encode(usage).decode()})
    rate = books.settings.calls_per_hour
    left = buckets.left_in(books, "batch", capacity=rate, milli_per_second=rate * buckets.MILLI // HOUR_SECONDS)
    if books.strikes(Fault.RATE_LIMITED_BARE) or left < buckets.MILLI:
        raise Refusal(400, "80014", _TOO_MANY)
    buckets.spend(books, "batch", left_milli=left)


def products(books: Books, call: Call) -> Answer:
    """Show products: those of the filter, or a page of all."""
    limit = query_number(call.query, "limit", 25, least=1, most=MOST_ON_A_PAGE)
    if call.query.get("filter"):
        codes = decode(call.query["filter"]).get("retailer_id", {}).get("is_any", [])
        rows = [row for code in codes if (row := offers.find(books, str(code))) is not None]
        return Answer(200, {"data": [one for row in rows if (one := _product(books, row))]})
    after = call.query.get("after", "")
    if after and (not after.isdigit() or books.strikes(Fault.CURSOR_EXPIRED)):
        raise Refusal(400, "100", "(#100) The cursor is not valid any more.")
    rows = offers.listed(books, after=int(after or "0"), limit=limit + 1)
    paging: dict[str, Any] = {"cursors": {"after": str(rows[limit - 1]["number"]) if len(rows) > limit else ""}}
    if len(rows) > limit:
        paging["next"] = f"{call.origin}{call.path}?after={paging['cursors']['after']}"
    found = [one for row in rows[:limit] if (one := _product(books, row))]
    return Answer(200, {"data": found, "paging": paging})


def about(books: Books, call: Call) -> Answer:
    """Show what catalog it is."""
    count = books.db.execute("SELECT count(*) AS n FROM offer").fetchone()["n"]
    return Answer(200, {"id": CATALOG, "name": "Demo catalog", "product_count": count})


def _product(books: Books, row: Any) -> dict[str, Any] | None:
    shown = offers.shown_of(books, row)
    if shown is None:
        return None
    issues = offers.issues_of(row)
    refused = any(one.refused for one in issues)
    price = "1.234 KWD" if books.strikes(Fault.ODD_CURRENCY) else str(shown.get("price", ""))
    status = "under_quarantine" if books.strikes(Fault.UNKNOWN_STATUS) else "rejected" if refused else "approved"
    body = {
        "id": str(row["number"] + 4_000_000),
        "retailer_id": row["offer_id"],
        "name": shown.get("title", ""),
        "description": shown.get("description", ""),
        "availability": shown.get("availability", ""),
        "price": price,
        "sale_price": shown.get("sale_price") or "",
        "url": shown.get("link", ""),
        "image_url": shown.get("image_link", ""),
        "product_type": shown.get("product_type", ""),
        "additional_image_urls": shown.get("additional_image_link") or [],
        "retailer_product_group_id": shown.get("item_group_id", ""),
        "gtin": shown.get("gtin") or "",
        "review_status": status,
        "review_rejection_reasons": [one.code for one in issues if one.refused],
        "errors": [{"title": one.code, "description": one.text} for one in issues],
    }
    units = shown.get("quantity_to_sell_on_facebook")
    if isinstance(units, int):
        body["inventory"] = units
    return body | ({"unheard_of": {"of": "yes"}} if books.strikes(Fault.UNKNOWN_FIELD) else {})


OPERATIONS = (
    Operation("POST", "/{catalog}/items_batch", batches.accept, counted=True),
    Operation("GET", "/{catalog}/check_batch_request_status", batches.status),
    Operation("GET", "/{catalog}/products", products),
    Operation("GET", "/{catalog}", about),
)
