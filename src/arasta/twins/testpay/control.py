"""The provider's control API: tells the terminal what to answer, and starts over. Plain JSON, no password."""

from collections.abc import Callable

from arasta.twins.store import savepoint, write_setting
from arasta.twins.testpay import bank
from arasta.twins.testpay.api import read_terminal_token
from arasta.twins.testpay.bank import Bank, Books
from arasta.twins.testpay.schema import RESET
from arasta.twins.testpay.types import Token
from arasta.twins.web import refuse_foreign_form
from arasta.twins.wire import Answer, Call, Refusal, whole_number


def show_state(provider: Bank, books: Books, call: Call) -> Answer:
    """Show sums per status and currency, and the settings."""
    rows = books.db.execute(
        "SELECT status, currency, count(*) AS payments, sum(captured_minor) AS captured_minor, "
        "sum(refunded_minor) AS refunded_minor FROM payment GROUP BY status, currency ORDER BY status, currency"
    )
    terminal = books.settings.get("terminal_token", Token.APPROVE)
    return Answer(200, {"slow_ms": books.slow_ms, "terminal": terminal, "sums": [dict(row) for row in rows]})


def reset(provider: Bank, books: Books, call: Call) -> Answer:
    """Forget every payment and setting."""
    for statement in RESET:
        books.db.execute(statement)
    return Answer(200, {"reset": True})


def put_terminal(provider: Bank, books: Books, call: Call) -> Answer:
    """Tell the terminal what to answer next: {token, times}."""
    body = call.json_object()
    times = body.get("times")
    whole = None if times is None else whole_number(times, "times", least=1, most=1000)
    token = read_terminal_token(body.get("token"))
    bank.set_terminal(books, token, whole)
    return Answer(200, {"token": token, "times": whole})


def put_settings(provider: Bank, books: Books, call: Call) -> Answer:
    """Set how late a slow answer is: {slow_ms}."""
    slow = whole_number(call.json_object().get("slow_ms"), "slow_ms", least=0, most=600_000)
    write_setting(books.db, "slow_ms", str(slow))
    return Answer(200, {"slow_ms": slow})


def control(provider: Bank, act: Callable[[Bank, Books, Call], Answer]) -> Callable[[Call], Answer]:
    """Run a control action in one transaction."""

    def answer(call: Call) -> Answer:
        try:
            refuse_foreign_form(call)
            with provider.books() as books, savepoint(books.db):
                return act(provider, books, call)
        except Refusal as refusal:
            return refusal.plain()

    return answer


ACTIONS: tuple[tuple[str, str, Callable[[Bank, Books, Call], Answer]], ...] = (
    ("GET", "/state", show_state),
    ("POST", "/reset", reset),
    ("PUT", "/terminal", put_terminal),
    ("PUT", "/settings", put_settings),
)
