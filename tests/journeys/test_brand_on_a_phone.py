"""On a phone, in Turkish: the second brand at its own host, read without a connection, the basket kept until it is back."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.journeys.conftest import Demo, People
from tests.journeys.speed import MOST_CLS, MOST_SCRIPT_BYTES, measure

PAGES = (
    "/",
    "/c/kitchen",
    "/p/sehir-kick-scooter",
    "/search?q=kahve",
    "/cart",
    "/stores",
    "/account/sign-in",
    "/offline",
)


def test_a_shopper_loses_the_line_and_nothing_else(people: People, demo: Demo) -> None:
    ayse = people.shopper()
    page, shop = ayse.page, f"http://lodos.localhost:{demo.port}"
    page.goto(f"{shop}/tr/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Uzun günlere hafif eşyalar")
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("navigator.serviceWorker.controller")
    page.goto(f"{shop}/tr/p/sehir-kick-scooter")
    page.wait_for_load_state("networkidle")

    ayse.context.set_offline(True)
    page.reload()
    expect(page.locator("[data-line]")).to_contain_text("Bağlantı yok.")
    page.locator("form[action$='/cart/add'] .btn-primary").click()
    expect(page.locator("[data-line]")).to_contain_text("Sepetiniz için bekleyen: 1")
    page.goto(f"{shop}/tr/contact")
    expect(page.get_by_role("heading", name="Bağlantı yok")).to_be_visible()

    ayse.context.set_offline(False)
    expect(page.locator("[data-line]")).to_contain_text("Bağlantı geldi: bekleyenler sepetinizde (1).")
    page.goto(f"{shop}/tr/cart")
    expect(page.get_by_role("main")).to_contain_text("Şehir scooter")
    ayse.complaints.clear()  # the browser complains of every file it could not load without a connection
    page.goto(f"http://127.0.0.1:{demo.port}/tr/cart")
    expect(page.get_by_role("main")).to_contain_text("Sepetiniz boş")


def test_a_marketer_tries_a_color_nobody_could_read(people: People) -> None:
    page = people.staff("owner").page
    page.goto("/office/brands/lodos")

    page.locator("input[name=brand]").fill("#ffe14d")

    expect(page.locator("#preview")).to_contain_text("Brand color: #ffe14d (1.1 : 1) became")
    sold = page.locator("#preview .brand-day .btn-primary")
    expect(sold).to_have_css("color", "rgb(255, 255, 255)")
    page.reload()
    expect(page.locator("input[name=brand]")).to_have_value("#0a6c8f")


def test_pages_of_the_shop_have_no_serious_faults(people: People, demo: Demo) -> None:
    page, found = people.shopper().page, []
    for path in PAGES:
        page.goto(f"http://lodos.localhost:{demo.port}{path}")
        rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}
        faults = Axe().run(page, options=rules).response["violations"]
        found += [f"{path}: {one['id']}" for one in faults if one["impact"] in {"serious", "critical"}]

    assert found == []


def test_pages_do_not_jump_and_bring_little_script(people: People, demo: Demo) -> None:
    browser = people.shopper().context.browser
    assert browser is not None

    for path in ("/c/kitchen", "/p/sehir-kick-scooter"):
        seen = measure(browser, demo.shop, path, is_slow=False)
        assert seen.cls < MOST_CLS, seen
        assert 0 < seen.script_bytes <= MOST_SCRIPT_BYTES, seen
