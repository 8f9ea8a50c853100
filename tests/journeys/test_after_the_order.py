"""X31 and X15: ordered on a phone in Turkish, followed by the letter's link on another one, changed and canceled there."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Demo, People, fetch

pytestmark = pytest.mark.journey

ADDRESS = {"name": "Ayşe Yılmaz", "line1": "Moda Cad. 12", "city": "İstanbul", "postal_code": "34710"}


def letters_to(demo: Demo, email: str, *, count: int) -> list[tuple[str, str]]:
    """Wait until so many letters lie in the demo's mailbox, the newest first: where each is, and its title."""
    mailbox = f"http://127.0.0.1:{demo.port + 1}"
    for _ in range(80):
        listed = fetch(f"{mailbox}/mailbox/?to={email}")[1]
        found = re.findall(r'href="(/mailbox/messages/msg_\w+)"[^>]*>([^<]*)<', listed)
        if len(found) >= count:
            return [(f"{mailbox}{path}", title) for path, title in found]
        time.sleep(0.25)
    raise AssertionError(f"{count} letters did not come.")


def order(page: Page, email: str, *, units: int = 1) -> None:
    for _ in range(units):
        page.goto("/tr/p/iznik-mug")
        page.get_by_role("button", name="Sepete ekle").click()
    page.goto("/tr/checkout")
    page.fill("input[name=email]", email)
    page.locator("input[name=delivery][value=delivery]").check(force=True)
    for name, text in ADDRESS.items():
        page.fill(f"input[name={name}]", text)
    page.locator("form.steps-form button.btn-xl").click()
    page.locator("input[name=card][value=tok_approve]").check(force=True)
    page.locator("form[action$='/checkout/pay'] button.btn-xl").click()
    page.wait_for_url(re.compile("/order/"))


def test_an_order_is_followed_by_its_letter_and_canceled_on_another_phone(demo: Demo, people: People) -> None:
    email = "after@mail.example"
    shopper, other = people.shopper().page, people.shopper().page
    order(shopper, email)

    ((letter, title),) = letters_to(demo, email, count=1)
    assert title.endswith("numaralı siparişiniz bize ulaştı")
    link = re.search(r'href="(http://[^"]*/tr/order/[^"]*)"', fetch(f"{letter}/letter")[1])
    assert link is not None

    other.goto(link[1])
    expect(other.get_by_role("heading", name="Yapabilecekleriniz")).to_be_visible()
    assert other.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    other.get_by_text("Siparişi iptal et").click()
    other.get_by_role("button", name="Evet, siparişin tamamını iptal et").dblclick()
    expect(other.locator("header.order-head")).to_contain_text("İptal edildi")

    expect(shopper.locator(".stepper")).to_contain_text("İptal edildi")
    assert letters_to(demo, email, count=2)[0][1].endswith("iptal edildi")
    shopper.go_back()
    shopper.goto("/tr/follow")
    shopper.fill("input[name=number]", title.split()[0])
    shopper.fill("input[name=email]", email)
    shopper.get_by_role("button", name="Bağlantıyı gönder").click()
    assert letters_to(demo, email, count=3)[0][1].endswith("siparişinizin bağlantısı")


def test_it_goes_elsewhere_and_one_less_is_wanted_until_somebody_packs_it(demo: Demo, people: People) -> None:
    email = "changed@mail.example"
    page, other = people.shopper().page, people.shopper().page
    order(page, email, units=2)
    other.clock.install()
    other.goto(page.url)
    other.get_by_role("button", name="Hepsini yeniden sepete koy").hover()
    other.mouse.down()  # and meanwhile the order changes

    page.get_by_role("link", name="Siparişi değiştir").click()
    page.fill("input[name=line1]", "Bağdat Cad. 5")
    page.get_by_role("button", name="Oraya gönder").dblclick()
    expect(page.locator("main")).to_contain_text("Bağdat Cad. 5")
    page.get_by_role("link", name="Siparişi değiştir").click()
    page.get_by_label("Kaç tane istiyorsunuz").select_option("1")
    page.get_by_role("button", name="Çıkar", exact=True).dblclick()
    expect(page.locator("main")).to_contain_text("1 tanesi iptal edildi")
    expect(page.locator("dl.sums")).to_contain_text(re.compile("İptal edilenler olmadan.*429,80"))
    other.clock.run_for(9_000)
    other.mouse.up()
    other.wait_for_url(re.compile("/tr/cart"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")

    titles = [title for _, title in letters_to(demo, email, count=3)]
    assert [title.endswith("siparişiniz değiştirildi") for title in titles[:2]] == [True, True]
    page.go_back()
    page.get_by_role("button", name="Çıkar", exact=True).click()
    expect(page.locator("main")).to_contain_text("1 tanesi iptal edildi")


def test_it_is_fetched_instead_of_sent_and_sent_after_all(people: People) -> None:
    page = people.shopper().page
    order(page, "another-way@mail.example")
    link = page.url.partition("?")[0]
    sums = page.locator("dl.sums")
    expect(sums).to_contain_text("79,90")

    page.get_by_role("link", name="Siparişi değiştir").click()
    page.get_by_role("link", name="Bunun yerine mağazadan teslim alın").click()
    expect(page.locator("main")).to_contain_text("79,90 geri verilir")
    page.locator("label.way", has_text="Kervan Kadıköy").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    page.get_by_role("button", name="Değiştir", exact=True).dblclick()
    page.get_by_role("button", name="Bu saati seç").click()
    expect(page.get_by_role("button", name="Saati değiştir")).to_be_visible()
    page.goto(link)
    expect(page.locator("main")).to_contain_text("Geliş saatiniz")
    expect(page.get_by_role("heading", name="Buradan teslim alın")).to_be_visible()
    expect(sums).to_contain_text(re.compile("Mağazadan teslim.*Ücretsiz"))

    page.goto(f"{link}/way")
    for name, text in ADDRESS.items():
        page.fill(f"input[name={name}]", text)
    page.locator("label.way", has_text="Hızlı teslimat").click()
    page.get_by_role("button", name="Değiştir", exact=True).click()
    page.locator("input[name=card][value=tok_approve]").check(force=True)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    page.get_by_role("button", name="₺70,00 öde").dblclick()
    expect(page.get_by_text("Teşekkürler, ödendi")).to_be_visible()
    page.goto(link)
    expect(page.locator("main")).to_contain_text("Moda Cad. 12")
    expect(page.get_by_role("heading", name="Henüz ödenmedi")).to_have_count(0)
