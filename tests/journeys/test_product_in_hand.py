"""X7, X8, X10, X30: what the near store has, the code at the shelf, and the display above it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Demo, People

pytestmark = pytest.mark.journey

CASSEROLE, ITS_SKU = "/p/ocak-casserole", "KRV-POT-OCK-TER"
IN_KADIKOY = {"latitude": 40.98671, "longitude": 29.02644}


def first_store(page: Page) -> str:
    return page.locator(".store-stock li b").first.inner_text()


def cookies_of(context: BrowserContext) -> set[str]:
    return {str(cookie.get("name")) for cookie in context.cookies()}


def test_the_near_store_is_shown_and_nothing_is_remembered_unasked(demo: Demo, people: People) -> None:
    shopper = people.shopper()
    page = shopper.page
    shopper.context.grant_permissions(["geolocation"], origin=demo.shop)
    shopper.context.set_geolocation(IN_KADIKOY)  # type: ignore[arg-type]

    page.goto(f"/tr{CASSEROLE}")
    page.get_by_role("button", name="Konumumu kullan").click()
    page.wait_for_url(re.compile(r"near=40\.99%2C29\.03"))

    assert first_store(page) == "Kervan Kadıköy"
    expect(page.locator(".store-stock li").first).to_contain_text("0,5 km")
    expect(page.locator(".store-stock li").first).to_contain_text("kadar hazır")
    assert "arasta_place" not in cookies_of(shopper.context)

    page.get_by_label("İlçe, şehir ya da posta kodu").fill("çankaya")
    page.get_by_role("button", name="Bul").click()
    page.wait_for_url(re.compile("near=%C3%A7ankaya"))
    assert first_store(page) == "Kervan Ankara"

    page.get_by_role("button", name="Bu cihazda hatırla").click()
    page.goto(f"/tr{CASSEROLE}")
    assert (first_store(page), "arasta_place" in cookies_of(shopper.context)) == ("Kervan Ankara", True)
    page.goto("/tr/")
    close = page.get_by_role("region", name="Yakınınızda")
    expect(close).to_contain_text("Kervan Ankara")
    expect(close).to_contain_text("Şimdi sipariş verin, oradan alın.")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    close.locator(".card-name a").first.click()
    expect(page.locator(".store-stock li", has_text="Kervan Ankara")).to_contain_text("kadar hazır")
    page.goto(f"/tr{CASSEROLE}")
    page.get_by_role("button", name="Unut").click()
    page.wait_for_load_state()
    assert "arasta_place" not in cookies_of(shopper.context)


def test_the_code_at_the_shelf_opens_the_product_in_that_store(demo: Demo, people: People) -> None:
    display, shopper = people.shopper(width=1024).page, people.shopper().page
    display.goto(f"/shelf/IZMIR/{ITS_SKU}")
    code = display.locator(".shelf-code svg").get_attribute("aria-label")
    labels = people.staff("owner")
    labels.page.goto("/office/labels?place=IZMIR&q=ocak")
    labels.page.get_by_label("Ocak cast-iron casserole, 24 cm Terracotta").check()
    sheet = labels.context.request.get(f"{demo.shop}/office/labels/sheet.pdf?place=IZMIR&sku={ITS_SKU}")

    shopper.goto(f"/q/IZMIR/{ITS_SKU}")

    assert code
    assert (sheet.status, sheet.body()[:5]) == (200, b"%PDF-")
    assert f"{CASSEROLE}?color=terracotta&store=IZMIR" in shopper.url
    expect(shopper.locator(".store-stock li").first).to_contain_text(re.compile(r"Kervan Izmir\s*You are here"))
    shopper.locator("a[data-zoom]").first.click()
    expect(shopper.locator("dialog.zoom")).to_be_visible()
    shopper.locator("dialog.zoom").get_by_role("button", name="Close").click()
    expect(shopper.locator("dialog.zoom")).to_be_hidden()
    shopper.locator("a.swatch").nth(1).click()
    shopper.wait_for_url(re.compile("store=IZMIR"))
    assert first_store(shopper).startswith("Kervan Izmir")


def test_the_display_at_the_shelf_follows_what_buyers_say(people: People) -> None:
    display, owner = people.shopper(width=1024).page, people.staff("owner").page
    display.goto(f"/shelf/IZMIR/{ITS_SKU}?language=en")
    stars = display.locator(".shelf-stars")
    expect(stars).to_contain_text("4.7 3 reviews", use_inner_text=True)
    expect(display.locator(".shelf-review")).to_contain_text("Cooks beautifully and evenly.")

    for status, button, told, review in [
        ("published", "Do not show it", "5.0 2 reviews", False),
        ("rejected", "Show it", "4.7 3 reviews", True),
    ]:
        owner.goto(f"/office/reviews?status={status}")
        said = owner.locator("article", has_text="Worth its weight")
        if status == "published":
            said.get_by_label("Why it is not shown").fill("asked to take it down")
        said.get_by_role("button", name=button, exact=True).click()
        expect(owner.locator("article", has_text="Worth its weight")).to_have_count(0)
        display.evaluate("dispatchEvent(new Event('online'))")  # or wait for twenty seconds
        expect(stars).to_contain_text(told, use_inner_text=True)
        expect(display.locator(".shelf-review", has_text="Cooks beautifully")).to_have_count(int(review))
