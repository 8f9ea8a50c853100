"""The payment API: a secret, an idempotency key, one effect, one answer."""

import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

from arasta.twins.store import savepoint
from arasta.twins.testpay import bank
from arasta.twins.testpay.bank import Ask, Bank, Books
from arasta.twins.testpay.types import TERMINAL_TOKENS, Token
from arasta.twins.texts import LANGUAGES
from arasta.twins.wire import Answer, Call, Refusal, decode, encode, whole_number

LARGEST_AMOUNT = 10**12
CURRENCY = re.compile(r"[A-Z]{3}")
MAX_KEY = 200

Act = Callable[[Bank, Books, Call], Answer]


def _check_secret(provider: Bank, call: Call) -> None:
    scheme, _, given = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(given.encode(), provider.secret.encode()):
        raise Refusal(401, "unauthorized", "The secret is missing or wrong.")


def _text(body: Mapping[str, Any], name: str, *, most: int, default: str | None = None) -> str:
    value = body.get(name, default)
    if not isinstance(value, str) or not 0 < len(value) <= most:
        raise Refusal(400, "invalid", f"{name} must be a text of at most {most} characters.")
    return value


def _amount(body: Mapping[str, Any]) -> int:
    return whole_number(body.get("amount_minor"), "amount_minor", least=1, most=LARGEST_AMOUNT)


def _optional_amount(body: Mapping[str, Any]) -> int | None:
    return None if body.get("amount_minor") is None else _amount(body)


def _currency(body: Mapping[str, Any]) -> str:
    currency = _text(body, "currency", most=3)
    if CURRENCY.fullmatch(currency) is None:
        raise Refusal(400, "invalid", "currency must be three capital letters.")
    return currency


def read_token(value: object) -> Token:
    """Read a test card. Raises Refusal 400."""
    if value not in set(Token):
        raise Refusal(400, "unknown_token", f"token must be one of {', '.join(Token)}.")
    return Token(str(value))


def read_terminal_token(value: object) -> Token:
    """Read a test card that a terminal knows. Raises Refusal 400."""
    token = read_token(value)
    if token not in TERMINAL_TOKENS:
        raise Refusal(400, "unknown_token", "A terminal does not know tok_3ds.")
    return token


def _return_url(body: Mapping[str, Any], token: Token) -> str | None:
    if body.get("return_url") is None and token is not Token.SECURE:
        return None
    url = _text(body, "return_url", most=2000)
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise Refusal(400, "invalid", "return_url is not an address.") from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise Refusal(400, "invalid", "return_url must be an http or https address.")
    return url


def _by_outcome(books: Books, token: Token, answer: Answer) -> Answer:
    """Spoil the answer as the token wants; what was done stays done."""
    if token is Token.SLOW:
        return replace(answer, delay_ms=books.slow_ms)
    if token is Token.ERROR:
        return Refusal(500, "server_error", "An unexpected error occurred.").plain()
    return answer


def create_payment(provider: Bank, books: Books, call: Call) -> Answer:
    """Ask for a payment."""
    body = call.json_object()
    token = read_token(body.get("token"))
    capture = body.get("capture", False)
    if not isinstance(capture, bool):
        raise Refusal(400, "invalid", "capture must be true or false.")
    ask = Ask(
        channel="online",
        reference=_text(body, "reference", most=200),
        shop=_text(body, "shop", most=100, default="-"),
        amount_minor=_amount(body),
        currency=_currency(body),
        capture=capture,
        token=token,
        return_url=_return_url(body, token),
    )
    locale = body.get("locale")
    query = f"?{urlencode({'lang': locale})}" if locale in LANGUAGES else ""
    origin = provider.public_url or call.origin
    payment_id = bank.create(books, ask, confirm_at=lambda one: f"{origin}/testpay/3ds/{one}{query}")
    return Answer(201, bank.shown(books, bank.find(books, payment_id)))


def sell_at_terminal(provider: Bank, books: Books, call: Call) -> Answer:
    """Take money at the store's terminal; without a token it does what it was told to do next."""
    body = call.json_object()
    ask = Ask(
        channel="terminal",
        reference=_text(body, "reference", most=200),
        shop=_text(body, "shop", most=100, default="-"),
        amount_minor=_amount(body),
        currency=_currency(body),
        capture=True,
        token=bank.next_terminal_token(books) if body.get("token") is None else read_terminal_token(body["token"]),
    )
    payment_id = bank.create(books, ask, confirm_at=str)
    return Answer(201, bank.shown(books, bank.find(books, payment_id)))


def _act_on(call: Call, books: Books, act: Callable[[str], None]) -> Answer:
    payment_id = call.params["payment_id"]
    act(payment_id)
    return Answer(200, bank.shown(books, bank.find(books, payment_id)))


def capture(provider: Bank, books: Books, call: Call) -> Answer:
    """Take authorized money, all or a part."""
    amount = _optional_amount(call.json_object())
    return _act_on(call, books, lambda one: bank.capture(books, one, amount))


def void(provider: Bank, books: Books, call: Call) -> Answer:
    """Let an authorization go."""
    return _act_on(call, books, lambda one: bank.void(books, one))


def refund(provider: Bank, books: Books, call: Call) -> Answer:
    """Give captured money back, all or a part."""
    amount = _optional_amount(call.json_object())
    return _act_on(call, books, lambda one: bank.refund(books, one, amount))


def show(provider: Bank, books: Books, call: Call) -> Answer:
    """Show one payment."""
    return Answer(200, bank.shown(books, bank.find(books, call.params["payment_id"])))


def list_by_reference(provider: Bank, books: Books, call: Call) -> Answer:
    """Show the payments of a reference, the oldest first."""
    reference = call.query.get("reference", "")
    if not reference:
        raise Refusal(400, "invalid", "reference is required.")
    rows = books.db.execute("SELECT * FROM payment WHERE reference = ? ORDER BY number LIMIT 100", (reference,))
    return Answer(200, {"payments": [bank.shown(books, row) for row in rows.fetchall()]})


def _digest(call: Call) -> str:
    return sha256(f"{call.method} {call.path}\n".encode() + call.body).hexdigest()


def _key(call: Call) -> str:
    key = call.headers.get("idempotency-key", "")
    if not 0 < len(key) <= MAX_KEY:
        raise Refusal(400, "idempotency_key_required", "Send an Idempotency-Key of at most 200 characters.")
    return key


def _answered_before(books: Books, call: Call, key: str) -> Answer | None:
    row = books.db.execute("SELECT * FROM idempotency WHERE key = ?", (key,)).fetchone()
    if row is None:
        return None
    if row["digest"] != _digest(call):
        raise Refusal(422, "idempotency_key_reused", "This Idempotency-Key was used for another request.")
    return Answer(row["status"], decode(row["body"]), {"idempotent-replayed": "true"})


def _once(provider: Bank, books: Books, call: Call, act: Act) -> Answer:
    """Act the first time a key is seen; give the same answer every time after."""
    key = _key(call)
    earlier = _answered_before(books, call, key)
    if earlier is not None:
        return earlier
    answer = act(provider, books, call)
    books.db.execute(
        "INSERT INTO idempotency VALUES (?, ?, ?, ?)", (key, _digest(call), answer.status, encode(answer.body).decode())
    )
    token = books.db.execute("SELECT token FROM payment WHERE id = ?", (answer.body["id"],)).fetchone()["token"]
    return _by_outcome(books, Token(token), answer) if answer.status == 201 else answer


def serve(provider: Bank, act: Act) -> Callable[[Call], Answer]:
    """Answer an API call in one transaction; a refusal leaves nothing behind."""

    def answer(call: Call) -> Answer:
        try:
            _check_secret(provider, call)
            with provider.books() as books, savepoint(books.db):
                if call.method == "POST":
                    return _once(provider, books, call, act)
                return act(provider, books, call)
        except Refusal as refusal:
            return refusal.plain()

    return answer


ROUTES: tuple[tuple[str, str, Act], ...] = (
    ("POST", "/payments", create_payment),
    ("GET", "/payments", list_by_reference),
    ("GET", "/payments/{payment_id}", show),
    ("POST", "/payments/{payment_id}/capture", capture),
    ("POST", "/payments/{payment_id}/void", void),
    ("POST", "/payments/{payment_id}/refund", refund),
    ("POST", "/terminal/sales", sell_at_terminal),
)
