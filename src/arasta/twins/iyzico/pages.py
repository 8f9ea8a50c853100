"""The page on which buyers pay, and what the account took."""

import sqlite3

from arasta.twins.books import Settings
from arasta.twins.fault_page import framed
from arasta.twins.iyzico import forms
from arasta.twins.iyzico.types import CARDS, INSTALLMENTS, Books
from arasta.twins.twin import Twin
from arasta.twins.web import GoTo, Page, Visit
from arasta.twins.wire import Refusal, query_number

SHOWN = 50


def overview(twin: Twin[Settings], books: Books, visit: Visit) -> Page:
    """Show the newest payments and the test cards."""
    rows = books.db.execute("SELECT * FROM form ORDER BY number DESC LIMIT ?", (SHOWN,)).fetchall()
    shown = [{"form": row, "state": state_of(row)} for row in rows]
    return Page("iyzico/payments.html", framed(twin, "payments", {"rows": shown, "cards": CARDS}))


def state_of(form: sqlite3.Row) -> str:
    """Say in one word where a form stands."""
    if form["status"] != "SUCCESS":
        return "declined" if form["status"] else "waiting"
    if form["phase"] == "CANCELED":
        return "canceled"
    if form["refunded_minor"]:
        return "refunded"
    return "promised" if form["phase"] == "PRE_AUTH" else "taken"


def ask(books: Books, visit: Visit) -> Page:
    """Show the buyer the form: the test cards, and what each does."""
    form = forms.by_token(books, visit.call.query.get("token"))
    values = {"form": form, "open": form["status"] != "SUCCESS", "cards": CARDS, "installments": INSTALLMENTS}
    return Page("iyzico/pay.html", values)


def pay(books: Books, visit: Visit) -> GoTo:
    """Pay with the card that was chosen, and send the buyer back with the form, as the real page does."""
    card = next((one for one in CARDS if one.name == visit.form.get("card")), None)
    if card is None:
        raise Refusal(400, "invalid", visit.say("iyzico.choose"))
    parts = query_number(visit.form, "installment", 1, least=1, most=max(INSTALLMENTS))
    form = forms.pay(books, visit.form.get("token", ""), card, parts)
    return GoTo(form["callback_url"], 307)
