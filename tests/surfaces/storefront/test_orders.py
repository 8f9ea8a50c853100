"""Order pages: who may see them, how far the goods are, what is told and what is not."""

from __future__ import annotations

import re

from django.test import Client

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import leaving
from arasta.contexts.fulfillment.services import orders as picking
from arasta.contexts.fulfillment.types import ShipmentToMake
from arasta.contexts.orders.services import statuses, timeline
from arasta.flows.shipping.source_order import source_orders
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from arasta.surfaces.storefront import stories
from tests import makers
from tests.surfaces.storefront.shopping import Shop, deliver, pay, pick_up, text_of

SKU = "SHIRT-RED-S"


def placed(shop: Shop, client: Client, *, pickup: bool = False) -> str:
    """Order two shirts and return the link of the order."""
    shop.stock(SKU, warehouse=5, kadikoy=5)
    shop.put_in(client, SKU, 2)
    assert (pick_up(client, shop.kadikoy) if pickup else deliver(client)).status_code == 302
    link = pay(client)["Location"].removesuffix("?thanks=1")
    source_orders([shop.orders()[0].row.id], at=makers.DAY, actor=SYSTEM)
    return link


def test_the_link_shows_the_order_to_who_holds_it(shop: Shop, client: Client) -> None:
    link = placed(shop, client)
    (order,) = shop.orders()

    page = Client().get(link)
    text = text_of(page)

    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-store"
    assert text.startswith(f"Order {order.row.number} In preparation")
    assert "2 × Linen shirt Red / S ₺800.00 2 items ₺800.00 Standard ₺50.00 Total ₺850.00" in text
    assert "Where it goes Ayşe Yılmaz Moda Cad. 12 İstanbul" in text


def test_a_list_says_which_order_can_be_fetched(shop: Shop, client: Client) -> None:
    placed(shop, client, pickup=True)
    (order,) = shop.orders()
    (part,) = fulfillment.of_orders([order.row.id])

    said = [stories.listed([order.row])[0]["badge"]]
    for take in (picking.accept, picking.mark_ready):
        take([part.id], at=makers.DAY, actor=SYSTEM)
        said.append(stories.listed([order.row])[0]["badge"])

    preparing, ready = stories.Badge("In preparation", "info"), stories.Badge("Ready to pick up", "good")
    assert said == [preparing, preparing, ready]


def test_a_link_that_was_not_given_out_leads_nowhere(shop: Shop, client: Client) -> None:
    link = placed(shop, client)
    (order,) = shop.orders()
    word = to_public("ord", order.row.id)

    for guess in (
        link[:-1],
        link[:-2] + "xx",
        f"/order/{word}",
        f"/order/{word}.",
        "/order/x",
        f"/order/{order.row.number}",
    ):
        assert client.get(guess).status_code == 404, guess


def test_a_parcel_is_told_with_its_number(shop: Shop, client: Client) -> None:
    link = placed(shop, client)
    (part,) = fulfillment.of_orders([shop.orders()[0].row.id])
    before = text_of(client.get(link))
    picking.accept([part.id], at=makers.DAY, actor=SYSTEM)
    parcel = ShipmentToMake(part.id, "Yurtiçi", "YK-123", "https://track.example/YK-123")
    left = leaving.ship([parcel], at=clock.now(), actor=SYSTEM)
    statuses.record_shipped([(line.order_line_id, line.quantity) for one in left for line in one.lines], actor=SYSTEM)

    page = client.get(link)

    assert "Ordered Paid Being packed On its way What you ordered" in before
    assert "Parcel on its way Yurtiçi · YK-123 Follow the parcel" in text_of(page)
    assert 'href="https://track.example/YK-123"' in page.content.decode()
    assert "A parcel is on its way" in text_of(page)
    assert page.content.decode().count("step-done") == 4


def test_a_tracking_address_that_is_no_web_address_is_no_link(shop: Shop, client: Client) -> None:
    link = placed(shop, client)
    (part,) = fulfillment.of_orders([shop.orders()[0].row.id])
    picking.accept([part.id], at=makers.DAY, actor=SYSTEM)
    leaving.ship([ShipmentToMake(part.id, "X", "1", "javascript:alert(1)")], at=makers.DAY, actor=SYSTEM)

    assert "javascript:alert" not in client.get(link).content.decode()


def test_a_pickup_tells_when_it_is_ready(shop: Shop, client: Client) -> None:
    link = placed(shop, client, pickup=True)
    (part,) = fulfillment.of_orders([shop.orders()[0].row.id])

    picking.accept([part.id], at=makers.DAY, actor=SYSTEM)
    before = client.get(link)
    packed = before.content.decode().count("step-done")
    picking.mark_ready([part.id], at=makers.DAY, actor=SYSTEM)
    ready = client.get(link)

    assert packed == 3
    assert ready.content.decode().count("step-done") == 4
    assert ["Tell me when it is ready" in text_of(page) for page in (before, ready)] == [True, False]
    assert "It is ready to pick up at Kervan Kadıköy" in text_of(ready)  # as the reader's language calls it


def test_a_canceled_order_says_so(shop: Shop, client: Client) -> None:
    link = placed(shop, client)

    statuses.cancel(shop.orders()[0].row.id, reason="customer asked", actor=SYSTEM)
    text = text_of(client.get(link))

    assert "Canceled" in text
    assert "The order was canceled" in text
    assert "2 canceled" in text
    assert "customer asked" not in text


def test_the_notes_of_staff_stay_with_staff(shop: Shop, client: Client) -> None:
    link = placed(shop, client)

    timeline.note([(shop.orders()[0].row.id, "note", "suspicious customer")], actor=SYSTEM)

    assert "suspicious" not in client.get(link).content.decode()


def test_an_order_says_by_when_it_comes_as_its_checkout_did(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=5)
    shop.put_in(client, SKU, 2)
    promised = re.search(r"To your door (\w+ \d+ \w+ – \w+ \d+ \w+)", text_of(client.get("/checkout")))
    deliver(client)
    link = pay(client)["Location"]
    assert promised
    assert f"Standard: {promised[1]}" in text_of(client.get(link))

    statuses.cancel(shop.orders()[0].row.id, reason="customer asked", actor=SYSTEM)
    assert "Standard:" not in text_of(client.get(link))


def test_the_order_is_shown_in_the_readers_language(shop: Shop, client: Client) -> None:
    link = placed(shop, client)

    text = text_of(client.get(f"/tr{link}"))

    assert "Hazırlanıyor" in text
    assert "Sipariş ettikleriniz" in text
    assert "Standart ₺50,00" in text
