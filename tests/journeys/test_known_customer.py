"""X2 and X15: three taps for whom the shop knows, by a code and by a passkey; half an order sent, half fetched."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from arasta.local.waiting import wait_until
from tests.journeys.conftest import Demo, People, fetch

pytestmark = pytest.mark.journey

MUG, NOTEBOOK = "/tr/p/iznik-mug", "/tr/p/keten-cloth-notebook"
CODE = re.compile(r"Giriş kodunuz (\d{6})")
NARROW = "document.documentElement.scrollWidth <= innerWidth + 1"


def code_sent_to(demo: Demo, email: str) -> str:
    """Read the code where the letters of the demo arrive."""
    mailbox = f"http://127.0.0.1:{demo.port + 1}/mailbox/?to={email}"
    found = wait_until(lambda: CODE.search(fetch(mailbox)[1]), seconds=15, what="No code came.")
    assert found is not None
    return found[1]


def device_with_keys(page: Page) -> None:
    """Give the phone a lock that its owner opens at once."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def fill_address(page: Page) -> None:
    for name, text in (("name", "Defne Ak"), ("line1", "Moda Cad. 3"), ("city", "İstanbul"), ("postal_code", "34710")):
        page.fill(f"input[name={name}]", text)


def test_a_stranger_becomes_known_and_needs_three_taps(demo: Demo, people: People) -> None:
    page, shop = people.shopper().page, f"http://localhost:{demo.port}"
    device_with_keys(page)

    page.goto(f"{shop}/tr/account/sign-in")
    page.fill("#ask_email", "defne@mail.example")
    page.get_by_role("button", name="Bana kod gönder").click()
    page.fill("input[name=code]", code_sent_to(demo, "defne@mail.example"))
    page.get_by_role("button", name="Oturum aç", exact=True).last.click()
    page.wait_for_url("**/tr/account")
    page.goto(f"{shop}/tr/account/signing-in")
    page.get_by_role("button", name="Bu cihaz için geçiş anahtarı ekle").click()
    expect(page.locator("main")).to_contain_text("henüz kullanılmadı")
    assert page.evaluate(NARROW)
    page.goto(f"{shop}/tr/account/addresses/new")
    fill_address(page)
    page.get_by_role("button", name="Kaydet").click()
    page.goto(f"{shop}/tr/account")
    page.locator("form[action$='sign-out'] button").click()

    page.goto(f"{shop}{MUG}")
    page.locator("form[action$='/cart/add'] button.btn-primary").first.click()
    page.wait_for_url("**/tr/cart")
    page.goto(f"{shop}/tr/account/sign-in?next=/tr/checkout")
    page.get_by_role("button", name="Geçiş anahtarıyla gir").click()
    page.wait_for_url("**/tr/checkout")
    expect(page.locator("main")).to_contain_text("Moda Cad. 3")
    assert page.evaluate(NARROW)
    page.locator("form[action$='/checkout/pay'] button.btn-primary").dblclick()
    page.wait_for_url("**/tr/order/**")
    expect(page.locator("main")).to_contain_text("Siparişiniz alındı")
    page.go_back()
    page.goto(f"{shop}/tr/account/orders")
    assert page.locator("main a[href*='/account/orders/']").count() == 1


def test_half_is_sent_and_half_is_fetched_by_a_guest_on_a_phone(demo: Demo, people: People) -> None:
    page = people.shopper().page
    for address in (MUG, NOTEBOOK):
        page.goto(address)
        page.locator("form[action$='/cart/add'] button.btn-primary").first.click()
        page.wait_for_url("**/tr/cart")
    page.goto("/tr/checkout")
    page.fill("input[name=email]", "guest@mail.example")
    page.locator("input[name=delivery][value=delivery]").check(force=True)
    page.select_option("select[name=country]", "US")
    expect(page.locator("select[name=region]")).to_be_visible()
    page.select_option("select[name=country]", "TR")
    expect(page.locator("select[name=region]")).to_have_count(0)
    fill_address(page)
    page.locator("details.fetch-some summary").click()
    page.locator("details.fetch-some input[type=checkbox]").first.check()
    page.locator("select[name=fetch_store]").select_option(index=1)
    assert page.evaluate(NARROW)
    page.locator("form.steps-form > button").click()

    expect(page.locator("main")).to_contain_text("Kervan")
    page.locator("form[action$='/checkout/pay'] button.btn-primary").click()
    page.wait_for_url("**/tr/order/**")
    expect(page.locator("main")).to_contain_text("Siparişiniz alındı")
