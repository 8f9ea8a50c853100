"""A shopper's cart at the till: taken by code or name, sold there at the shop's price, seen by both, given back."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.contexts.batons import queries as batons
from arasta.contexts.customers.services import profiles
from arasta.contexts.customers.types import NewCustomer
from arasta.contexts.identity.types import Role
from arasta.contexts.orders.queries import carts
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderFilter
from arasta.contexts.orders.types import DeliveryKind
from arasta.contexts.pricing.services import price_lists, prices
from arasta.contexts.pricing.types import PriceInput, PriceListInput
from arasta.contexts.registers import queries as registers
from arasta.flows.ordering.ring_up_sale import PaidElsewhere, ring_up_cash
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.money import Money
from tests import makers
from tests.surfaces.pos.counter import cart_in, hire, lines, scan, sign_in, trouble
from tests.surfaces.storefront.shopping import Provider, Shop, deliver, open_shop, pay, text_of
from tests.surfaces.storefront.test_baton import offer
from tests.surfaces.storefront.test_baton import sign_in as register

SKU, BLUE = "SHIRT-RED-S", "SHIRT-BLUE-L"


@pytest.fixture
def shop(db: None) -> Shop:
    """A web shop whose store at Kadıköy sells shirts dearer than the web: 450 instead of 400."""
    opened = open_shop(Provider())
    store = makers.make_channel("kadikoy-store", kind="store")
    makers.make_register(opened.kadikoy, code="KADIKOY-1", channel=store)
    price_lists.save_price_lists(
        [PriceListInput(code="store", name="Store", currency="TRY", channel_id=store, priority=1)], actor=SYSTEM
    )
    dearer = [
        PriceInput(price_list="store", variant_id=variant, price=Money(45_000, "TRY"))
        for variant in opened.variants.values()
    ]
    prices.set_prices(dearer, now=makers.DAY, actor=SYSTEM)
    opened.stock(SKU, kadikoy=5)
    opened.stock(BLUE, kadikoy=1, warehouse=5)
    return opened


@pytest.fixture
def till(shop: Shop) -> Client:
    return cashier(shop, "cem@example.com")


def cashier(shop: Shop, email: str, register: str = "KADIKOY-1") -> Client:
    hire(email, at=shop.kadikoy)
    client = sign_in(Client(), email)
    row = next(row for row in registers.registers() if row.code == register)
    assert client.post("/till/registers", {"register": to_public("reg", row.id)}).status_code == 302
    return client


def test_a_scanned_code_brings_the_cart_with_its_prices(shop: Shop, till: Client, client: Client) -> None:
    shop.put_in(client, SKU, 2)

    answer = scan(till, f"http://shop.example/b/{offer(client)}")

    assert answer["Location"] == "/till/"
    assert lines(till) == [(SKU, 2, 80_000)]
    assert "Your basket is at the till" in text_of(client.get("/cart"))
    assert "KADIKOY-1" in text_of(client.get("/cart")) or "serves it now" in text_of(client.get("/cart"))


def test_both_fill_one_cart_and_it_is_sold_once(shop: Shop, till: Client, client: Client) -> None:
    register(client)
    shop.put_in(client, SKU)
    deliver(client)  # and taken along after all
    scan(till, offer(client))
    [stranger] = profiles.add_customers([NewCustomer("Emre Güneş")], actor=SYSTEM)
    till.post("/till/send", {"cart": cart_in(till), "customer": to_public("cus", stranger)})

    scan(till, BLUE)
    client.post("/cart/add", {"variant": shop.word(SKU)})
    seen = text_of(client.get("/cart"))
    till.post("/till/pay/cash", {"cart": cart_in(till), "amount": "2000"})

    order = order_book.order(order_book.page(OrderFilter()).items[0].id)
    assert "Linen shirt Red / S × 2" in seen
    assert [(line.sku, line.quantity, line.unit_price) for line in order.lines] == [
        (SKU, 2, Money(40_000, "TRY")),
        (BLUE, 1, Money(45_000, "TRY")),
    ]
    assert (order.row.delivery, order.row.total.minor) == (DeliveryKind.COUNTER, 125_000)
    assert order.row.customer_id not in {None, stranger}
    assert "Your basket is empty" in text_of(client.get("/cart"))
    assert order.row.number in text_of(client.get("/account"))


def test_what_was_rung_up_before_joins(shop: Shop, till: Client, client: Client) -> None:
    scan(till, BLUE)
    shop.put_in(client, SKU)

    scan(till, offer(client))

    assert sorted(lines(till)) == [(BLUE, 1, 45_000), (SKU, 1, 40_000)]


def test_the_cart_goes_back_to_the_phone_and_on_to_the_checkout(shop: Shop, till: Client, client: Client) -> None:
    shop.put_in(client, SKU)
    scan(till, offer(client))

    client.post("/cart/fetch")

    assert "1 item ₺400.00" in text_of(client.get("/cart"))
    assert lines(till) == []
    assert deliver(client).status_code == 302


def test_given_up_at_the_till_nothing_is_lost(shop: Shop, till: Client, client: Client) -> None:
    shop.put_in(client, SKU, 2)
    scan(till, offer(client))

    till.post("/till/void", {"cart": cart_in(till)})

    assert lines(till) == []
    assert "2 items ₺800.00" in text_of(client.get("/cart"))


def test_a_till_hands_its_cart_to_another_phone(shop: Shop, till: Client) -> None:
    scan(till, SKU)
    till.post("/till/hand")
    cart = from_public("crt", cart_in(till))
    baton, phone = batons.offered(cart), Client()
    assert baton is not None

    phone.post(f"/b/{baton.code}")

    assert lines(till) == []
    assert "1 item ₺400.00" in text_of(phone.get("/cart"))  # the web's price is lower than the store's
    assert [row.destination.kind.value for row in batons.journey_of(cart) if row.destination] == ["web"]


def test_a_customer_is_found_by_name_and_served(shop: Shop, till: Client, client: Client) -> None:
    register(client)
    shop.put_in(client, SKU, 2)
    page = till.get("/till/customer", {"q": "Ayşe"})
    found = page.context["found"]

    till.post("/till/customer/serve", {"cart": found[0].carts[0].key})

    assert (found[0].name, found[0].carts[0].units) == ("Ayşe Yılmaz", 2)
    assert lines(till) == [(SKU, 2, 80_000)]
    assert till.get("/till/").context["basket"].guest.name == "Ayşe Yılmaz"


def test_wrong_used_and_foreign_codes_are_refused(shop: Shop, till: Client, client: Client) -> None:
    shop.put_in(client, SKU)
    code = offer(client)
    Client().post(f"/b/{code}")

    assert trouble(till.post("/till/customer/take", {"code": code}))[0] == "baton_over"
    assert trouble(till.post("/till/customer/take", {"code": "AAAAA-AAAAA"}))[0] == "unknown_baton"
    assert till.post("/till/customer/serve", {"cart": "crt_" + "0" * 26}).status_code == 404
    assert lines(till) == []


def test_a_cart_paid_on_the_phone_is_not_taken_from(shop: Shop, till: Client, client: Client) -> None:
    from arasta.contexts.payments.ports import register_gateway

    provider = shop.provider
    register_gateway("testpay", lambda: provider)
    shop.put_in(client, SKU)
    scan(till, offer(client))
    key = cart_in(till)
    client.post("/cart/fetch")
    deliver(client)
    pay(client)

    answer = till.post("/till/pay/cash", {"cart": key, "amount": "1000"})

    assert answer.status_code == 404
    assert carts.cart(from_public("crt", key)).status.value == "ordered"
    with pytest.raises(PaidElsewhere):
        ring_up_cash(
            from_public("crt", key),
            register=registers.registers()[0],
            tendered=Money(100_000, "TRY"),
            at=makers.DAY,
            actor=SYSTEM,
        )


def test_the_phone_desk_leaves_a_cart_at_the_till_to_the_till(shop: Shop, till: Client, client: Client) -> None:
    shop.put_in(client, SKU)
    scan(till, offer(client))
    hire("agent@example.com", role=Role.AGENT)
    agent, address = sign_in(Client(), "agent@example.com"), f"/office/desk/carts/{cart_in(till)}"

    agent.post(f"{address}/line", {"variant": shop.word(SKU), "quantity": "9"})
    page = agent.get(address).content.decode()

    assert "A till serves this basket at the moment. It can be changed there." in page
    assert lines(till) == [(SKU, 1, 40_000)]


def test_an_order_tells_how_its_cart_travelled(shop: Shop, till: Client, client: Client) -> None:
    shop.put_in(client, SKU)
    scan(till, offer(client))
    key = cart_in(till)
    till.post("/till/pay/cash", {"cart": key, "amount": "1000"})
    hire("agent@example.com", role=Role.AGENT)
    agent = sign_in(Client(), "agent@example.com")

    page = agent.get(f"/office/orders/{key.replace('crt', 'ord')}/batons").content.decode()

    assert "How the cart travelled" in page
    assert "Till (Till KADIKOY-1" in page


def test_another_desk_neither_sees_nor_changes_it(shop: Shop, till: Client, client: Client) -> None:
    shop.put_in(client, SKU)
    scan(till, offer(client))
    other = cashier(shop, "deniz@example.com")

    answer = other.post("/till/line", {"cart": cart_in(till), "variant": shop.word(SKU), "quantity": "5"})

    assert answer.status_code == 404
    assert lines(till) == [(SKU, 1, 40_000)]


def test_the_part_is_sent_only_if_something_changed(shop: Shop, till: Client, client: Client) -> None:
    shop.put_in(client, SKU)
    scan(till, offer(client))
    version = till.get("/till/").context["basket"].version

    quiet = till.get("/till/cart", {"v": version})
    client.post("/cart/add", {"variant": shop.word(SKU)})
    loud = till.get("/till/cart", {"v": version})

    assert (quiet.status_code, loud.status_code) == (204, 200)
    assert "× 2" in loud.content.decode() or 'value="2"' in loud.content.decode()
