"""Pages of the payment provider: what it took, and where the buyer's bank asks for a confirmation."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from arasta.twins.testpay import bank
from arasta.twins.testpay.api import read_terminal_token
from arasta.twins.testpay.bank import Bank, Books
from arasta.twins.testpay.types import TERMINAL_TOKENS, Status, Token
from arasta.twins.web import GoTo, Page, Visit
from arasta.twins.wire import Refusal, query_number

SHOWN = 50


def overview(provider: Bank, books: Books, visit: Visit) -> Page:
    """Show the newest payments, the test cards and the terminal."""
    rows = books.db.execute("SELECT * FROM payment ORDER BY number DESC LIMIT ?", (SHOWN,)).fetchall()
    values: dict[str, Any] = {"payments": rows, "tokens": list(Token), "terminal_tokens": TERMINAL_TOKENS}
    return Page("testpay/overview.html", values | {"terminal": books.settings.get("terminal_token", Token.APPROVE)})


def choose_terminal(provider: Bank, books: Books, visit: Visit) -> GoTo:
    """Tell the terminal what to answer next."""
    times = query_number(visit.form, "times", 0, least=0, most=1000) or None
    bank.set_terminal(books, read_terminal_token(visit.form.get("token")), times)
    return GoTo("/testpay/")


def ask_buyer(provider: Bank, books: Books, visit: Visit) -> Page:
    """Show the bank's page, or that the decision was made already."""
    payment = bank.find(books, visit.call.params["payment_id"])
    shop = visit.say("secure.default_shop") if payment["shop"] == "-" else payment["shop"]
    open_still = payment["status"] == Status.REQUIRES_ACTION
    values = {"payment": payment, "shop": shop, "open": open_still, "return_url": _way_back(payment)}
    return Page("testpay/secure.html", values)


def _way_back(payment: Any) -> str:
    if not payment["return_url"]:
        return "/testpay/"
    parts = urlsplit(payment["return_url"])
    query = [*parse_qsl(parts.query, keep_blank_values=True), ("payment", payment["id"])]
    return str(parts._replace(query=urlencode(query)).geturl())


def decide(provider: Bank, books: Books, visit: Visit) -> GoTo:
    """Take the buyer's decision and send them back to the shop."""
    payment = bank.find(books, visit.call.params["payment_id"])
    choice = visit.form.get("choice")
    if choice not in {"approve", "refuse"}:
        raise Refusal(400, "invalid", "choice must be approve or refuse.")
    bank.confirm(books, payment["id"], approved=choice == "approve")
    return GoTo(_way_back(payment))


def in_books(provider: Bank, act: Callable[[Bank, Books, Visit], Page | GoTo]) -> Callable[[Visit], Page | GoTo]:
    """Run a page in one transaction."""

    def run(visit: Visit) -> Page | GoTo:
        with provider.books() as books:
            return act(provider, books, visit)

    return run
