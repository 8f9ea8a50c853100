"""One cart on phone, computer and till at the same moment; advised in a chat; tested in the store."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import People
from tests.journeys.test_one_unit_sold_once import MUG, PAGES, scan, stand_at_the_till

pytestmark = pytest.mark.journey

EMRE = "emre.gunes@mail.example"
PASSWORD = "kervan-demo-2026"


def sign_in(page: Page, before: str = "") -> None:
    page.goto(f"{before}/account/sign-in")
    page.locator("details.door-other summary").click()
    page.locator("form:has(input[name=password]) input[name=email]").fill(EMRE)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(re.compile(r"/account$"))


def code_on(page: Page) -> str:
    return page.locator(".hand-code").inner_text().strip()


def test_in_turkish_one_cart_on_phone_computer_and_till(people: People) -> None:
    phone, computer = people.shopper().page, people.shopper(width=1280).page
    cashier = people.staff("associate", width=1024).page
    sign_in(phone, "/tr")
    sign_in(computer, "/tr")
    phone.goto(f"/tr{PAGES[MUG]}")
    phone.get_by_role("button", name="Sepete ekle").click()
    expect(phone.locator("h1")).to_have_text("Sepetiniz")

    computer.goto("/tr/cart")
    expect(computer.locator("main")).to_contain_text("1 ürün")
    phone.get_by_role("button", name="Bu sepet için kod göster").click()
    stand_at_the_till(cashier)
    scan(cashier, code_on(phone))
    expect(cashier.locator(".pos-guest")).to_contain_text("Emre")
    expect(phone.locator("main")).to_contain_text("Sepetiniz kasada")  # the page noticed by itself

    computer.goto(f"/tr{PAGES[MUG]}")
    computer.get_by_role("button", name="Sepete ekle").click()
    expect(cashier.locator(".till-lines .qty-stepper input")).to_have_value("2")
    computer.get_by_role("button", name="Buraya geri al").click()
    expect(computer.locator("main")).to_contain_text("2 ürün")
    expect(phone.locator("main")).to_contain_text("2 ürün")
    computer.get_by_role("button", name=re.compile("^Kaldır")).first.click()


def test_asked_on_a_computer_advised_in_a_chat_and_taken_along_on_a_phone(people: People) -> None:
    computer, phone = people.shopper(width=1280).page, people.shopper().page
    adviser = people.staff("owner").page
    computer.goto(PAGES[MUG])
    computer.get_by_role("link", name="Write to us").click()
    computer.locator(".talk-box input[name=text]").fill("Which mug goes into the dishwasher?")
    computer.locator(".talk-form button").click()
    expect(computer.locator(".talk-box")).to_contain_text("Which mug goes")

    adviser.goto("/office/desk/chats")
    adviser.locator("#chats .row-link").first.click()
    search = adviser.locator("form[action*='/desk/chats/'] input[name=q]")
    search.fill(MUG)
    search.press("Enter")
    adviser.get_by_role("button", name=re.compile("^Into the basket")).first.click()
    expect(adviser.locator("#talk")).to_contain_text("× 1")
    expect(computer.locator(".talk-box")).to_contain_text("Elif")

    computer.goto("/cart")
    computer.get_by_role("button", name="Show a code for this basket").click()
    phone.goto(f"/b/{code_on(computer)}")
    phone.get_by_role("button", name="Take it here").click()
    expect(phone.locator("main")).to_contain_text("1 item")
    phone.get_by_role("link", name="Write to us").click()  # from the head: nothing lies over the page
    expect(phone.locator(".shop-head .talk-small")).to_have_attribute("aria-expanded", "true")
    phone.keyboard.press("Escape")
    expect(phone.locator(".talk-small")).to_be_focused()
    expect(computer.locator("main")).to_contain_text("Your basket is empty")


def test_tried_in_the_store_and_bought_on_the_phone_later(people: People) -> None:
    phone, cashier = people.shopper().page, people.staff("associate", width=1024).page
    stand_at_the_till(cashier)
    scan(cashier, MUG)
    expect(cashier.locator(".till-lines")).to_contain_text("mug")
    cashier.get_by_label("More", exact=True).click()
    cashier.get_by_role("button", name="To the customer’s phone").click()
    code = cashier.locator(".till-due").inner_text().strip()

    phone.goto("/b")
    phone.fill("#code", code.lower())
    phone.get_by_role("button", name="Find the basket").click()
    phone.get_by_role("button", name="Take it and go to the checkout").click()

    expect(phone.locator("main")).to_contain_text(re.compile("mug", re.IGNORECASE))
    cashier.goto("/till/")
    expect(cashier.locator("#cart")).to_contain_text("Nothing in the cart yet")
