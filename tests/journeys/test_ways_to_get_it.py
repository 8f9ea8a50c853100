"""X3, X5, X6: brought to the car, reserved online and paid in the store, reserved to be tried on; on a phone, in Turkish too."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import People
from tests.journeys.test_one_unit_sold_once import stand_at_the_till

pytestmark = pytest.mark.journey

MUG = "/tr/p/iznik-mug"


def order_for_kadikoy(page: Page, card: str, *, name: str = "Zeynep Kaya") -> None:
    """Order a mug in Turkish, to be fetched in Kadıköy."""
    come_to_pay(page, name=name)
    page.locator(f"input[name=card][value={card}]").check(force=True)
    page.locator("form[action$='/checkout/pay'] button.btn-xl").click()
    page.wait_for_url(re.compile("/order/"))


def come_to_pay(page: Page, *, name: str = "Zeynep Kaya") -> None:
    """Put a mug into the basket, in Turkish, and say that it is fetched in Kadıköy."""
    page.goto(MUG)
    page.get_by_role("button", name="Sepete ekle").click()
    page.goto("/tr/checkout")
    page.fill("input[name=email]", "zeynep@mail.example")
    page.locator("input[name=delivery][value=pickup]").check(force=True)
    page.locator("label.way", has_text="Kadıköy").click()
    page.fill("input[name=pickup_name]", name)
    page.fill("input[name=pickup_phone]", "+905321112233")
    page.locator("form.steps-form button.btn-xl").click()
    expect(page.locator("form[action$='/checkout/pay']")).to_be_visible()


def open_pickup(cashier: Page, name: str) -> None:
    """Open what waits for a customer at the store's desk; the worker needs a moment to ask the store."""
    found = cashier.get_by_role("link", name=re.compile(name)).first
    cashier.goto("/till/pickups")
    expect(found).to_be_visible()
    found.click()


def test_an_order_is_brought_to_the_car(people: People) -> None:
    shopper, cashier = people.shopper().page, people.staff("associate", width=1024).page
    stand_at_the_till(cashier)
    order_for_kadikoy(shopper, "tok_approve", name="Nilgün Arslan")
    shopper.get_by_role("link", name="Kodu göster ya da geldiğini bildir").click()
    expect(shopper.get_by_role("heading", level=1)).to_have_text("Hazırlıyoruz")

    open_pickup(cashier, "Nilgün Arslan")
    cashier.get_by_role("button", name="All here: ready to be fetched").click()
    expect(cashier.get_by_role("button", name="Hand over")).to_be_visible()
    shopper.reload()
    expect(shopper.get_by_role("heading", level=1)).to_have_text("Sizin için hazır")
    shopper.locator("label.way", has_text="Aracımdayım").click()
    shopper.select_option("select[name=bay]", "2")
    shopper.fill("input[name=car]", "Beyaz Fiat")
    shopper.get_by_role("button", name="Geldim").click()
    expect(shopper.locator("main")).to_contain_text("2 numaralı park yeri")

    cashier.reload()
    expect(cashier.locator("main")).to_contain_text("Waits at bay 2")
    cashier.get_by_role("button", name="I bring it").click()
    expect(cashier.get_by_role("button", name="I bring it")).to_have_count(0)
    shopper.reload()
    expect(shopper.locator("main")).to_contain_text("siparişinizle yolda")
    cashier.get_by_role("button", name="Hand over").click()
    cashier.wait_for_url(re.compile("/till/pickups$"))
    shopper.reload()
    expect(shopper.get_by_role("heading", level=1)).to_have_text("Teslim aldınız")


def test_a_dress_is_reserved_to_be_tried_on_and_bought(people: People) -> None:
    shopper, cashier = people.shopper().page, people.staff("associate", width=1024).page
    stand_at_the_till(cashier)
    shopper.goto("/p/ada-cotton-tee?color=white&size=m")
    shopper.get_by_role("link", name="Try it on in a store").click()
    shopper.locator("a.way", has_text="Kadıköy").click()
    shopper.locator("label.slot:not(.is-out)").first.click()
    shopper.fill("input[name=name]", "Olga Petrova")
    shopper.fill("input[name=email]", "olga@mail.example")
    shopper.get_by_role("button", name="Reserve to try on").click()
    expect(shopper.get_by_role("heading", level=1)).to_have_text("It lies ready for you")
    code = shopper.locator(".pickup-code").inner_text()
    shopper.get_by_role("button", name="I am here").click()
    expect(shopper.get_by_role("heading", level=1)).to_have_text("We know that you are here")

    cashier.goto("/till/pickups")
    cashier.fill("input[name=q]", code)
    cashier.keyboard.press("Enter")
    expect(cashier.get_by_role("heading", level=1)).to_have_text("Olga Petrova")
    cashier.get_by_role("button", name="They take it: to the till").click()
    cashier.wait_for_url(re.compile("/till/$"))
    expect(cashier.locator(".till-lines")).to_contain_text("Ada cotton T-shirt")
    shopper.reload()
    expect(shopper.get_by_role("heading", level=1)).to_have_text("Thank you for coming")
