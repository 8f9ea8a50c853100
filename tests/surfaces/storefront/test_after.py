"""After the order: it is followed, canceled, bought again, sent back and invoiced by who holds its link, and by nobody else."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.test import Client

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import ShipmentToMake
from arasta.contexts.invoices import queries as invoices
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.types import OrderStatus
from arasta.contexts.returns import queries as returns
from arasta.contexts.returns.types import ReturnStatus
from arasta.flows.ordering.cancel_order import cancel_rest
from arasta.flows.shipping.ship import ship
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from arasta.kernel.outbox.delivery import deliver_pending
from tests.contexts.messages.sending import carried
from tests.surfaces.storefront.shopping import Provider, Shop, body_of, deliver, pay, text_of

pytestmark = pytest.mark.django_db
SKU = "SHIRT-RED-S"


@pytest.fixture
def link(shop: Shop, client: Client) -> str:
    """The address of an order of two shirts."""
    shop.stock(SKU, warehouse=5)
    shop.put_in(client, SKU, 2)
    deliver(client)
    address = str(pay(client)["Location"]).removesuffix("?thanks=1")
    deliver_pending()
    return address


def order_id(shop: Shop) -> UUID:
    return shop.orders()[0].row.id


def begin(shop: Shop) -> None:
    requests.accept([fulfillment.of_orders([order_id(shop)])[0].id], at=clock.now(), actor=SYSTEM)


def send(shop: Shop) -> None:
    begin(shop)
    part = fulfillment.of_orders([order_id(shop)])[0]
    ship([ShipmentToMake(part.id, "Aras", "1")], at=clock.now(), actor=SYSTEM)
    deliver_pending()


def line_field(page: str) -> str:
    return str(re.findall(r'name="units-(lin_\w+)"', page)[0])


def test_a_customer_cancels_until_somebody_packs_and_gets_the_money_back(
    shop: Shop, provider: Provider, client: Client, link: str
) -> None:
    assert "Cancel the order" in text_of(client.get(link))

    for _ in range(2):
        canceled = client.post(f"{link}/cancel", follow=True)
        assert "The order is canceled. What you paid goes back the way you paid." in body_of(canceled)
    assert shop.orders()[0].row.status is OrderStatus.CANCELED
    assert [said for said in provider.asked if said.startswith("refund")] == ["refund 85000 TRY"]
    assert "Cancel the order" not in text_of(client.get(link))


def test_what_is_being_packed_is_not_canceled_by_a_click(shop: Shop, client: Client, link: str) -> None:
    begin(shop)

    assert "Cancel the order" not in text_of(client.get(link))
    client.post(f"{link}/cancel")
    assert "It is being packed already." in body_of(client.get(link))
    assert shop.orders()[0].row.status is OrderStatus.PLACED


def test_an_open_page_notices_that_its_order_went_on(shop: Shop, client: Client, link: str) -> None:
    before = client.get(f"{link}/progress").json()["state"]
    assert f'data-pulse="{before}"' in body_of(client.get(link))
    assert client.get(f"{link}/progress").json()["state"] == before

    begin(shop)
    assert client.get(f"{link}/progress").json()["state"] != before


def test_it_is_bought_again_as_much_as_there_is(shop: Shop, client: Client, link: str) -> None:
    assert client.post(f"{link}/again")["Location"] == "/cart"
    assert 'value="2"' in body_of(client.get("/cart"))
    client.post(f"{link}/again")
    assert "Not to be had now, or not as many" in body_of(client.get("/cart"))
    assert 'value="3"' in body_of(client.get("/cart"))


def test_what_is_sold_out_is_not_bought_again(shop: Shop, client: Client, link: str) -> None:
    shop.take_away(SKU, 3)

    assert client.post(f"{link}/again")["Location"] == link
    assert "Not to be had now" in body_of(client.get(link))


def test_something_is_sent_back_and_kept_after_all(shop: Shop, client: Client, link: str) -> None:
    assert "Nothing of this order can come back now" in text_of(client.get(f"{link}/return"))
    send(shop)
    page = body_of(client.get(f"{link}/return"))
    field = line_field(page)
    said = {f"units-{field}": "1", f"reason-{field}": "too_small", "note": "Next size"}

    assert client.post(f"{link}/return", {**said, f"units-{field}": "0"}).status_code == 422
    assert client.post(f"{link}/return", {**said, f"units-{field}": "9"}).status_code == 409
    assert client.post(f"{link}/return", {**said, f"units-{field}": "-1"}).status_code == 422
    assert client.post(f"{link}/return", said)["Location"] == link

    (row,) = returns.of_orders([order_id(shop)])
    assert (row.units, row.lines[0].reason.value, row.note) == (1, "too_small", "Next size")
    assert f"{row.number} Requested 1 × {row.lines[0].name} · Too small" in text_of(client.get(link))
    for _ in range(2):
        client.post(f"{link}/return/{to_public('ret', row.id)}/withdraw")
    assert returns.one(row.id).status is ReturnStatus.WITHDRAWN


def test_a_link_opens_its_own_order_only(shop: Shop, client: Client, link: str) -> None:
    send(shop)
    field = line_field(body_of(client.get(f"{link}/return")))
    client.post(f"{link}/return", {f"units-{field}": "1"})
    (row,) = returns.of_orders([order_id(shop)])
    rival = Client()
    shop.put_in(rival, SKU, 1)
    deliver(rival, email="eve@mail.example")
    other = str(pay(rival)["Location"]).removesuffix("?thanks=1")

    rival.post(f"{other}/return/{to_public('ret', row.id)}/withdraw")
    assert returns.one(row.id).status is ReturnStatus.REQUESTED
    assert rival.post(f"{other}/return", {f"units-{field}": "1"}).status_code == 422
    forged = f"{link[:-1]}{'a' if link[-1] != 'a' else 'b'}"
    for page in ("", "/progress", "/return", "/invoice.pdf"):
        assert rival.get(f"{forged}{page}").status_code == 404
    for act in ("/cancel", "/again", "/return", "/invoice"):
        assert rival.post(f"{forged}{act}").status_code == 404


def test_the_invoice_comes_with_the_last_parcel_and_keeps_its_number(shop: Shop, client: Client, link: str) -> None:
    assert client.get(f"{link}/invoice.pdf").status_code == 409
    send(shop)

    assert invoices.of_orders([order_id(shop)])[order_id(shop)].number.endswith("-000001")
    first, second = client.get(f"{link}/invoice.pdf"), client.get(f"{link}/invoice.pdf")
    assert first["Content-Type"] == "application/pdf"
    assert body_of_pdf(first).startswith(b"%PDF")
    assert first["Content-Disposition"] == second["Content-Disposition"]
    assert "-000001.pdf" in first["Content-Disposition"]


def test_an_invoice_comes_when_what_did_not_leave_is_canceled(shop: Shop, link: str) -> None:
    begin(shop)
    part = fulfillment.of_orders([order_id(shop)])[0]
    one = ShipmentToMake(part.id, "Aras", "1", quantities={part.lines[0].id: 1})
    ship([one], at=clock.now(), actor=SYSTEM)
    deliver_pending()
    before = invoices.of_orders([order_id(shop)])

    cancel_rest(order_id(shop), reason="gone", at=clock.now(), actor=SYSTEM)
    deliver_pending()

    issued = invoices.of_orders([order_id(shop)])[order_id(shop)]
    assert (before, issued.total.minor) == ({}, 45_000)


def test_looking_for_an_invoice_writes_none_and_a_button_does(shop: Shop, client: Client, link: str) -> None:
    begin(shop)
    part = fulfillment.of_orders([order_id(shop)])[0]
    ship([ShipmentToMake(part.id, "Aras", "1")], at=clock.now(), actor=SYSTEM)

    offered, page = client.get(f"{link}/invoice.pdf"), body_of(client.get(link))
    assert "We write it as soon as you ask for it." in text_of(offered)
    assert f'action="{link}/invoice"' in body_of(offered)
    assert f'action="{link}/invoice"' in page
    assert invoices.of_orders([order_id(shop)]) == {}

    for _ in range(2):
        assert client.post(f"{link}/invoice")["Location"] == f"{link}/invoice.pdf"
    assert "-000001.pdf" in client.get(f"{link}/invoice.pdf")["Content-Disposition"]
    assert f'href="{link}/invoice.pdf"' in body_of(client.get(link))


def body_of_pdf(response: object) -> bytes:
    content: bytes = response.content  # type: ignore[attr-defined]
    return content


def test_the_link_goes_to_the_orders_own_address_and_nowhere_else(shop: Shop, link: str) -> None:
    number = order_book.order(order_id(shop)).row.number
    said = "If there is such an order with this address"
    with carried() as kept:
        for email in ("AYSE@mail.example", "ayse@mail.example", "eve@mail.example"):
            assert said in text_of(Client().post("/follow", {"number": number, "email": email}))
        assert said in text_of(Client().post("/follow", {"number": "999", "email": "ayse@mail.example"}))
        assert "Fill in both" in text_of(Client().post("/follow", {"number": number}))
        deliver_pending()

    links = [(one.to, one.title) for one in kept.sent if "link" in one.title]
    assert links == [("ayse@mail.example", f"The link to your order {number}")]
    assert kept.sent[-1].link.endswith(link)
