"""X13: what lies elsewhere is brought to the store or the locker where its customer fetches it; on a phone, in Turkish too."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Demo, People, fetch
from tests.journeys.test_after_the_order import letters_to
from tests.journeys.test_one_unit_sold_once import stand_at_the_till
from tests.journeys.test_paying import number_of

pytestmark = pytest.mark.journey

NARROW = "document.documentElement.scrollWidth <= innerWidth + 1"


def order_at(page: Page, product: str, place: str, email: str) -> str:
    """Order a thing in Turkish, to be fetched where it does not lie; return the order's number."""
    page.goto(f"/tr/p/{product}")
    expect(page.locator(".store-stock li", has_text=place)).to_contain_text("Buraya getiriyoruz")
    page.get_by_role("button", name="Sepete ekle").click()
    page.goto("/tr/checkout")
    page.fill("input[name=email]", email)
    page.locator("input[name=delivery][value=pickup]").check(force=True)
    page.locator("label.way", has_text=place).click()
    page.fill("input[name=pickup_name]", "Zeynep Kaya")
    page.locator("form.steps-form button.btn-xl").click()
    page.locator("input[name=card][value=tok_approve]").check(force=True)
    page.locator("form[action$='/checkout/pay'] button.btn-xl").click()
    page.wait_for_url(re.compile("/order/"))
    return number_of(page)


def send_on(picker: Page, number: str, place: str) -> None:
    """Let the goods leave for the place where they are fetched; the worker needs a moment to ask for them."""
    row = picker.locator("tr", has_text=f"order {number}")
    for _ in range(120):
        picker.goto("/office/fulfillment")
        if row.count():
            break
        picker.wait_for_timeout(250)
    row.get_by_role("link").click()
    picker.get_by_role("button", name="Accept").click()
    picker.get_by_role("button", name=f"Send to {place}").click()
    expect(picker.get_by_role("button", name=f"Send to {place}")).to_have_count(0)


def test_it_is_brought_to_a_store_and_handed_over_there(people: People) -> None:
    shopper, picker = people.shopper().page, people.staff("picker").page
    cashier = people.staff("associate in Ankara", width=1024).page
    number = order_at(shopper, "cizgi-pencils", "Kervan Ankara", "ways-store@mail.example")
    shopper.get_by_role("link", name="Kodu göster ya da geldiğini bildir").click()
    expect(shopper.locator("#now-part")).to_contain_text("Kervan Ankara noktasına getiriyoruz")
    assert shopper.evaluate(NARROW)

    send_on(picker, number, "Kervan Ankara")
    stand_at_the_till(cashier, "Ankara 1")
    cashier.goto("/till/pickups")
    cashier.get_by_role("link", name=re.compile(number)).click()
    cashier.fill("input[name=spot]", "Raf 4")
    cashier.get_by_role("button", name="It is here: ready to be fetched").click()
    shopper.reload()
    expect(shopper.get_by_role("heading", level=1)).to_have_text("Sizin için hazır")
    cashier.get_by_role("link", name=re.compile("Zeynep Kaya")).click()
    expect(cashier.locator("main")).to_contain_text("Raf 4")
    cashier.get_by_role("button", name="Hand over").click()
    shopper.reload()
    expect(shopper.get_by_role("heading", level=1)).to_have_text("Teslim aldınız")


def test_it_waits_in_a_locker_whose_compartment_the_letter_names(demo: Demo, people: People) -> None:
    email = "ways-locker@mail.example"
    shopper, owner = people.shopper().page, people.staff("owner").page
    number = order_at(shopper, "lokma-tasting-spoons", "Moda İskelesi", email)
    send_on(owner, number, "Locker at Moda pier")
    owner.fill("input[name=spot]", "7")
    owner.get_by_role("button", name="It is at Locker at Moda pier").click()
    expect(owner.get_by_role("button", name="It is at Locker at Moda pier")).to_have_count(0)
    letter = fetch(f"{letters_to(demo, email, count=2)[0][0]}/letter")[1]
    assert "7 numaralı bölmede" in letter
    shopper.reload()
    shopper.get_by_role("link", name="Kodu göster ya da geldiğini bildir").click()
    expect(shopper.get_by_role("heading", level=1)).to_have_text("Sizin için hazır")
    expect(shopper.locator("#now-part")).to_contain_text("Bölme 7")
    shopper.get_by_role("button", name="Aldım").dblclick()
    expect(shopper.get_by_role("heading", level=1)).to_have_text("Teslim aldınız")
