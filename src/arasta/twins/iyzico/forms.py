"""The books of the account: forms that are opened and paid, money that is taken and given back, notices of it."""

import hashlib
import hmac
import sqlite3
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from arasta.twins import deliveries
from arasta.twins.deliveries import Letter
from arasta.twins.iyzico.types import INSTALLMENTS, MERCHANT, SECRET, Books, Card
from arasta.twins.store import take_numbers
from arasta.twins.wire import Refusal, amount, encode, minor_units

NOTICE = "CHECKOUT_FORM_AUTH"
_BUYER = ("id", "name", "surname", "identityNumber", "email", "registrationAddress", "city", "country", "ip")
_REFUSED = 200
"""A refusal comes with status 200 and says so in its body."""


def refused(code: str, message: str) -> Refusal:
    """Refuse as they do."""
    return Refusal(_REFUSED, code, message)


def by_token(books: Books, token: object) -> sqlite3.Row:
    """Return a form. Raises Refusal."""
    return _one(books, "token", token, refused("5122", "The token does not exist."))


def by_payment(books: Books, payment_id: object) -> sqlite3.Row:
    """Return the form that a payment paid. Raises Refusal."""
    return _one(books, "payment_id", payment_id, refused("5083", "The payment does not exist."))


def by_conversation(books: Books, conversation: object) -> sqlite3.Row:
    """Return the newest paid form of a conversation. Raises Refusal."""
    row: sqlite3.Row | None = books.db.execute(
        "SELECT * FROM form WHERE conversation = ? AND payment_id IS NOT NULL ORDER BY number DESC LIMIT 1",
        (str(conversation),),
    ).fetchone()
    if row is None:
        raise refused("5083", "The payment does not exist.")
    return row


def open_form(books: Books, body: Mapping[str, Any], *, phase: str) -> str:
    """Open a form and return its token. Raises Refusal."""
    price = price_of(body.get("paidPrice"))
    told = body.get("basketItems")
    items = [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    parts = [price_of(one.get("price")) for one in items]
    if not price or price != price_of(body.get("price")) or sum(part or 0 for part in parts) != price:
        raise refused("5062", "The sum of the basket must be equal to its price.")
    buyer = body.get("buyer")
    missing = [name for name in _BUYER if not (isinstance(buyer, dict) and buyer.get(name))]
    if missing:
        raise refused("5", f"buyer.{missing[0]} must be sent.")
    callback = str(body.get("callbackUrl") or "")
    if urlsplit(callback).scheme not in {"http", "https"}:
        raise refused("5", "callbackUrl must be sent.")
    number = take_numbers(books.db, "form", 1)
    token = books.digest(f"form {number}")[:36]
    books.db.execute(
        "INSERT INTO form (number, token, conversation, shop, callback_url, phase, price_minor, currency, paid_minor, "
        "created_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?)",
        (
            *(number, token, str(body.get("conversationId") or ""), str(items[0].get("name") or "-")),
            *(callback, phase, price, str(body.get("currency") or "TRY"), books.now_ms),
        ),
    )
    return token


def pay(books: Books, token: str, card: Card, installment: int) -> sqlite3.Row:
    """Let the buyer pay a form, once: a form that is paid stays so; a declined one may be tried with another card."""
    form = by_token(books, token)
    if form["status"] == "SUCCESS":
        return form
    payment_id = str(take_numbers(books.db, "payment", 1, start=20_000_001))
    parts = installment if installment in INSTALLMENTS else 1
    status, paid = ("FAILURE", 0) if card.error else ("SUCCESS", form["price_minor"])
    books.db.execute(
        "UPDATE form SET status = ?, error = ?, payment_id = ?, paid_minor = ?, card = ?, installment = ? WHERE token = ?",
        (status, card.error, payment_id, paid, card.number, parts, token),
    )
    paid_form = by_token(books, token)
    _notify(books, paid_form)
    return paid_form


def take(books: Books, payment_id: object, wanted: object) -> sqlite3.Row:
    """Take promised money, all or a part; the rest is let go. Raises Refusal."""
    form, price = by_payment(books, payment_id), price_of(wanted)
    if form["phase"] != "PRE_AUTH" or form["status"] != "SUCCESS":
        raise refused("5093", "The payment is not a promise.")
    if not price or price > form["price_minor"]:
        raise refused("5047", "More than was promised cannot be taken.")
    books.db.execute("UPDATE form SET phase = 'POST_AUTH', paid_minor = ? WHERE number = ?", (price, form["number"]))
    return by_payment(books, payment_id)


def cancel(books: Books, payment_id: object) -> sqlite3.Row:
    """Let a promise go. Raises Refusal."""
    form = by_payment(books, payment_id)
    if form["phase"] != "PRE_AUTH" or form["status"] != "SUCCESS":
        raise refused("5088", "The payment cannot be canceled.")
    books.db.execute("UPDATE form SET phase = 'CANCELED' WHERE number = ?", (form["number"],))
    return by_payment(books, payment_id)


def refund(books: Books, payment_id: object, wanted: object) -> sqlite3.Row:
    """Give taken money back, all or a part. Raises Refusal."""
    form, price = by_payment(books, payment_id), price_of(wanted)
    is_taken = form["phase"] in {"AUTH", "POST_AUTH"} and form["status"] == "SUCCESS"
    if not is_taken or not price or price > form["paid_minor"] - form["refunded_minor"]:
        raise refused("5092", "More than was taken cannot be given back.")
    books.db.execute("UPDATE form SET refunded_minor = refunded_minor + ? WHERE number = ?", (price, form["number"]))
    return by_payment(books, payment_id)


def shown(form: sqlite3.Row) -> dict[str, Any]:
    """Write a form, or its payment, as the interface does."""
    paid = form["paid_minor"] or form["price_minor"]
    known = {
        "conversationId": form["conversation"],
        "paymentConversationId": form["conversation"],
        "token": form["token"],
        "price": amount(form["price_minor"]),
        "currency": form["currency"],
        "basketId": form["conversation"],
    }
    if not form["status"]:
        return known
    result = {"paymentStatus": form["status"], "paymentId": form["payment_id"], "installment": form["installment"]}
    if form["error"]:
        return known | result | {"errorCode": form["error"]}
    return known | result | {"paidPrice": amount(paid), "fraudStatus": 1, "phase": form["phase"]}


def refund_status(form: sqlite3.Row) -> str:
    """Say what was given back of a payment; a promise that was let go was given back wholly."""
    if form["phase"] == "CANCELED" or (form["refunded_minor"] and form["refunded_minor"] == form["paid_minor"]):
        return "TOTALLY_REFUNDED"
    return "PARTIALLY_REFUNDED" if form["refunded_minor"] else "NOT_REFUNDED"


def price_of(value: object) -> int | None:
    """Read a price, written as a number or as a text."""
    try:
        return minor_units(Decimal(str(value)))
    except InvalidOperation:
        return None


def call_at(books: Books, url: str) -> None:
    """Enter where the shop wants to be called, in place of the former address; nothing ends it."""
    if url and urlsplit(url).scheme not in {"http", "https"}:
        raise Refusal(400, "invalid", "url must be an http or https address.")
    if [row["url"] for row in books.db.execute("SELECT url FROM webhook WHERE active = 1")] == [url]:
        return
    books.db.execute("DELETE FROM webhook")
    if url:
        number = take_numbers(books.db, "webhook", 1)
        books.db.execute("INSERT INTO webhook (number, id, url) VALUES (?, ?, ?)", (number, str(number), url))


def _one(books: Books, column: str, value: object, missing: Refusal) -> sqlite3.Row:
    row: sqlite3.Row | None = books.db.execute(
        f"SELECT * FROM form WHERE {column} = ?",  # noqa: S608 - a constant
        (str(value or ""),),
    ).fetchone()
    if row is None:
        raise missing
    return row


def _notify(books: Books, form: sqlite3.Row) -> None:
    """Call the shop about a form; what is signed is what the notice says."""
    words = {
        "iyziEventType": NOTICE,
        "token": form["token"],
        "paymentConversationId": form["conversation"],
        "status": form["status"],
        "iyziPaymentId": int(form["payment_id"]),
    }
    signed = SECRET + "".join(
        str(words[name]) for name in ("iyziEventType", "iyziPaymentId", "token", "paymentConversationId", "status")
    )
    signature = hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).hexdigest()
    head = {"x-iyz-signature-v3": signature}
    body = encode({"merchantId": MERCHANT, "iyziEventTime": books.now_ms, **words})
    hooks = books.db.execute("SELECT id FROM webhook").fetchall()
    deliveries.enqueue(books, [Letter(hook["id"], form["payment_id"], NOTICE, body, head) for hook in hooks])
