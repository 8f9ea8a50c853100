"""Payment: approved, declined, 3-D Secure and back, doubled, too late, somebody else's."""

from __future__ import annotations

from django.test import Client

from arasta.contexts.orders.types import AddressRole, DeliveryKind, PaymentStatus
from arasta.contexts.payments.types import Outcome
from arasta.contexts.pricing.services import prices
from arasta.contexts.pricing.types import PriceInput
from arasta.kernel import clock, db
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.surfaces.storefront.shopping import (
    BANK,
    Provider,
    Shop,
    body_of,
    deliver,
    pay,
    payment_form,
    pick_up,
    text_of,
)

SKU = "SHIRT-RED-S"


def at_payment(shop: Shop, client: Client, units: int = 2) -> None:
    shop.stock(SKU, warehouse=units, kadikoy=units)
    shop.put_in(client, SKU, units)
    assert deliver(client).status_code == 302


def way_back(provider: Provider) -> str:
    return provider.return_url.removeprefix("http://testserver")


def test_a_guest_orders_for_delivery(shop: Shop, client: Client) -> None:
    at_payment(shop, client)

    answer = pay(client)
    page = client.get(answer["Location"])

    (order,) = shop.orders()
    assert answer.status_code == 302
    assert answer["Location"].startswith("/order/ord_")
    assert "Thank you Your order is placed" in text_of(page)
    assert (order.row.payment_status, order.row.total.minor, order.row.email) == (
        PaymentStatus.PAID,
        85_000,
        "ayse@mail.example",
    )
    assert order.addresses[AddressRole.SHIPPING].phone == "+905321112233"
    assert shop.provider.asked == ["authorize 85000 TRY"]
    assert makers.level_of(shop.variants[SKU], shop.warehouse) == (2, 2, 0)
    assert "Your basket is empty" in text_of(client.get("/cart"))


def test_a_guest_orders_for_pickup(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=5, kadikoy=1)
    shop.put_in(client, SKU)
    pick_up(client, shop.kadikoy)

    page = text_of(client.get(pay(client)["Location"]))

    (order,) = shop.orders()
    assert (order.row.delivery, order.row.location_id, order.row.customer_name) == (
        DeliveryKind.PICKUP,
        shop.kadikoy,
        "Ayşe Yılmaz",
    )
    assert "Pick it up here Kervan Kadıköy Cadde 1, Kadıköy Mon–Sat 10–21" in page
    assert "Show the code, or say that you are here" in page
    assert makers.level_of(shop.variants[SKU], shop.kadikoy) == (1, 1, 0)


def test_a_declined_card_is_told_beside_the_cards_and_another_one_pays(shop: Shop, client: Client) -> None:
    at_payment(shop, client)

    refused = pay(client, "tok_decline")
    assert refused.status_code == 409
    assert "There is not enough money on this card. Nothing was charged. Try another card." in text_of(refused)
    assert 'value="tok_decline" checked' in body_of(refused)
    assert shop.orders() == []
    assert makers.level_of(shop.variants[SKU], shop.warehouse) == (2, 0, 2)

    assert pay(client).status_code == 302
    assert len(shop.orders()) == 1


def test_a_card_must_be_one_of_those_offered(shop: Shop, client: Client) -> None:
    at_payment(shop, client)

    answer = pay(client, "4242424242424242")

    assert answer.status_code == 422
    assert "Choose a card." in text_of(answer)
    assert shop.provider.asked == []


def test_three_d_secure_goes_to_the_bank_and_back(shop: Shop, client: Client) -> None:
    at_payment(shop, client)

    away = pay(client, "tok_3ds")
    assert (away.status_code, away["Location"]) == (302, BANK)
    assert shop.orders() == []

    waiting = client.get(way_back(shop.provider))
    assert "Your bank is waiting for you" in text_of(waiting)
    assert f'href="{BANK}"' in body_of(waiting)

    shop.provider.confirm(amount=85_000)
    back = client.get(way_back(shop.provider) + "?payment=ref-3")
    again = client.get(way_back(shop.provider))
    assert back["Location"].startswith("/order/ord_")
    assert again["Location"] == back["Location"]
    assert len(shop.orders()) == 1
    assert "Your basket is empty" in text_of(client.get("/cart"))


def test_the_way_back_works_in_another_browser(shop: Shop, client: Client) -> None:
    at_payment(shop, client)
    pay(client, "tok_3ds")
    shop.provider.confirm(amount=85_000)

    back = Client().get(way_back(shop.provider))

    assert back["Location"].startswith("/order/ord_")
    assert len(shop.orders()) == 1


def test_a_payment_refused_at_the_bank_can_be_tried_again(shop: Shop, client: Client) -> None:
    at_payment(shop, client)
    pay(client, "tok_3ds")
    shop.provider.confirm(Outcome.DECLINED)

    back, elsewhere = client.get(way_back(shop.provider)), Client().get(way_back(shop.provider))

    assert back.status_code == 409
    assert "You did not confirm the payment at your bank. Nothing was charged." in text_of(back)
    assert "Order and pay ₺850.00" in text_of(back)
    assert "The payment did not go through You did not confirm" in text_of(elsewhere)
    assert "ayse@mail.example" not in body_of(elsewhere)
    assert pay(client).status_code == 302


def test_a_forged_way_back_is_not_there(shop: Shop, client: Client) -> None:
    at_payment(shop, client)
    pay(client, "tok_3ds")

    path = way_back(shop.provider)
    for forged in (path[:-3] + "abc", "/checkout/return/crt_x.y", "/checkout/return/x"):
        assert client.get(forged).status_code == 404, forged


def test_the_same_form_twice_gives_the_same_order(shop: Shop, client: Client) -> None:
    at_payment(shop, client)
    form = payment_form(client)

    first, second = client.post("/checkout/pay", form), client.post("/checkout/pay", form)

    assert first["Location"] == second["Location"]
    assert len(shop.orders()) == 1
    assert shop.provider.asked == ["authorize 85000 TRY"]


def test_a_changed_price_is_told_before_anything_is_charged(shop: Shop, client: Client) -> None:
    at_payment(shop, client)
    form = payment_form(client)
    makers.make_price(shop.variants[SKU], 45_000)

    refused = client.post("/checkout/pay", form)

    assert refused.status_code == 409
    assert "The total changed Prices changed while you were here: it is ₺950.00 now." in text_of(refused)
    assert shop.provider.asked == []
    assert pay(client).status_code == 302
    assert shop.orders()[0].row.total.minor == 95_000


def test_stock_gone_at_the_last_moment_is_told_per_product(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=2)
    shop.put_in(client, SKU, 2)
    deliver(client)
    form = payment_form(client)
    db.execute("UPDATE inventory_reservation SET expires_at = clock_timestamp() - interval '1 second'")
    rival = Client()
    shop.put_in(rival, SKU)
    deliver(rival)

    refused = client.post("/checkout/pay", form)

    assert refused.status_code == 409
    assert "Somebody was faster Not everything can be had any more. Nothing was charged." in text_of(refused)
    assert "2 × Linen shirt Red / S Only 1 is left." in text_of(refused)
    assert shop.provider.asked == []
    assert shop.orders() == []


def test_stock_gone_while_the_bank_thought_gives_the_money_back(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=2)
    shop.put_in(client, SKU, 2)
    deliver(client)

    def lose() -> None:
        db.execute("UPDATE inventory_reservation SET expires_at = clock_timestamp() - interval '1 second'")
        rival = Client()
        shop.put_in(rival, SKU)
        assert deliver(rival).status_code == 302

    shop.provider.meanwhile.append(lose)
    refused = pay(client)

    assert refused.status_code == 409
    assert "Somebody was faster" in text_of(refused)
    assert shop.provider.asked == ["authorize 85000 TRY", "refund 85000 TRY"]
    assert shop.orders() == []


def test_the_cart_of_somebody_else_cannot_be_paid(shop: Shop, client: Client) -> None:
    at_payment(shop, client)
    form = payment_form(client)
    other = Client()
    shop.stock(SKU, warehouse=1)
    shop.put_in(other, SKU)

    assert other.post("/checkout/pay", form).status_code == 404
    assert Client().post("/checkout/pay", form).status_code == 404
    assert client.post("/checkout/pay", {**form, "cart": "crt_x"}).status_code == 404
    assert (shop.orders(), shop.provider.asked) == ([], [])


def test_a_provider_that_is_not_there_closes_the_payment_kindly(shop: Shop, client: Client, settings: object) -> None:
    at_payment(shop, client)
    form = payment_form(client)
    settings.SHOP_PAYMENT_PROVIDER = "nobody"  # type: ignore[attr-defined]

    refused = client.post("/checkout/pay", form)

    assert refused.status_code == 503
    assert "Payment is closed for a moment" in text_of(refused)
    assert shop.orders() == []


def test_a_payment_nobody_answered_is_not_asked_twice(shop: Shop, client: Client) -> None:
    at_payment(shop, client)
    pay(client, "tok_3ds")
    db.execute("UPDATE payments_payment SET status = 'pending'")

    refused = pay(client)

    assert refused.status_code == 409
    assert "The bank has not answered yet Please do not pay again" in text_of(refused)
    assert way_back(shop.provider) in body_of(refused)
    assert shop.provider.asked == ["authorize 85000 TRY"]


def test_what_stopped_being_sold_while_the_bank_thought_gives_the_money_back(shop: Shop, client: Client) -> None:
    at_payment(shop, client)
    pay(client, "tok_3ds")
    gone = PriceInput(price_list="base-try", variant_id=shop.variants[SKU], price=None)
    prices.set_prices([gone], now=clock.now(), actor=SYSTEM)
    shop.provider.confirm(amount=85_000)

    back, elsewhere = client.get(way_back(shop.provider)), Client().get(way_back(shop.provider))

    assert back["Location"] == "/checkout"
    assert client.get("/checkout")["Location"] == "/cart"
    assert "This is not sold here any more. Please take it out." in text_of(client.get("/cart"))
    assert shop.provider.asked == ["authorize 85000 TRY", "refund 85000 TRY"]
    assert "The payment did not go through" in text_of(elsewhere)
    assert "It was given back in full." in text_of(elsewhere)
    assert shop.orders() == []


def test_who_comes_back_to_the_empty_basket_is_led_to_the_order_for_a_while(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=5)
    shop.put_in(client, SKU)
    deliver(client)
    link = str(pay(client)["Location"]).removesuffix("?thanks=1")
    [order] = shop.orders()
    stranger = Client()
    stranger.get("/cart")

    back = client.get("/checkout", follow=True)
    db.execute("UPDATE orders_order SET placed_at = placed_at - interval '31 minutes'")
    later = client.get("/cart")

    assert f"What was in it is ordered: you have placed order {order.row.number}." in text_of(back)
    assert f'href="{link}"' in body_of(back)
    for page in (later, stranger.get("/cart")):
        assert ("Your basket is empty" in text_of(page), order.row.number in text_of(page)) == (True, False)
    db.execute("UPDATE orders_order SET placed_at = placed_at + interval '31 minutes'")
    shop.put_in(client, SKU)
    client.post("/cart/change", {"remove": shop.word(SKU)})
    assert order.row.number not in text_of(client.get("/cart"))
