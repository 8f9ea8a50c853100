"""A customer at the till: found or added, whose the sale is, and what may be seen of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from arasta.contexts.channels.services import channels
from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.services import profiles
from arasta.contexts.customers.types import NewCustomer
from arasta.contexts.identity.types import PERMISSIONS_OF, Role
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.payments.services import payments
from arasta.contexts.payments.types import PaymentId, PaymentToPrepare, Tender
from arasta.contexts.registers import queries as registers
from arasta.contexts.wishes import services as wishes
from arasta.contexts.wishes.types import Wisher
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import from_public, new_id, to_public
from arasta.kernel.money import Money
from tests.surfaces.pos.counter import cart_in, lines, scan, sign_in, trouble
from tests.surfaces.pos.test_customer_cart import SKU, shop, till
from tests.surfaces.storefront import test_baton as batons
from tests.surfaces.storefront.shopping import Shop, newest_code, text_of

__all__ = ["shop", "till"]
pytestmark = pytest.mark.django_db
MAIL = "ayse@mail.example"


def known(name: str = "Ayşe Yılmaz", email: str = MAIL) -> UUID:
    return profiles.add_customers([NewCustomer(name, email)], actor=SYSTEM)[0]


def bind(till: Client, customer: UUID | None) -> Any:
    return till.post("/till/customer/bind", {"customer": to_public("cus", customer) if customer else ""})


def add(till: Client, name: str = "Ayşe Yılmaz", email: str = MAIL) -> Any:
    return till.post("/till/customer/add", {"name": name, "email": email})


def whose(till: Client) -> str:
    """Return the name of whose the sale on the screen is."""
    basket = till.get("/till/").context["basket"]
    return basket.customer.name if basket and basket.customer else ""


def sold(till: Client) -> OrderDetail:
    answer = till.post("/till/pay/cash", {"cart": cart_in(till), "amount": "1000"})
    assert answer.status_code == 302, trouble(answer)
    return order_book.order(from_public("ord", answer["Location"].split("/")[3].removesuffix("?sold=1")))


def test_what_a_known_customer_buys_stands_in_their_account(shop: Shop, till: Client) -> None:
    ayse = known()
    scan(till, SKU)
    [found] = till.get("/till/customer", {"q": "ayse@mail"}).context["found"]

    answer = till.post("/till/customer/bind", {"customer": found.key})

    assert (answer.status_code, answer["Location"], whose(till)) == (302, "/till/", "Ayşe Yılmaz")
    order = sold(till)
    shopper = Client()
    shopper.post("/account/code/ask", {"email": MAIL})
    shopper.post("/account/code", {"code": newest_code()})
    assert order.row.number in text_of(shopper.get("/account"))
    assert (order.row.customer_id, order.row.email) == (ayse, "")


def test_a_customer_is_added_by_name_and_email_and_opens_the_account_by_a_code(shop: Shop, till: Client) -> None:
    scan(till, SKU)

    answer = add(till, " Ayşe  Yılmaz ", "Ayse@mail.example")

    assert (answer.status_code, whose(till)) == (302, "Ayşe Yılmaz")
    row = customers.customer_by_email(MAIL)
    assert row is not None
    assert (row.has_login, customers.consents(row.id)) == (False, [])
    assert sold(till).row.customer_id == row.id


def test_the_same_customer_added_twice_is_one(shop: Shop, till: Client) -> None:
    answers = [add(till).status_code, add(till, "ayşe yılmaz").status_code]

    assert (answers, len(customers.customers_page().items), whose(till)) == ([302, 302], 1, "Ayşe Yılmaz")


def test_an_email_of_somebody_else_shows_who_it_is_and_binds_nobody(shop: Shop, till: Client) -> None:
    known("Emre Güneş")
    scan(till, SKU)

    answer = add(till)

    assert (answer.status_code, trouble(answer)[0]) == (409, "email_taken")
    assert [one.name for one in answer.context["found"]] == ["Emre Güneş"]
    assert whose(till) == ""


@pytest.mark.parametrize(
    ("name", "email", "code"),
    [("", MAIL, "name_invalid"), ("Ayşe", "", "email_invalid"), ("Ayşe", "a" * 250 + MAIL, "email_invalid")],
)
def test_what_is_missing_or_too_long_is_said(shop: Shop, till: Client, name: str, email: str, code: str) -> None:
    answer = add(till, name, email)

    assert (answer.status_code, trouble(answer)[0]) == (422, code)
    assert customers.customers_page().items == []


def test_a_sale_is_nobodys_again(shop: Shop, till: Client) -> None:
    scan(till, SKU)
    bind(till, known())

    bind(till, None)

    assert whose(till) == ""
    assert sold(till).row.customer_id is None


def test_before_the_first_unit_it_may_be_said_whose_the_sale_is(shop: Shop, till: Client) -> None:
    bind(till, known())

    assert (whose(till), lines(till)) == ("Ayşe Yılmaz", [])
    scan(till, SKU)
    assert whose(till) == "Ayşe Yılmaz"
    till.post("/till/new")
    assert whose(till) == ""


def test_last_orders_and_favorites_are_looked_at(shop: Shop, till: Client) -> None:
    ayse = known()
    scan(till, SKU)
    bind(till, ayse)
    order = sold(till)
    wishes.like([db.rows("SELECT id FROM catalog_product", [])[0][0]], wisher=Wisher(ayse))

    chosen = till.get("/till/customer", {"of": to_public("cus", ayse)}).context["chosen"]
    till.post("/till/add", {"variant": chosen.bought[0].key})

    channels.name_channel(order.row.channel_id, {"tr": "Kadıköy"}, actor=SYSTEM)
    till.cookies["django_language"] = "tr"
    named = till.get("/till/customer", {"of": to_public("cus", ayse)}).context["chosen"]

    assert [(row.number, channel) for row, channel in chosen.orders] == [(order.row.number, "kadikoy-store")]
    assert [channel for _row, channel in named.orders] == ["Kadıköy"]
    assert [card.title for card in chosen.liked] == ["Linen shirt"]
    assert lines(till) == [(SKU, 1, 45_000)]


def test_who_may_not_see_orders_or_customers_sees_none(
    shop: Shop, till: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ayse = known()
    bind(till, ayse)
    scan(till, SKU)
    sold(till)
    page = {"of": to_public("cus", ayse), "q": "Ayşe"}

    monkeypatch.setitem(PERMISSIONS_OF, Role.ASSOCIATE, frozenset({"till.sell", "customers.read"}))
    reader = till.get("/till/customer", page)
    assert (reader.context["chosen"].orders, reader.context["chosen"].bought) == ((), ())
    assert (add(till).status_code, bind(till, ayse).status_code) == (403, 302)
    monkeypatch.setitem(PERMISSIONS_OF, Role.ASSOCIATE, frozenset({"till.sell"}))
    seller = till.get("/till/customer", page)

    assert (seller.context["chosen"], seller.context["found"]) == (None, None)
    assert (add(till, "Eda", "eda@mail.example").status_code, bind(till, None).status_code) == (403, 403)
    assert customers.customer_by_email("eda@mail.example") is None


def test_unknown_customers_are_nobody(shop: Shop, till: Client) -> None:
    scan(till, SKU)

    answers = [till.post("/till/customer/bind", {"customer": word}) for word in (to_public("cus", new_id()), "cus_1")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert till.get("/till/customer", {"of": to_public("cus", new_id())}).status_code == 404
    assert whose(till) == ""


def test_while_the_terminal_is_asked_nobody_is_named(shop: Shop, till: Client) -> None:
    scan(till, SKU)
    cart = from_public("crt", cart_in(till))
    payments.prepare_payments(
        [PaymentToPrepare(PaymentId(new_id()), cart, cart, Tender.TERMINAL, "testpay", Money(45_000, "TRY"))]
    )

    answer = bind(till, known())

    assert (answer.status_code, trouble(answer)[0], whose(till)) == (409, "payment_unclear", "")


def test_a_basket_that_its_customer_brought_stays_theirs(shop: Shop, till: Client, client: Client) -> None:
    batons.sign_in(client)
    shop.put_in(client, SKU)
    scan(till, batons.offer(client))

    bind(till, known("Emre Güneş", "emre@mail.example"))
    bind(till, None)

    assert till.get("/till/").context["basket"].guest.name == "Ayşe Yılmaz"


def test_a_nameless_basket_joins_the_sale_of_its_customer_and_one_with_a_name_stays_theirs(
    shop: Shop, till: Client, client: Client
) -> None:
    emre = known("Emre Güneş", "emre@mail.example")
    sales = []
    for _ in range(2):
        scan(till, SKU)
        bind(till, emre)
        shop.put_in(client, SKU)
        scan(till, batons.offer(client))
        sales.append((till.get("/till/").context["basket"].guest.name, sold(till)))
        batons.sign_in(client)

    assert [([line.quantity for line in order.lines], name) for name, order in sales] == [
        ([2], "Emre Güneş"),
        ([2], "Ayşe Yılmaz"),
    ]
    assert [order.row.customer_id == emre for _, order in sales] == [True, False]


def test_a_sale_begun_in_another_browser_is_brought_back(shop: Shop, till: Client) -> None:
    scan(till, SKU)
    bind(till, known())
    other = sign_in(Client(), "cem@example.com")
    other.post("/till/registers", {"register": to_public("reg", registers.registers()[0].id)})

    page = other.get("/till/customer", {"q": "Ayşe"})
    other.post("/till/back", {"cart": page.context["found"][0].carts[0].key})

    assert "Bring back" in text_of(page)
    assert "Here already" in text_of(till.get("/till/customer", {"q": "Ayşe"}))
    assert (lines(other), whose(other)) == ([(SKU, 1, 45_000)], "Ayşe Yılmaz")
