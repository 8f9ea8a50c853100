"""The page of what customers send back: play the customer, the carrier and the market; pay the seller out."""

from typing import Any

from arasta.twins.fault_page import framed
from arasta.twins.trendyol import claims, finance, packages
from arasta.twins.trendyol.books import Books
from arasta.twins.trendyol.twin import Twin
from arasta.twins.trendyol.types import Status
from arasta.twins.trendyol.views import CURRENCY
from arasta.twins.web import GoTo, Page, Visit
from arasta.twins.wire import Refusal

SHOWN = 50
PAGE = "/trendyol/returns"


def returns(twin: Twin, books: Books, visit: Visit) -> Page:
    """Show what comes back, newest first, what can come back, and the payouts."""
    rows = books.db.execute("SELECT * FROM claim ORDER BY modified_ms DESC, id LIMIT ?", (SHOWN,)).fetchall()
    values = {
        "currency": CURRENCY,
        "claims": [_shown(books, row) for row in rows],
        "packages": _returnable(books),
        "payouts": books.db.execute("SELECT * FROM payout ORDER BY number DESC LIMIT 10").fetchall(),
    }
    return Page("trendyol/returns.html", framed(twin, "returns", values))


def _shown(books: Books, claim: Any) -> dict[str, Any]:
    items = books.db.execute(
        "SELECT i.*, l.name, s.description, s.reason, s.files FROM claim_item i JOIN line l ON l.package_id = i.package_id "
        "AND l.id = i.line_id LEFT JOIN issue s ON s.claim_item = i.id WHERE i.claim_id = ? ORDER BY i.rowid",
        (claim["id"],),
    ).fetchall()
    statuses = {item["status"] for item in items}
    return {
        "id": claim["id"],
        "order_number": claim["order_number"],
        "at_ms": claim["created_ms"],
        "items": items,
        "next": sorted({step for status in statuses for step in claims.MARKET_MOVES.get(status, ())}),
    }


def _returnable(books: Books) -> list[dict[str, Any]]:
    """Return delivered packages with the units of each line that were not sent back yet."""
    rows = books.db.execute(
        "SELECT k.id, k.order_number, l.id AS line_id, l.name, l.quantity - (SELECT count(*) FROM claim_item i "
        "WHERE i.package_id = k.id AND i.line_id = l.id AND i.status <> ?) AS units "
        "FROM package k JOIN line l ON l.package_id = k.id WHERE k.status = ? ORDER BY k.id DESC, l.id LIMIT ?",
        (claims.CANCELLED, Status.DELIVERED.value, SHOWN),
    ).fetchall()
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row["units"] > 0:
            empty = {"id": row["id"], "order_number": row["order_number"], "lines": []}
            found.setdefault(row["id"], empty)["lines"].append(row)
    return list(found.values())


def send_back(twin: Twin, books: Books, visit: Visit) -> GoTo:
    """Ask to send units back as the customer."""
    package = packages.find(books, visit.call.params["package_id"])
    left = {
        str(line["line_id"]): line["units"]
        for one in _returnable(books)
        if one["id"] == package["id"]
        for line in one["lines"]
    }
    asked = {line: visit.form.get(f"units-{line}", "") for line in left}
    units = {int(line): int(text) for line, text in asked.items() if text.isdecimal() and 0 < int(text) <= left[line]}
    if not units:
        raise Refusal(400, "invalid", visit.say("trendyol.returns_none_chosen"))
    claims.ask(books, package, units, status=claims.CREATED)
    return GoTo(PAGE)


def move(twin: Twin, books: Books, visit: Visit) -> GoTo:
    """Move what comes back as the carrier, the customer or the market."""
    claims.move(books, visit.call.params["claim_id"], visit.form.get("act", ""))
    return GoTo(PAGE)


def pay_out(twin: Twin, books: Books, visit: Visit) -> GoTo:
    """Pay the seller what the account holds."""
    finance.pay_out(books, twin.account.seller_id)
    return GoTo(f"{PAGE}#payouts")
