"""X20: the store sells and the site's number drops; the site sells and the store's number drops."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Demo, People

pytestmark = pytest.mark.journey

MUSIC_BOX = "KRV-MUS-ATL"  # three units, all in Kadıköy
VASE = "KRV-VAS-EPH"  # the last unit, in Kadıköy
MUG = "KRV-MUG-IZN-IND"  # plenty, everywhere


PAGES = {MUSIC_BOX: "/p/atlikarinca-music-box", VASE: "/p/ephesus-amphora", MUG: "/p/iznik-mug"}


def product_page(page: Page, sku: str) -> None:
    """Open the page of a product."""
    page.goto(PAGES[sku])


def stand_at_the_till(page: Page, register: str = "Kadıköy 1") -> None:
    page.goto("/till/")
    if "registers" in page.url:
        page.get_by_role("button", name=re.compile(register)).click()
        page.wait_for_url(re.compile(r"/till/$"))


def scan(page: Page, sku: str) -> None:
    field = page.locator("input[type=search], input[name=q]").first
    field.fill(sku)
    field.press("Enter")


def buy_for_pickup(page: Page, sku: str, card: str) -> None:
    """Put one unit into the basket and order it for pickup in Kadıköy."""
    product_page(page, sku)
    page.get_by_role("button", name="Add to basket").click()
    page.goto("/checkout")
    page.fill("input[name=email]", "ayse@mail.example")
    page.locator("input[name=delivery][value=pickup]").check(force=True)
    page.locator("label.way", has_text="Kervan Kadıköy").last.click()
    page.fill("input[name=pickup_name]", "Ayşe Yılmaz")
    page.fill("input[name=pickup_phone]", "+905321112233")
    page.get_by_role("button", name="On to the payment").click()
    page.locator(f"input[name=card][value={card}]").check(force=True)
    page.get_by_role("button", name=re.compile("Order and pay")).click()


def test_the_store_sells_and_the_site_knows(demo: Demo, people: People) -> None:
    cashier, shopper = people.staff("associate", width=1024).page, people.shopper().page
    product_page(shopper, MUSIC_BOX)
    expect(shopper.locator("main")).to_contain_text(re.compile(r"Kadıköy[\s\S]*3"))

    stand_at_the_till(cashier)
    scan(cashier, MUSIC_BOX)
    expect(cashier.locator(".till-lines")).to_contain_text("music box")
    cashier.get_by_role("link", name="Take payment").click()
    cashier.get_by_role("button", name=re.compile("^Exact")).click()
    expect(cashier.locator("main")).to_contain_text("KADIKOY-1-")

    told = demo.run("explain", MUSIC_BOX, "--at", "KADIKOY")
    assert "left with customers" in told.stdout
    assert re.search(r"may be sold here\s+2\b", told.stdout)
    shopper.reload()
    expect(shopper.locator("main")).to_contain_text(re.compile(r"Kadıköy[\s\S]*2"))


def test_the_site_sells_the_last_unit_and_the_store_knows(demo: Demo, people: People) -> None:
    cashier, shopper = people.staff("associate", width=1024).page, people.shopper().page

    buy_for_pickup(shopper, VASE, "tok_approve")
    shopper.wait_for_url("**/order/**")
    expect(shopper.locator("main")).to_contain_text("Kadıköy")

    stand_at_the_till(cashier)
    scan(cashier, VASE)
    expect(cashier.get_by_role("link", name="Take payment")).to_have_count(0)

    late = people.shopper().page
    product_page(late, VASE)
    expect(late.get_by_role("button", name="Add to basket")).to_have_count(0)
    audit = demo.run("audit")
    assert audit.returncode == 0, audit.stdout


def test_a_declined_card_and_three_d_secure(people: People) -> None:
    shopper = people.shopper().page

    buy_for_pickup(shopper, MUG, "tok_decline")
    expect(shopper.locator("main")).to_contain_text("declined")

    shopper.locator("input[name=card][value=tok_3ds]").check(force=True)
    shopper.get_by_role("button", name=re.compile("Order and pay")).click()
    shopper.wait_for_url("**/testpay/3ds/**")
    shopper.get_by_role("button", name=re.compile("Approve|Confirm")).click()
    shopper.wait_for_url("**/order/**")
    expect(shopper.locator("main")).to_contain_text("İznik")
