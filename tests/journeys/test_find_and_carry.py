"""A shopper finds a thing in Turkish by a wrong word, compares it, and takes a kiosk's basket along on a phone."""

from __future__ import annotations

from playwright.sync_api import Browser, ViewportSize

from tests.journeys.conftest import PASSWORD, Demo

PHONE = ViewportSize(width=390, height=844)
TABLET = ViewportSize(width=1080, height=1620)


def test_find_compare_and_take_along_from_a_kiosk(demo: Demo, browser: Browser) -> None:
    kiosk, phone = browser.new_context(viewport=TABLET, locale="tr-TR"), browser.new_context(viewport=PHONE)
    office = browser.new_context()
    staff = office.new_page()
    staff.goto(f"{demo.shop}/office/sign-in")
    staff.fill("input[name=email]", "elif@kervan.example")
    staff.fill("input[name=password]", PASSWORD)
    staff.click("main button[type=submit]")
    staff.wait_for_url("**/office/")
    staff.goto(f"{demo.shop}/office/kiosks")
    address = staff.locator("[data-copy]").first.get_attribute("data-copy") or ""

    page = kiosk.new_page()
    page.goto(address)
    page.locator("main form[data-once] button").click()
    page.wait_for_url(f"{demo.shop}/tr/")
    assert "mağazasındasınız" in page.locator(".kiosk-bar").inner_text()

    page.fill("input[type=search]", "jotter")
    page.press("input[type=search]", "Enter")
    page.wait_for_url("**/tr/search?q=jotter")
    page.locator(".card-name a").first.click()
    page.wait_for_url("**/tr/p/**")
    title = page.locator("h1").inner_text()
    page.get_by_role("button", name="Karşılaştır").click()
    page.goto(f"{demo.shop}/tr/compare")
    assert title in page.locator(".compare").inner_text()
    page.locator(".compare-head").first.click()
    page.locator("form.buy button.btn-primary").click()
    page.goto(f"{demo.shop}/tr/cart/hand")
    page.locator("main form[action$='/cart/hand'] button").click()
    code = page.locator(".hand-code").inner_text()

    page.locator("[data-kiosk-over] button").click()
    page.wait_for_url(f"{demo.shop}/tr/")
    assert page.locator(".shop-badge").count() == 0

    hand = phone.new_page()
    hand.goto(f"{demo.shop}/b/{code.strip()}")
    hand.locator("main form.stack button").first.click()
    hand.goto(f"{demo.shop}/cart")
    assert hand.locator("#cart-link .shop-badge").inner_text() == "1"
    for one in (kiosk, phone, office):
        one.close()
