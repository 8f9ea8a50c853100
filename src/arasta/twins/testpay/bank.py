"""The provider itself: opens its books for one transaction; creates, captures, voids and refunds payments."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from arasta.twins.store import Store, read_settings, take_numbers, write_setting
from arasta.twins.testpay.types import DECLINED, LAST4, NOT_CONFIRMED, Status, Token
from arasta.twins.wire import Refusal

DEFAULT_SLOW_MS = 8000
SHOWN = (
    *("id", "channel", "status", "amount_minor", "currency", "reference"),
    *("authorized_minor", "captured_minor", "refunded_minor", "decline_code", "redirect_url"),
)


@dataclass(frozen=True)
class Bank:
    """A payment provider: its store, its clock, its seed, its secret, and the address browsers reach it at."""

    store: Store
    now: Callable[[], datetime]
    seed: int
    secret: str
    public_url: str | None

    @contextmanager
    def books(self) -> Iterator["Books"]:
        """Open the books for one transaction."""
        with self.store.transaction() as db:
            yield Books(db, round(self.now().timestamp() * 1000), self.seed, read_settings(db))


@dataclass(frozen=True)
class Books:
    """Everything one request may read and write."""

    db: sqlite3.Connection
    now_ms: int
    seed: int
    settings: Mapping[str, str]

    @property
    def slow_ms(self) -> int:
        """Return how late a slow answer is."""
        return int(self.settings.get("slow_ms", DEFAULT_SLOW_MS))

    def fresh_id(self, kind: str) -> str:
        """Return an id that cannot be guessed and that the same seed would give again."""
        number = take_numbers(self.db, kind, 1)
        return f"{kind}_{sha256(f'{self.seed}|{kind}|{number}'.encode()).hexdigest()[:24]}"


@dataclass(frozen=True)
class Ask:
    """What a payment is asked for."""

    channel: str
    reference: str
    shop: str
    amount_minor: int
    currency: str
    capture: bool
    token: Token
    return_url: str | None = None


def find(books: Books, payment_id: str) -> sqlite3.Row:
    """Return a payment. Raises Refusal 404."""
    row: sqlite3.Row | None = books.db.execute("SELECT * FROM payment WHERE id = ?", (payment_id,)).fetchone()
    if row is None:
        raise Refusal(404, "not_found", "There is no such payment.")
    return row


def create(books: Books, ask: Ask, *, confirm_at: Callable[[str], str]) -> str:
    """Decide about a payment by its token and return its id; `confirm_at` gives the address of the bank's page."""
    payment_id = books.fresh_id("pay")
    status, decline, authorized = Status.AUTHORIZED, None, ask.amount_minor
    if ask.token is Token.DECLINE:
        status, decline, authorized = Status.DECLINED, DECLINED, 0
    elif ask.token is Token.SECURE:
        status, authorized = Status.REQUIRES_ACTION, 0
    confirm_url = confirm_at(payment_id) if status is Status.REQUIRES_ACTION else None
    books.db.execute(
        "INSERT INTO payment (id, channel, reference, shop, amount_minor, currency, capture, token, status, "
        "decline_code, authorized_minor, return_url, redirect_url, last4, created_ms) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(payment_id, ask.channel, ask.reference, ask.shop, ask.amount_minor, ask.currency),
            *(int(ask.capture), ask.token.value, status.value, decline, authorized),
            *(ask.return_url, confirm_url, LAST4[ask.token], books.now_ms),
        ),
    )
    if status is Status.AUTHORIZED and ask.capture:
        capture(books, payment_id, ask.amount_minor)
    return payment_id


def confirm(books: Books, payment_id: str, *, approved: bool) -> None:
    """Let the buyer decide at the bank's page; a second decision changes nothing."""
    payment = find(books, payment_id)
    if payment["status"] != Status.REQUIRES_ACTION:
        return
    if not approved:
        books.db.execute(
            "UPDATE payment SET status = ?, decline_code = ? WHERE id = ?",
            (Status.DECLINED.value, NOT_CONFIRMED, payment_id),
        )
        return
    books.db.execute(
        "UPDATE payment SET status = ?, authorized_minor = amount_minor WHERE id = ?",
        (Status.AUTHORIZED.value, payment_id),
    )
    if payment["capture"]:
        capture(books, payment_id, None)


def capture(books: Books, payment_id: str, amount_minor: int | None) -> None:
    """Take money, all that is left when no amount is given. Raises Refusal 409."""
    payment = find(books, payment_id)
    if payment["status"] not in {Status.AUTHORIZED, Status.CAPTURED}:
        raise Refusal(409, "not_capturable", f"A payment that is {payment['status']} cannot be captured.")
    left = payment["authorized_minor"] - payment["captured_minor"]
    taken = left if amount_minor is None else amount_minor
    if not 0 < taken <= left:
        raise Refusal(409, "capture_exceeds_authorized", f"At most {left} can be captured.")
    books.db.execute(
        "UPDATE payment SET status = ?, captured_minor = captured_minor + ? WHERE id = ?",
        (Status.CAPTURED.value, taken, payment_id),
    )


def void(books: Books, payment_id: str) -> None:
    """Let an authorization go, or what is left of one; or give up what waits for its buyer. Raises Refusal 409."""
    payment = find(books, payment_id)
    if payment["status"] == Status.CAPTURED and payment["authorized_minor"] > payment["captured_minor"]:
        books.db.execute("UPDATE payment SET authorized_minor = captured_minor WHERE id = ?", (payment_id,))
        return
    if payment["status"] not in {Status.AUTHORIZED, Status.REQUIRES_ACTION}:
        raise Refusal(409, "not_voidable", f"A payment that is {payment['status']} cannot be voided.")
    books.db.execute("UPDATE payment SET status = ? WHERE id = ?", (Status.VOIDED.value, payment_id))


def refund(books: Books, payment_id: str, amount_minor: int | None) -> None:
    """Give money back, all that is left when no amount is given. Raises Refusal 409."""
    payment = find(books, payment_id)
    left = payment["captured_minor"] - payment["refunded_minor"]
    given = left if amount_minor is None else amount_minor
    if not 0 < given <= left:
        raise Refusal(409, "refund_exceeds_captured", f"At most {left} can be refunded.")
    is_over = given == left and payment["authorized_minor"] == payment["captured_minor"]
    status = Status.REFUNDED if is_over else Status.CAPTURED
    books.db.execute(
        "UPDATE payment SET status = ?, refunded_minor = refunded_minor + ? WHERE id = ?",
        (status.value, given, payment_id),
    )
    books.db.execute("INSERT INTO refund VALUES (?, ?, ?, ?)", (books.fresh_id("ref"), payment_id, given, books.now_ms))


def shown(books: Books, payment: sqlite3.Row) -> dict[str, Any]:
    """Return a payment as the API writes it."""
    refunds = books.db.execute(
        "SELECT id, amount_minor FROM refund WHERE payment_id = ? ORDER BY at_ms, rowid", (payment["id"],)
    )
    created = datetime.fromtimestamp(payment["created_ms"] // 1000, tz=UTC)
    return {name: payment[name] for name in SHOWN} | {
        "capture": bool(payment["capture"]),
        "card": {"brand": "test", "last4": payment["last4"]},
        "refunds": [dict(row) for row in refunds],
        "created_at": created.isoformat(),
    }


def next_terminal_token(books: Books) -> Token:
    """Return what the terminal does next, and use up one of the times it was told to."""
    token = Token(books.settings.get("terminal_token", Token.APPROVE))
    times = books.settings.get("terminal_times", "")
    if times:
        left = int(times) - 1
        write_setting(books.db, "terminal_times", str(left) if left else "")
        if not left:
            write_setting(books.db, "terminal_token", Token.APPROVE)
    return token


def set_terminal(books: Books, token: Token, times: int | None) -> None:
    """Tell the terminal what to do next: so many times, or until told otherwise."""
    write_setting(books.db, "terminal_token", token)
    write_setting(books.db, "terminal_times", "" if times is None else str(times))
