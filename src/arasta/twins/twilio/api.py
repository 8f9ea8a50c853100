"""The gateway's interface: make a message, list messages; keys, faults and the log around both."""

import base64
import binascii
import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl

from arasta.twins import log
from arasta.twins.books import Settings
from arasta.twins.faults import Fault
from arasta.twins.store import savepoint
from arasta.twins.twilio.types import ACCOUNT, TOKEN, VERSION, Books
from arasta.twins.twin import Twin
from arasta.twins.wire import Answer, Call, Refusal, query_number

PATH = "/Accounts/{account}/Messages.json"
LONGEST = 1600
STOPPED = "+905550000000"
"""A phone whose owner has answered STOP."""

_PHONE = re.compile(r"\+[1-9][0-9]{7,14}")
_DOCS = "https://www.twilio.com/docs/errors"


@dataclass(frozen=True)
class Operation:
    """One operation: its method, and what it does."""

    method: str
    handler: Callable[[Books, Call], Answer]


def make(books: Books, call: Call) -> Answer:
    """Take a message for a phone."""
    form = dict(parse_qsl(call.body.decode(errors="replace"), keep_blank_values=True))
    address, body = form.get("To", ""), form.get("Body", "")
    sender = form.get("From") or form.get("MessagingServiceSid", "")
    if not address:
        raise Refusal(400, "21604", "A 'To' phone number is required.")
    if not sender:
        raise Refusal(400, "21603", "A 'From' phone number is required.")
    if not body:
        raise Refusal(400, "21602", "Message body is required.")
    if len(body) > LONGEST:
        raise Refusal(400, "21617", f"The concatenated message body exceeds the {LONGEST} character limit.")
    if not _PHONE.fullmatch(address):
        raise Refusal(400, "21211", f"Invalid 'To' Phone Number: {address[:-4]}XXXX")
    if address == STOPPED:
        raise Refusal(400, "21610", "Attempt to send to unsubscribed recipient")
    number = int(books.db.execute("SELECT coalesce(max(number), 0) + 1 FROM text").fetchone()[0])
    sid = f"SM{books.digest(f'text {number} {books.now_ms}')[:32]}"
    row = books.db.execute(
        "INSERT INTO text (number, sid, address, sender, body, status, at_ms) VALUES (?, ?, ?, ?, ?, 'delivered', ?)"
        " RETURNING *",
        (number, sid, address, sender, body, books.now_ms),
    ).fetchone()
    return Answer(201, {**_told(row), "status": "queued", "date_sent": None})


def find(books: Books, call: Call) -> Answer:
    """List messages to a phone, the newest first."""
    address, size = call.query.get("To", ""), query_number(call.query, "PageSize", 50, least=1, most=1000)
    rows = books.db.execute(
        "SELECT * FROM text WHERE ? IN ('', address) ORDER BY number DESC LIMIT ?", (address, size)
    ).fetchall()
    return Answer(200, {"messages": [_told(row) for row in rows], "page": 0, "page_size": size, "next_page_uri": None})


OPERATIONS = (Operation("POST", make), Operation("GET", find))


def serve(twin: Twin[Settings], operation: Operation, call: Call) -> Answer:
    """Answer one call in one transaction."""
    with twin.books() as books:
        answer = _perform(books, operation, call)
        log.record(books.db, call, at_ms=books.now_ms, status=answer.status, fault=", ".join(books.struck))
    return answer


def _perform(books: Books, operation: Operation, call: Call) -> Answer:
    try:
        _admit(books, call)
        with savepoint(books.db):
            answer = operation.handler(books, call)
    except Refusal as refusal:
        return _refused(refusal)
    if operation.method == "GET":
        return answer
    return books.after_write(answer, _refused(Refusal(500, "20500", "Internal Server Error")))


def _admit(books: Books, call: Call) -> None:
    if books.strikes(Fault.TOKEN_REVOKED) or _keys(call) != (ACCOUNT, TOKEN) or call.params["account"] != ACCOUNT:
        raise Refusal(401, "20003", "Authenticate")
    if books.strikes(Fault.RATE_LIMITED):
        raise Refusal(429, "20429", "Too Many Requests", {"retry-after": "1"})
    if books.strikes(Fault.RATE_LIMITED_BARE):
        raise Refusal(429, "20429", "Too Many Requests")


def _keys(call: Call) -> tuple[str, str]:
    scheme, _, encoded = call.headers.get("authorization", "").partition(" ")
    try:
        user, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return (user, secret) if scheme.lower() == "basic" else ("", "")


def _refused(refusal: Refusal) -> Answer:
    body = {
        "code": int(refusal.code),
        "message": refusal.message,
        "more_info": f"{_DOCS}/{refusal.code}",
        "status": refusal.status,
    }
    return Answer(refusal.status, body, refusal.headers)


def _told(row: sqlite3.Row) -> Mapping[str, Any]:
    at = format_datetime(datetime.fromtimestamp(row["at_ms"] // 1000, tz=UTC))
    return {
        "sid": row["sid"],
        "account_sid": ACCOUNT,
        "to": row["address"],
        "from": row["sender"],
        "body": row["body"],
        "status": row["status"],
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "date_created": at,
        "date_sent": at,
        "uri": f"/{VERSION}/Accounts/{ACCOUNT}/Messages/{row['sid']}.json",
    }
