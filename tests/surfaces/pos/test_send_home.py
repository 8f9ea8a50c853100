"""What is not in the store, or too heavy to carry, is sold at the till and sent home: one order, paid once, told by letter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import LocationPlace
from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.services import addresses, profiles
from arasta.contexts.customers.types import AddressToSave, NewCustomer, PostalAddress
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import methods
from arasta.contexts.fulfillment.types import DeliveryKind as Way
from arasta.contexts.fulfillment.types import DeliveryMethodToSave, MethodText
from arasta.contexts.identity.types import Role
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.types import AddressRole, DeliveryKind, FulfillmentStatus, PaymentStatus
from arasta.contexts.payments import ports
from arasta.contexts.registers import queries as registers
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.money import Money
from arasta.kernel.outbox.delivery import deliver_pending
from arasta.surfaces.storefront import links
from tests import makers
from tests.contexts.messages.sending import Kept, carried
from tests.surfaces.pos.counter import cart_in, hire, lines, scan, sign_in, trouble
from tests.surfaces.storefront.shopping import ADDRESS, Provider, Shop, open_shop, text_of

pytestmark = pytest.mark.django_db
HERE, FAR = "SHIRT-RED-S", "SHIRT-BLUE-L"
HOME = {**ADDRESS, "email": "Ayse@mail.example", "method": "standard"}
BOOKED = PostalAddress("Ayşe Yılmaz", "Bağdat Cad. 3", "İstanbul", "TR", phone="+905321112233")


@pytest.fixture
def shop() -> Shop:
    """A store at Kadıköy with red shirts; blue ones lie in the warehouse, which sends for its till."""
    opened = open_shop(Provider())
    sells = makers.make_channel("kadikoy-store", kind="store")
    makers.make_register(opened.kadikoy, code="KADIKOY-1", channel=sells)
    channels.place_locations(
        sells, [LocationPlace(opened.kadikoy, 0, ships=False), LocationPlace(opened.warehouse, 1, ships=True)]
    )
    ports.register_gateway("testpay", lambda: opened.provider)
    opened.stock(HERE, kadikoy=5)
    opened.stock(FAR, warehouse=2)
    return opened


@pytest.fixture
def till(shop: Shop) -> Client:
    return cashier(shop)


@pytest.fixture
def mail() -> Iterator[Kept]:
    with carried() as kept:
        yield kept


def cashier(shop: Shop, email: str = "cem@example.com", role: Role = Role.ASSOCIATE) -> Client:
    hire(email, at=shop.kadikoy, role=role)
    client = sign_in(Client(), email)
    assert (
        client.post("/till/registers", {"register": to_public("reg", registers.registers()[0].id)}).status_code == 302
    )
    return client


def known_customer() -> UUID:
    """Ayşe, whose book has one address."""
    [key] = profiles.add_customers([NewCustomer("Ayşe Yılmaz", "ayse@mail.example")], actor=SYSTEM)
    addresses.save_addresses(key, [AddressToSave(BOOKED, "Home")], actor=SYSTEM)
    return key


def name(till: Client, customer: UUID) -> None:
    assert name_with(till, customer).status_code == 200


def name_with(till: Client, customer: UUID, **said: Any) -> Any:
    return till.post("/till/send", {**said, "cart": cart_in(till), "customer": to_public("cus", customer)})


def send(till: Client, **said: Any) -> Any:
    return till.post("/till/send", {**HOME, **said})


def sold(answer: Any) -> OrderDetail:
    """Return the order whose receipt a till shows."""
    assert answer.status_code == 302, trouble(answer)
    word = answer["Location"].split("/")[3].removesuffix("?sold=1")
    return order_book.order(from_public("ord", word))


def pay_cash(till: Client, seen: int) -> Any:
    return till.post("/till/pay/cash", {"cart": cart_in(till), "amount": "1000", "seen": seen})


def test_what_lies_elsewhere_is_sold_sent_and_told_by_letter(shop: Shop, till: Client, mail: Kept) -> None:
    scan(till, FAR)
    assert "Not here. It can be sent home." in text_of(till.get("/till/"))
    assert send(till)["Location"] == "/till/pay"
    assert "Moda Cad. 12" in text_of(till.get("/till/pay"))

    order = sold(pay_cash(till, 45_000))

    deliver_pending()
    deliver_pending()
    assert (order.row.delivery, order.row.total.minor, order.delivery_price.minor) == (
        DeliveryKind.DELIVERY,
        45_000,
        5_000,
    )
    assert (order.row.payment_status, order.row.email) == (PaymentStatus.PAID, "ayse@mail.example")
    assert order.addresses[AddressRole.SHIPPING].line1 == "Moda Cad. 12"
    assert [(row.location_id, row.kind) for row in fulfillment.of_orders([order.row.id])] == [
        (shop.warehouse, Way.DELIVERY)
    ]
    assert makers.level_of(shop.variants[FAR], shop.warehouse) == (2, 1, 0)
    receipt = text_of(till.get(f"/till/receipts/{to_public('ord', order.row.id)}"))
    assert "Delivery 1 × ₺50.00" in receipt
    assert "sent to the customer" in receipt
    assert [(one.to, order.row.number in one.title) for one in mail.sent] == [("ayse@mail.example", True)]


def test_some_is_taken_along_and_some_sent_in_one_order(shop: Shop, till: Client, mail: Kept) -> None:
    scan(till, HERE)
    scan(till, FAR)
    assert send(till)["Location"] == "/till/pay"

    order = sold(pay_cash(till, 85_000))

    deliver_pending()
    deliver_pending()
    assert [(line.sku, line.is_fetched, line.shipped) for line in order.lines] == [(HERE, True, 1), (FAR, False, 0)]
    assert (order.row.location_id, order.row.fulfillment_status) == (shop.kadikoy, FulfillmentStatus.PARTLY_FULFILLED)
    assert makers.level_of(shop.variants[HERE], shop.kadikoy) == (4, 0, 0)
    assert makers.level_of(shop.variants[FAR], shop.warehouse) == (2, 1, 0)
    assert [row.location_id for row in fulfillment.of_orders([order.row.id])] == [shop.warehouse]
    [letter] = mail.sent
    assert "fetch" not in letter.text
    page = text_of(Client().get(links.order_path(order.row.id)))
    assert (page.count("You have it already"), page.count("It is sent to you")) == (1, 1)
    assert "Pick this up here" not in page
    assert "Cancel the order" not in page


def test_what_is_too_heavy_is_sent_though_it_lies_here_and_paid_by_card(shop: Shop, till: Client) -> None:
    scan(till, FAR)
    shop.stock(FAR, kadikoy=1)
    send(till, send=[shop.word(FAR)])

    order = sold(till.post("/till/pay/card", {"cart": cart_in(till), "token": "tok_approve", "seen": 45_000}))
    again = till.post("/till/pay/card", {"cart": to_public("crt", order.row.id), "token": "tok_approve"})

    assert shop.provider.asked == ["authorize 45000 TRY"]
    assert again["Location"].startswith(f"/till/receipts/{to_public('ord', order.row.id)}")
    assert makers.level_of(shop.variants[FAR], shop.kadikoy) == (1, 0, 0)
    assert makers.level_of(shop.variants[FAR], shop.warehouse) == (2, 1, 0)


def test_a_way_that_costs_nothing_is_a_way(shop: Shop, till: Client) -> None:
    text, price = MethodText("en", "Slow", ""), Money(0, "TRY")
    methods.save_delivery_methods([DeliveryMethodToSave("free", Way.DELIVERY, (text,), (price,), 4, 9)])
    scan(till, FAR)
    send(till, method="free")

    order = sold(pay_cash(till, 40_000))

    assert (order.row.total.minor, order.delivery_price.minor) == (40_000, 0)


def test_the_last_one_went_to_somebody_else_meanwhile(shop: Shop, till: Client) -> None:
    scan(till, FAR)
    send(till)
    shop.take_away(FAR, 2)

    answer = pay_cash(till, 45_000)

    assert (answer.status_code, trouble(answer)[0]) == (409, "out_of_stock")
    assert lines(till) == [(FAR, 1, 40_000)]
    assert order_book.id_of_cart(from_public("crt", cart_in(till))) is None


def test_a_known_customer_says_yes_and_the_address_is_kept(shop: Shop, till: Client) -> None:
    ayse = known_customer()
    scan(till, FAR)
    name(till, ayse)
    [book] = customers.addresses(ayse)
    key = to_public("adr", book.id)
    assert "Bağdat Cad. 3" in text_of(till.get("/till/send"))

    assert send(till, saved="new")["Location"] == "/till/pay"
    assert len(customers.addresses(ayse)) == 1
    assert send(till, saved="new", keep="on")["Location"] == "/till/pay"
    kept = {row.address.line1 for row in customers.addresses(ayse)}
    corrected = till.post("/till/send", {**HOME, "correct": key})
    assert corrected.context["form"]["line1"].value() == "Bağdat Cad. 3"
    send(till, saved="new", replaces=key, keep="on", line1="Bağdat Cad. 33")
    order = sold(pay_cash(till, 45_000))

    assert kept == {"Bağdat Cad. 3", "Moda Cad. 12"}
    assert {row.address.line1 for row in customers.addresses(ayse)} == {"Bağdat Cad. 33", "Moda Cad. 12"}
    assert (order.row.customer_id, order.addresses[AddressRole.SHIPPING].line1) == (ayse, "Bağdat Cad. 33")


def test_what_was_written_stays_when_a_customer_is_named(shop: Shop, till: Client) -> None:
    said = {**HOME, "name": "", "email": "", "phone": "", "method": "express", "send": [shop.word(FAR)]}
    scan(till, HERE)
    scan(till, FAR)

    form = name_with(till, known_customer(), **said).context["form"]

    words = [form[field].value() for field in ("name", "email", "phone", "line1", "method", "saved")]
    assert words == ["Ayşe Yılmaz", "ayse@mail.example", "", "Moda Cad. 12", "express", "new"]


def test_somebody_else_named_instead_brings_their_own_words_and_book(shop: Shop, till: Client) -> None:
    scan(till, FAR)
    [bora] = profiles.add_customers([NewCustomer("Bora Tan", "bora@mail.example")], actor=SYSTEM)
    name(till, bora)
    ayse = known_customer()
    said = {"name": "Bora Tan", "email": "other@mail.example", "line1": "", "keep": "on", "replaces": "adr_1"}

    answer = name_with(till, ayse, **said)

    fields = ("name", "email", "saved", "keep", "replaces")
    key = to_public("adr", customers.addresses(ayse)[0].id)
    assert [answer.context["form"][one].value() for one in fields] == [
        *("Ayşe Yılmaz", "other@mail.example", key, False, "")
    ]
    assert answer.context["chosen"] == set()


def test_an_address_of_somebody_else_is_not_in_the_book(shop: Shop, till: Client) -> None:
    ayse = known_customer()
    foreign = to_public("adr", customers.addresses(ayse)[0].id)
    scan(till, FAR)

    chosen = send(till, saved=foreign)
    kept = send(till, saved="new", replaces=foreign, keep="on")

    assert (chosen.status_code, "Choose an address." in text_of(chosen)) == (422, True)
    assert kept.status_code == 302
    assert [row.address.line1 for row in customers.addresses(ayse)] == ["Bağdat Cad. 3"]


def test_a_cart_of_another_desk_is_given_to_nobody(shop: Shop, till: Client) -> None:
    scan(till, FAR)
    other = cashier(shop, "ece@example.com")

    scan(other, FAR)
    answers = [
        other.post("/till/send", {"cart": cart_in(till), "customer": to_public("cus", known_customer())}),
        other.post("/till/send/along", {"cart": cart_in(till)}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


WRONG = [
    ({"email": "nobody"}, "Write a whole email address"),
    ({"line1": ""}, "Please fill this in."),
    ({"phone": "12"}, "Write the phone with its country code"),
    ({"postal_code": "x"}, "A postal code there looks like 34710."),
    ({"method": ""}, "Please fill this in."),
    ({"method": "moon"}, "Please fill this in."),
    ({"saved": "adr_1"}, "Choose an address."),
]


def test_what_is_wrong_is_marked(shop: Shop, till: Client) -> None:
    scan(till, FAR)

    answers = [send(till, **wrong) for wrong, _ in WRONG]

    assert [answer.status_code for answer in answers] == [422] * len(WRONG)
    assert [says in text_of(answer) for answer, (_, says) in zip(answers, WRONG, strict=True)] == [True] * len(WRONG)


def test_it_is_taken_along_after_all(shop: Shop, till: Client) -> None:
    scan(till, HERE)
    shop.stock(HERE, warehouse=1)
    send(till, send=[shop.word(HERE)])
    assert till.get("/till/").context["basket"].total.minor == 45_000

    till.post("/till/send/along", {"cart": cart_in(till)})

    assert till.get("/till/").context["basket"].total.minor == 40_000
    assert sold(pay_cash(till, 40_000)).row.delivery is DeliveryKind.COUNTER


def test_a_till_whose_channel_sends_nothing_says_so(shop: Shop, till: Client) -> None:
    scan(till, HERE)
    row = registers.registers()[0]
    channels.place_locations(row.channel_id, [LocationPlace(shop.kadikoy, 0, ships=False)])

    page = text_of(till.get("/till/send"))

    assert "Nothing is sent from this till yet" in page
    assert trouble(scan(till, FAR))[0] == "out_of_stock"


def test_the_way_is_named_in_the_language_of_who_sells(shop: Shop, till: Client) -> None:
    scan(till, FAR)
    send(till)

    pages = []
    for language in ("en", "tr"):
        till.cookies["django_language"] = language
        pages += [text_of(till.get(path)) for path in ("/till/", "/till/pay")]

    assert ["Standard" in page for page in pages] == [True, True, False, False]
    assert ["Standart" in page for page in pages] == [False, False, True, True]
