"""No page has a serious finding: those of the shop, the kiosk and the office, at a phone's width."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import PASSWORD, People
from tests.journeys.test_one_unit_sold_once import stand_at_the_till
from tests.journeys.test_product_in_hand import ITS_SKU
from tests.journeys.test_ways_to_get_it import come_to_pay, order_for_kadikoy

pytestmark = pytest.mark.journey

SHOP = ("/", "/c/home", "/search?q=lamp", "/search?q=kilim", "/p/iznik-mug", "/stores", "/contact", "/account/sign-in")
ACCOUNT = (
    "/account",
    "/account/profile",
    "/account/addresses",
    "/account/consents",
    "/account/signing-in",
    "/favorites",
)
OFFICE = (
    "/office/",
    "/office/orders",
    "/office/products",
    "/office/stock",
    "/office/fulfillment",
    "/office/channels",
    "/office/customers",
    "/office/payments",
    "/office/messages",
    "/office/text-messages",
    "/office/companions",
)
ONLY_THE_WORST = {"resultTypes": ["violations"], "iframes": False}


def findings(page: Page) -> list[tuple[str, str, str]]:
    """Return what weighs serious or worse: where, which rule, the first place."""
    told: list[dict[str, Any]] = Axe().run(page, options=ONLY_THE_WORST).response["violations"]
    return [
        (page.url, one["id"], one["nodes"][0]["html"][:200]) for one in told if one["impact"] in {"serious", "critical"}
    ]


def walk(page: Page, paths: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Open pages one after the other and gather what is found."""
    found = []
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        assert (path, answer.status) == (path, 200)
        found += findings(page)
    return found


def test_the_shop_from_its_first_page_to_an_order(people: People) -> None:
    page = people.shopper().page
    found = walk(page, SHOP)

    come_to_pay(page)
    found += findings(page)
    found += walk(page, ("/tr/cart", "/tr/checkout"))
    page.locator("input[name=card][value=tok_approve]").check(force=True)
    page.locator("form[action$='/checkout/pay'] button.btn-xl").click()
    page.wait_for_url("**/order/**")
    found += findings(page)
    order = page.url.partition("?")[0]
    found += walk(page, (f"{order}/change", f"{order}/way", f"{order}/pickup"))

    assert found == []


def test_a_store_close_by_a_fitting_a_link_to_pay_and_a_shelf(people: People) -> None:
    page = people.shopper().page
    page.goto("/p/ada-cotton-tee?color=white&size=m&near=kadıköy")
    page.get_by_role("button", name="Remember it on this device").click()
    found = walk(page, ("/", "/p/ada-cotton-tee?color=white&size=m"))
    page.get_by_role("link", name="Try it on in a store").click()
    page.locator("label.slot").first.wait_for()
    found += findings(page)
    page.locator("label.slot:not(.is-out)").last.click()
    page.fill("input[name=name]", "Merve Ak")
    page.fill("input[name=email]", "found-nothing@mail.example")
    page.get_by_role("button", name="Reserve to try on").click()
    page.locator(".pickup-code").wait_for()
    found += findings(page)
    payer = people.shopper().page
    order_for_kadikoy(payer, "store", name="Merve Ak")
    payer.get_by_role("link", name="Şimdi öde").click()
    payer.wait_for_url("**/pay/**")
    found += findings(payer)
    found += walk(payer, (f"/shelf/IZMIR/{ITS_SKU}",))

    assert found == []


def test_the_till_where_goods_are_fetched(people: People) -> None:
    page = people.staff("associate in Ankara", width=390).page
    stand_at_the_till(page, "Ankara 1")
    found = walk(page, ("/till/pickups", "/till/customer?q=Defne"))
    for kind in ("brought/", ""):
        page.goto("/till/pickups")
        page.locator(f"main a[href^='/till/pickups/{kind}']").first.click()
        page.locator(".pos-pickup").wait_for()
        found += findings(page)

    assert found == []


def test_the_account_of_a_customer(people: People) -> None:
    page = people.shopper().page
    page.goto("/account/sign-in")
    page.locator("summary", has_text="password").click()
    page.fill("input[name=email]:not(#ask_email)", "defne.korkmaz@mail.example")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/account")

    assert walk(page, ACCOUNT) == []


def test_the_main_pages_of_the_office_on_a_phone(people: People) -> None:
    assert walk(people.staff("owner", width=390).page, OFFICE) == []


def test_a_kiosk(people: People) -> None:
    kiosk, office = people.shopper(width=1080).page, people.staff("owner").page
    office.goto("/office/kiosks")
    address = office.locator("[data-copy]").first.get_attribute("data-copy") or ""

    found = walk(kiosk, (address,))
    kiosk.locator("main form[data-once] button").click()
    kiosk.locator(".kiosk-bar").wait_for()
    found += walk(kiosk, ("/", "/p/iznik-mug"))

    assert found == []
