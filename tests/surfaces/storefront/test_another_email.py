"""A customer changes the email: a code proves it first, and nobody learns whether somebody else has it."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.contexts.customers import queries as customers
from arasta.contexts.orders.queries import orders as order_book
from arasta.kernel import db
from tests.surfaces.storefront.shopping import Shop, body_of, deliver, newest_code, pay, text_of
from tests.surfaces.storefront.test_account import registered, sign_in
from tests.surfaces.storefront.test_ways_in import MAIL, SKU, code_for

NEW, TAKEN = "ayse@work.example", "zeynep@mail.example"


def want(client: Client, email: str, name: str = "Ayşe Yılmaz") -> str:
    """Ask for another email and return the code that went there."""
    said = {"name": name, "email": email, "phone": "", "language": "en"}
    answer = client.post("/account/profile", said)
    assert (answer.status_code, answer["Location"]) == (302, "/account/email")
    return newest_code()


def letters() -> list[tuple[str, str]]:
    return db.rows(
        "SELECT kind, \"to\" FROM messages_message WHERE kind IN ('email_code', 'email_changed') ORDER BY id"
    )


def test_it_changes_when_the_code_from_there_is_typed_and_not_before(shop: Shop) -> None:
    client = registered()
    code = want(client, "Ayse@Work.example", name="Ayşe Kaya")
    before = customers.customer_by_email(MAIL)
    page = text_of(client.get("/account/email"))

    answer = client.post("/account/email", {"code": code})

    after = customers.customer_by_email(NEW)
    assert before is not None
    assert after is not None
    assert (before.id, before.name) == (after.id, "Ayşe Kaya")
    assert f"We sent six digits to {NEW}." in page
    assert (answer.status_code, answer["Location"]) == (302, "/account/profile")
    assert f"We write to {NEW} from now on." in body_of(client.get("/account/profile"))
    assert letters() == [("email_code", NEW), ("email_changed", MAIL)]
    assert sign_in(Client(), NEW) == "/account"


def test_one_that_is_taken_is_answered_like_any_other_and_told_to_its_owner_only(shop: Shop) -> None:
    client = registered()
    registered(TAKEN)
    free: list[object] = []
    taken: list[object] = []
    for email, seen in ((NEW, free), (TAKEN, taken)):
        code = want(client, email)
        page = client.get("/account/email")
        wrong = client.post("/account/email", {"code": "000000" if code != "000000" else "000001"})
        seen += [page.status_code, wrong.status_code, text_of(wrong).replace(email, "")]

    owner = client.post("/account/email", {"code": code})

    assert free == taken
    assert owner.status_code == 409
    assert "This email has an account of its own." in text_of(owner)
    assert letters() == [("email_code", NEW), ("email_code", TAKEN)]
    assert customers.customer_by_email(MAIL) is not None


def test_only_the_last_code_counts_and_no_other_kind_of_code(shop: Shop) -> None:
    client, other = registered(), registered(TAKEN)
    to_sign_in = code_for(Client(), NEW)
    of_another = want(other, NEW)
    first = want(client, NEW)
    client.post("/account/email/ask")
    last = newest_code()

    tries = [client.post("/account/email", {"code": code}) for code in {to_sign_in, of_another, first} - {last}]
    right = client.post("/account/email", {"code": last})
    again = client.post("/account/email", {"code": last})

    assert {one.status_code for one in tries} == {401}
    assert 'id="id_code_error"' in body_of(tries[0])
    assert right.status_code == 302
    assert again["Location"] == "/account/profile"


def test_what_was_ordered_with_it_as_a_guest_is_theirs(shop: Shop) -> None:
    shop.stock(SKU, warehouse=1)
    guest = Client()
    shop.put_in(guest, SKU)
    deliver(guest)
    pay(guest)
    [row] = [one.row for one in shop.orders()]
    client = registered("ayse@home.example")

    client.post("/account/email", {"code": want(client, row.email)})

    who = customers.customer_by_email(row.email)
    assert who is not None
    assert order_book.order(row.id).row.customer_id == who.id


def test_nobody_asks_for_a_code_without_an_email_and_nonsense_is_refused(shop: Shop) -> None:
    client = registered()
    page, again = client.get("/account/email"), client.post("/account/email/ask")
    wrong = client.post("/account/profile", {"name": "Ayşe", "email": "no email", "phone": "", "language": "en"})
    stranger = Client().post("/account/email/ask")

    assert (page["Location"], again["Location"]) == ("/account/profile", "/account/profile")
    assert wrong.status_code == 422
    assert stranger["Location"].startswith("/account/sign-in")
    assert letters() == []


@pytest.mark.django_db(transaction=True)
def test_the_former_email_is_told_in_the_transaction_that_changes_it(shop: Shop) -> None:
    client = registered()

    client.post("/account/email", {"code": want(client, NEW)})

    [changed] = db.rows("SELECT xmin::text FROM customers_customer WHERE email = %s", [NEW])
    told = db.rows("SELECT xmin::text FROM messages_message WHERE kind = 'email_changed'")
    assert told == [changed]
