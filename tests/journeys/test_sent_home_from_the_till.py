"""Bought in a store that has none of it left: the till sells it in Turkish on a tablet, and it is sent home."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Demo, People, fetch
from tests.journeys.test_after_the_order import letters_to
from tests.journeys.test_one_unit_sold_once import MUG, scan, stand_at_the_till

pytestmark = pytest.mark.journey

CLOCK = "KRV-CLK-HRZ-NVY"  # none in Ankara, many in the warehouse
ADDRESS = {"name": "Derya Aslan", "line1": "Tunalı Hilmi Cad. 5", "city": "Ankara", "postal_code": "06680"}


def test_in_turkish_sold_at_the_till_and_sent_home(demo: Demo, people: People) -> None:
    cashier, email = people.staff("associate in Ankara", width=820).page, "derya@mail.example"
    cashier.context.add_cookies([{"name": "django_language", "value": "tr", "url": demo.shop}])
    stand_at_the_till(cashier, "Ankara 1")
    scan(cashier, MUG)
    expect(cashier.locator(".till-lines article")).to_have_count(1)
    scan(cashier, CLOCK)
    expect(cashier.locator(".till-lines")).to_contain_text("Burada yok. Eve gönderilebilir.")
    cashier.get_by_role("link", name="Eve gönder").first.click()

    cashier.fill("input[name=email]", email)
    for name, text in ADDRESS.items():
        cashier.fill(f"input[name={name}]", text)
    assert cashier.evaluate("document.documentElement.scrollWidth <= innerWidth")
    cashier.get_by_role("button", name="Ödemeye geç").click()
    expect(cashier.locator("main")).to_contain_text("Tunalı Hilmi Cad. 5")
    cashier.locator(".pos-exact").dblclick()

    expect(cashier.locator(".pos-paper")).to_contain_text("müşteriye gönderilir")
    ((letter, title),) = letters_to(demo, email, count=1)
    assert title.endswith("numaralı siparişiniz bize ulaştı")
    link = re.search(r'href="(http://[^"]*/tr/order/[^"]*)"', fetch(f"{letter}/letter")[1])
    assert link is not None
    shopper = people.shopper().page
    shopper.goto(link[1])
    expect(shopper.locator(".mini-lines")).to_contain_text("Teslim aldınız")
    expect(shopper.locator(".mini-lines")).to_contain_text("Size gönderiliyor")
