"""X5, X1: ordered on a phone in Turkish and paid later: by a link on another phone, or at the till; once, always.

And a basket that the phone desk filled, paid by the link in a letter.
"""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Demo, People, fetch
from tests.journeys.test_after_the_order import letters_to
from tests.journeys.test_one_unit_sold_once import stand_at_the_till
from tests.journeys.test_ways_to_get_it import come_to_pay, order_for_kadikoy

pytestmark = pytest.mark.journey


def number_of(page: Page) -> str:
    """Read the number of the order on its page."""
    found = re.search(r"\d{4,}", page.locator("header.order-head").inner_text())
    assert found is not None
    return found.group()


def test_an_unpaid_order_is_paid_by_its_link_on_another_phone(people: People) -> None:
    shopper, friend = people.shopper().page, people.shopper().page
    order_for_kadikoy(shopper, "store")
    expect(shopper.get_by_role("heading", name="Henüz ödenmedi")).to_be_visible()
    link = shopper.get_by_role("link", name="Şimdi öde").get_attribute("href") or ""

    friend.goto(link)
    expect(friend.locator("main")).not_to_contain_text("Zeynep")
    friend.locator("input[name=card][value=tok_decline]").check(force=True)
    friend.get_by_role("button", name="öde").click()
    expect(friend.get_by_role("alert")).to_be_visible()
    friend.locator("input[name=card][value=tok_3ds]").check(force=True)
    friend.get_by_role("button", name="öde").click()
    friend.wait_for_url(re.compile("/testpay/3ds/"))
    friend.locator("button").first.click()
    expect(friend.get_by_text("Teşekkürler, ödendi")).to_be_visible()

    friend.go_back()
    shopper.reload()
    expect(shopper.get_by_role("heading", name="Henüz ödenmedi")).to_have_count(0)


def test_an_order_is_paid_on_iyzicos_page_by_the_second_card(people: People, demo: Demo) -> None:
    shopper = people.shopper().page
    come_to_pay(shopper)
    for card in ("4111 1111 1111 1129", "5528 7900 0000 0008"):
        shopper.locator("input[name=card][value^=iyzico]").check(force=True)
        shopper.locator("form[action$='/checkout/pay'] button.btn-xl").click()
        shopper.wait_for_url(re.compile(r"/iyzico/pay\?token="))
        shopper.get_by_text(card).check()
        shopper.get_by_role("button", name="Öde").click()
        shopper.wait_for_url(re.compile("/checkout/return/|/order/"))

    expect(shopper).to_have_url(re.compile("/order/"))
    owner, twin = people.staff("owner").page, demo.market.replace("trendyol", "iyzico")
    owner.goto(f"{twin}/faults")
    expect(owner.locator("main")).to_contain_text("/hooks/payments/pac_")
    owner.goto(f"{twin}/?lang=en")
    expect(owner.locator("tbody tr").first).to_contain_text("Promised")
    expect(owner.locator("tbody tr").nth(1)).to_contain_text("Declined 10051")


def test_an_unpaid_order_is_paid_in_cash_at_the_till(people: People, demo: Demo) -> None:
    shopper, cashier = people.shopper().page, people.staff("associate", width=1024).page
    stand_at_the_till(cashier)
    order_for_kadikoy(shopper, "store")

    cashier.goto("/till/owed")
    cashier.fill("input[name=q]", number_of(shopper))
    cashier.get_by_role("button", name="Find").click()
    cashier.locator("button.pos-exact").dblclick()
    expect(cashier.get_by_text(re.compile("^Change"))).to_be_visible()

    cashier.goto(f"/till/owed?q={number_of(shopper)}")
    expect(cashier.get_by_text("It is paid")).to_be_visible()
    shopper.reload()
    expect(shopper.get_by_role("heading", name="Henüz ödenmedi")).to_have_count(0)


def test_a_basket_of_the_phone_desk_is_paid_by_the_link_in_its_letter(demo: Demo, people: People) -> None:
    email = f"{uuid4().hex}@mail.example"
    desk, phone = people.staff("owner").page, people.shopper().page
    desk.goto("/office/desk?q=ilker")
    desk.get_by_role("button", name="Open their basket").click()
    desk.get_by_role("searchbox").last.fill("iznik")
    desk.get_by_role("searchbox").last.press("Enter")
    desk.get_by_role("button", name=re.compile("Put in")).first.click()
    desk.get_by_role("button", name="Make the link").click()
    desk.fill("input[name=email]", email)
    desk.get_by_role("button", name="Email the payment link").dblclick()

    ((letter, _),) = letters_to(demo, email, count=1)
    link = re.search(r'href="(http://[^"]*/b/[^"]*)"', fetch(f"{letter}/letter")[1])
    assert link is not None
    phone.goto(link[1])
    phone.get_by_role("button", name="Take it and go to the checkout").click()
    phone.fill("input[name=email]", email)
    phone.locator("input[name=delivery][value=pickup]").check(force=True)
    phone.locator("label.way", has_text="Kadıköy").click()
    phone.fill("input[name=pickup_name]", "İlker Uçar")
    phone.locator("form.steps-form button.btn-xl").click()
    phone.locator("input[name=card][value=tok_approve]").check(force=True)
    phone.locator("form[action$='/checkout/pay'] button.btn-xl").dblclick()
    phone.wait_for_url(re.compile("/order/"))

    desk.reload()
    expect(desk.locator("main")).to_contain_text(number_of(phone))
    phone.goto(link[1])
    expect(phone.get_by_role("button", name="Take it here")).to_have_count(0)
