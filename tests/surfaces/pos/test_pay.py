"""Taking the payment at the till."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.contexts.inventory.services import levels
from arasta.contexts.orders.services import carts
from arasta.contexts.payments import ports
from arasta.contexts.payments.types import GatewayResult, Outcome
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import from_public
from tests import makers
from tests.flows.ordering.till import EMPTY, Terminal, book, install
from tests.racing import race
from tests.surfaces.pos.counter import Counter, cart_in, lines, make_counter, scan, stand_at, trouble

pytestmark = pytest.mark.django_db(transaction=True)


def at_payment(*, on_shelf: int = 5) -> tuple[Counter, Client, dict[str, str]]:
    """Return a browser with one vase to pay, and the fields of its payment forms."""
    counter = make_counter(on_shelf=on_shelf)
    client = stand_at(counter)
    scan(client, counter.sku)
    return counter, client, {"cart": cart_in(client), "seen": "24990"}


def terminal(**told: object) -> Terminal:
    """Offer a test provider."""
    made = install(Terminal(**told))  # type: ignore[arg-type]
    ports.register_gateway("testpay", lambda: made)
    return made


def receipt_of(form: dict[str, str]) -> str:
    """Return where a cart's sale leads."""
    return f"/till/receipts/{form['cart'].replace('crt_', 'ord_')}"


def test_the_page_shows_the_sum_and_what_notes_make() -> None:
    _, client, _ = at_payment()

    page = client.get("/till/pay")

    assert [amount.minor for amount in page.context["quick"]] == [25000, 30000, 40000]
    assert "₺249.90" in page.content.decode()


def test_without_a_cart_there_is_nothing_to_pay() -> None:
    client = stand_at(make_counter())

    assert client.get("/till/pay").headers["Location"] == "/till/"


def test_cash_sells_and_leads_to_the_receipt_with_the_change() -> None:
    _, client, form = at_payment()

    answer = client.post("/till/pay/cash", {**form, "amount": "300"})
    page = client.get(answer.headers["Location"])

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{receipt_of(form)}?sold=1")
    assert book()["receipts"] == [(1, "cash", 30000, 5010)]
    assert "₺50.10" in page.content.decode()
    assert lines(client) == []


def test_the_same_form_again_leads_to_the_same_receipt() -> None:
    counter, client, form = at_payment()

    answers = [client.post("/till/pay/cash", {**form, "amount": "300"}) for _ in range(3)]

    assert {answer.headers["Location"] for answer in answers} == {f"{receipt_of(form)}?sold=1"}
    assert book()["receipts"] == [(1, "cash", 30000, 5010)]
    assert makers.level_of(counter.vase, counter.store) == (4, 0, 0)


def test_four_submits_at_once_are_one_sale() -> None:
    _, client, form = at_payment()

    answers = race(4, lambda: client.post("/till/pay/cash", {**form, "amount": "300"}))

    assert {answer.headers["Location"] for answer in answers} == {  # type: ignore[union-attr]
        f"{receipt_of(form)}?sold=1"
    }
    assert book()["receipts"] == [(1, "cash", 30000, 5010)]


@pytest.mark.parametrize(
    ("amount", "status", "code", "title"),
    [
        ("200", 409, "too_little_cash", "₺49.90 is still missing"),
        ("lots", 422, "amount_unreadable", "“lots” is not an amount"),
        ("", 422, "amount_unreadable", "“” is not an amount"),
    ],
)
def test_wrong_cash_sells_nothing_and_keeps_what_was_typed(amount: str, status: int, code: str, title: str) -> None:
    _, client, form = at_payment()

    answer = client.post("/till/pay/cash", {**form, "amount": amount})

    assert (answer.status_code, trouble(answer)[0], trouble(answer)[1][0]) == (status, code, title)
    assert answer.context["typed"] == amount
    assert book() == EMPTY
    assert lines(client) == [("KRV-VAS-1", 1, 24990)]


def test_a_price_that_changed_since_the_page_was_shown_is_told_first() -> None:
    counter, client, form = at_payment()
    makers.make_price(counter.vase, 29990)

    refused = client.post("/till/pay/cash", {**form, "amount": "300"})
    accepted = client.post("/till/pay/cash", {**form, "seen": "29990", "amount": "300"})

    assert (refused.status_code, trouble(refused)[0]) == (409, "price_changed")
    assert trouble(refused)[1][0] == "The total is now ₺299.90"
    assert accepted.status_code == 302
    assert book()["receipts"] == [(1, "cash", 30000, 10)]


def test_what_was_lost_since_it_was_scanned_is_refused_with_the_facts() -> None:
    counter, client, form = at_payment(on_shelf=1)
    levels.adjust([levels.Correction(counter.vase, counter.store, -1)], reason="broken", actor=SYSTEM)

    answer = client.post("/till/pay/cash", {**form, "amount": "300"})

    assert (answer.status_code, trouble(answer)[0]) == (409, "out_of_stock")
    assert trouble(answer)[1][1] == "Product KRV-VAS-1: none left here. No other location has it."
    assert book()["orders"] == []


def test_an_approved_card_leads_to_the_receipt() -> None:
    machine = terminal()
    _, client, form = at_payment()

    answer = client.post("/till/pay/card", {**form, "token": "tok_approve"})
    page = client.get(answer.headers["Location"])

    assert machine.asked == ["authorize 24990 tok_approve"]
    assert answer.headers["Location"] == f"{receipt_of(form)}?sold=1"
    assert "Paid by card" in page.content.decode()
    assert book()["receipts"] == [(1, "terminal", 24990, 0)]


def test_a_declined_card_says_why_and_the_sale_goes_on_with_cash() -> None:
    terminal(answers=[GatewayResult(Outcome.DECLINED, "ref", decline_code="insufficient_funds")])
    _, client, form = at_payment()

    declined = client.post("/till/pay/card", {**form, "token": "tok_decline"})
    sold = client.post("/till/pay/cash", {**form, "amount": "250"})

    assert declined.status_code == 409
    assert trouble(declined) == (
        "payment_declined",
        (
            "The card was declined",
            "The bank says: not enough money on the card.",
            "Nothing was charged. Try another card, or take cash.",
        ),
    )
    assert sold.status_code == 302
    assert book()["payments"] == [("terminal", 1, "declined", 0, 0), ("cash", 2, "captured", 24990, 0)]


def test_another_reason_of_the_terminal_is_passed_on() -> None:
    terminal(answers=[GatewayResult(Outcome.DECLINED, "ref", decline_code="card_expired")])
    _, client, form = at_payment()

    answer = client.post("/till/pay/card", {**form, "token": "tok_decline"})

    assert trouble(answer)[1][1] == "The terminal says: card_expired."


def test_a_silent_terminal_is_asked_again_until_it_answers_and_charges_once() -> None:
    machine = terminal(hears_nothing=True)
    _, client, form = at_payment()

    unclear = [client.post("/till/pay/card", {**form, "token": "tok_approve"}) for _ in range(2)]
    cash = client.post("/till/pay/cash", {**form, "amount": "300"})
    machine.hears_nothing = False
    sold = client.post("/till/pay/card", {"cart": form["cart"], "token": "tok_approve"})

    assert [(answer.status_code, trouble(answer)[0]) for answer in (*unclear, cash)] == [(409, "payment_unclear")] * 3
    assert "Ask the terminal again" in unclear[0].content.decode()
    assert "Take cash" not in client.get("/till/pay").content.decode()
    assert sold.headers["Location"] == f"{receipt_of(form)}?sold=1"
    assert machine.asked.count("authorize 24990 tok_approve") == 1
    assert book()["payments"] == [("terminal", 1, "captured", 24990, 0)]


def test_an_unclear_sale_may_wait_beside_the_next_one() -> None:
    machine = terminal(hears_nothing=True)
    counter, client, form = at_payment()
    client.post("/till/pay/card", {**form, "token": "tok_approve"})

    client.post("/till/new")
    scan(client, counter.sku)
    sold = client.post("/till/pay/cash", {"cart": cart_in(client), "amount": "250"})
    machine.hears_nothing = False
    client.post("/till/back", {"cart": form["cart"]})
    page = client.get("/till/pay")
    late = client.post("/till/pay/card", {**form, "token": "tok_approve"})

    assert sold.status_code == 302
    assert page.context["basket"].is_unclear is True
    assert late.headers["Location"] == f"{receipt_of(form)}?sold=1"
    assert [row[:2] for row in book()["receipts"]] == [(1, "cash"), (2, "terminal")]


@pytest.mark.parametrize("token", ["", "tok_3ds", "4242424242424242"])
def test_only_the_test_terminals_own_cards_are_taken(token: str) -> None:
    machine = terminal()
    _, client, form = at_payment()

    answer = client.post("/till/pay/card", {**form, "token": token})

    assert (answer.status_code, machine.asked) == (200, [])
    assert book() == EMPTY


def test_paying_a_cart_that_was_sold_in_another_window_leads_to_its_receipt() -> None:
    _, client, form = at_payment()
    before = client.session["till"]
    client.post("/till/pay/cash", {**form, "amount": "300"})
    kept = client.session
    kept["till"] = before
    kept.save()

    assert client.get("/till/pay").headers["Location"] == receipt_of(form)
    assert client.get("/till/").context["basket"] is None


def test_a_card_charged_for_an_emptied_cart_is_given_back_and_told() -> None:
    machine = terminal()
    _, client, form = at_payment()
    key = from_public("crt", form["cart"])
    machine.before_answering = lambda: carts.set_lines(key, [], replace=True)

    answer = client.post("/till/pay/card", {**form, "token": "tok_approve"})

    assert (answer.status_code, trouble(answer)[0]) == (409, "cart_empty")
    assert machine.asked == ["authorize 24990 tok_approve", "refund 24990 True"]
    assert book()["payments"] == [("terminal", 1, "refunded", 24990, 24990)]


@pytest.mark.parametrize("seen", ["9" * 5000, "²", "-1", ""])
def test_a_sum_seen_that_is_no_number_is_none(seen: str) -> None:
    _, client, form = at_payment()

    answer = client.post("/till/pay/cash", {**form, "seen": seen, "amount": "300"})

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{receipt_of(form)}?sold=1")
