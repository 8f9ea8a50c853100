"""Pay in the store, or by a link: what is shown, to whom, and that it is paid once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.core import signing
from django.test import Client

from arasta.contexts.orders.queries import links
from arasta.contexts.orders.types import PaymentStatus
from arasta.contexts.payments import queries as payments
from arasta.contexts.payments.services import money
from arasta.contexts.payments.types import MoneyMove, Outcome
from arasta.flows.ordering.cancel_order import cancel_order
from arasta.flows.ordering.pay_order import pay_cash
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from arasta.kernel.money import Money
from arasta.kernel.outbox.delivery import deliver_pending
from tests import makers
from tests.contexts.messages.sending import carried
from tests.surfaces.storefront.shopping import BANK, Shop, body_of, deliver, pay, pick_up, text_of

SKU = "SHIRT-RED-S"


@pytest.fixture
def order(shop: Shop, client: Client) -> UUID:
    """An order of one shirt that is to be paid in the store at Kadıköy."""
    shop.stock(SKU, warehouse=5, kadikoy=1)
    shop.put_in(client, SKU)
    pick_up(client, shop.kadikoy)
    assert pay(client, "store")["Location"].startswith("/order/ord_")
    return shop.orders()[0].row.id


def send(client: Client, order: UUID, card: str = "tok_approve", seen: int = 40_000) -> str:
    """Press the button of the link's page; return where it leads, or the page's words."""
    form = {"card": card, "seen_minor": str(seen), "seen_currency": "TRY"}
    answer = client.post(f"/pay/{payments.link_word(order)}", form)
    return answer["Location"] if answer.status_code == 302 else text_of(answer)


def leads_to(address: str) -> UUID:
    """Return the order whose link this is: each second signs the link anew."""
    return payments.order_of_link(address.removeprefix("/pay/"), max_age=timedelta(minutes=1))


def status_of(shop: Shop) -> PaymentStatus:
    return shop.orders()[0].row.payment_status


def test_who_picks_up_may_pay_in_the_store(shop: Shop, order: UUID) -> None:
    assert shop.provider.asked == []
    assert (status_of(shop), shop.orders()[0].row.location_id) == (PaymentStatus.UNPAID, shop.kadikoy)


def test_who_is_sent_the_goods_may_not(shop: Shop, client: Client) -> None:
    shop.stock(SKU, warehouse=5)
    shop.put_in(client, SKU)
    deliver(client)
    assert "Pay in the store" not in text_of(client.get("/checkout"))
    assert pay(client, "store").status_code == 422
    assert shop.orders() == []


def test_a_link_shows_what_is_due_and_nothing_about_the_customer(order: UUID) -> None:
    page = text_of(Client().get(f"/pay/{payments.link_word(order)}"))
    assert "Still to pay ₺400.00" in page
    assert "Pay ₺400.00" in page
    assert "Ayşe" not in page
    assert "ayse@mail.example" not in page


def test_a_link_pays_once_however_often_it_is_sent(shop: Shop, order: UUID) -> None:
    ways = [send(Client(), order), send(Client(), order)]
    assert [leads_to(way) for way in ways] == [order, order]
    assert shop.provider.asked == ["authorize 40000 TRY"]
    assert status_of(shop) is PaymentStatus.PAID
    page = text_of(Client().get(ways[0]))
    assert "Thank you, it is paid" in page
    assert "Still to pay ₺0.00" in page


def test_a_declined_card_can_be_followed_by_another_one(shop: Shop, order: UUID) -> None:
    assert "There is not enough money on this card. Nothing was charged." in send(Client(), order, "tok_decline")
    send(Client(), order)
    assert (status_of(shop), len(shop.orders())) == (PaymentStatus.PAID, 1)


def test_who_is_sent_to_the_bank_comes_back_to_the_link(shop: Shop, order: UUID) -> None:
    phone = Client()
    assert send(phone, order, "tok_3ds") == BANK
    back = shop.provider.return_url.removeprefix("http://testserver")
    assert "Your bank is waiting for you" in text_of(phone.get(back))
    by_form = Client(enforce_csrf_checks=True).post(back, {"token": "theirs"})
    assert (by_form.status_code, by_form["Location"]) == (303, back)
    shop.provider.confirm(Outcome.CAPTURED, amount=40_000)
    assert leads_to(phone.get(back)["Location"]) == order
    assert phone.get(back).status_code == 302
    assert status_of(shop) is PaymentStatus.PAID


def test_another_total_is_told_and_not_taken(shop: Shop, order: UUID) -> None:
    assert "₺400.00 is due now. Nothing was charged." in send(Client(), order, seen=39_999)
    assert shop.provider.asked == []


def test_a_canceled_order_is_not_paid(shop: Shop, order: UUID) -> None:
    cancel_order(order, reason="", at=clock.now(), actor=SYSTEM)
    assert "This order was canceled" in send(Client(), order)
    assert shop.provider.asked == []


@pytest.mark.parametrize("card", ["", "tok_free", "store", "stripe:00000000-0000-0000-0000-000000000000"])
def test_a_way_that_is_not_offered_pays_nothing(shop: Shop, order: UUID, card: str) -> None:
    assert "Choose a card." in send(Client(), order, card)
    assert (shop.provider.asked, status_of(shop)) == ([], PaymentStatus.UNPAID)


def test_forged_foreign_and_old_links_lead_nowhere(order: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    word = payments.link_word(order)
    foreign = signing.TimestampSigner(salt="another", sep=".").sign(to_public("ord", order))
    for wrong in (word[:-1] + ("A" if word[-1] != "A" else "B"), to_public("ord", order), foreign, "x"):
        assert Client().get(f"/pay/{wrong}").status_code == 404
        assert Client().post(f"/pay/{wrong}", {"card": "tok_approve"}).status_code == 404
        assert Client().get(f"/pay/{wrong}/return").status_code == 404
    monkeypatch.setattr("arasta.surfaces.storefront.views.pay_link.LASTS", timedelta(seconds=-1))
    assert Client().get(f"/pay/{word}").status_code == 404


def test_what_was_paid_in_cash_is_fetched_in_the_store_and_nowhere_else(
    shop: Shop, client: Client, order: UUID
) -> None:
    register = makers.make_register(shop.kadikoy)
    pay_cash(order, register=register, tendered=Money(40_000, "TRY"), seen=None, at=makers.DAY, actor=SYSTEM)
    [paid] = payments.payments_of([order])
    money.record_refunds([MoneyMove(paid.id, Money(10_000, "TRY"), "a scratch")], actor=SYSTEM)
    address = f"/order/{links.word_of(order)}"

    page = text_of(client.get(address))
    with carried() as mail:
        deliver_pending()
        canceled = body_of(client.post(f"{address}/cancel", follow=True))
        deliver_pending()

    waits = "What you paid in cash waits for you in the store where you paid."
    assert f"Nobody has begun to pack it. {waits}" in page
    assert f"The order is canceled. {waits}" in canceled
    back, gone = (next(one.text for one in mail.sent if word in one.title) for word in ("comes back", "canceled"))
    assert "Ayşe Yılmaz, we gave you back ₺100.00 in cash." in back
    assert "You paid ₺300.00 in cash: fetch it in the store where you paid, with your order number." in gone
    assert "the way you paid" not in back + gone


@pytest.mark.parametrize("in_cash", [False, True], ids=["nothing paid", "paid in cash"])
def test_who_takes_something_out_hears_of_no_money_but_what_was_paid(
    shop: Shop, client: Client, *, in_cash: bool
) -> None:
    shop.stock(SKU, kadikoy=2)
    shop.put_in(client, SKU, 2)
    pick_up(client, shop.kadikoy)
    pay(client, "store")
    [order] = shop.orders()
    if in_cash:
        register = makers.make_register(shop.kadikoy)
        seen = Money(80_000, "TRY")
        pay_cash(order.row.id, register=register, tendered=seen, seen=None, at=makers.DAY, actor=SYSTEM)
    deliver_pending()
    address = f"/order/{links.word_of(order.row.id)}"

    pages = [text_of(client.get(address)), text_of(client.get(f"{address}/change"))]
    with carried() as mail:
        kept = {"units": "1", f"units-{to_public('lin', order.lines[0].id)}": "1"}
        pages.append(body_of(client.post(f"{address}/change", kept, follow=True)))
        deliver_pending()

    [letter] = [one.text for one in mail.sent if "was changed" in one.title]
    waits = "what you paid in cash beyond that waits for you in the store where you paid."
    assert ("goes back" in letter + "".join(pages), waits in letter) == (False, in_cash)
    assert f"This is what is left of it. It comes to ₺400.00{';' if in_cash else '.'}" in letter
    assert ("Please pay ₺400.00 when you pick it up." in letter) is not in_cash
