"""At the console of channels, on a phone and in Turkish: an order that waits is taken, and a key is changed, by clicking."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Demo, People
from tests.journeys.test_marketplace_order import patiently

pytestmark = pytest.mark.journey

STRANGE, OURS = "SURAHI-9", "KRV-OIL-AYV-500"
NEW_KEY, OLD_KEY = "shpss-new-secret", "shpss-demo-secret"


def test_what_waits_is_taken_and_a_key_is_changed_by_clicking(demo: Demo, people: People) -> None:
    owner = people.staff("owner", width=390)
    owner.context.add_cookies([{"name": "django_language", "value": "tr", "url": demo.shop}])
    page, outside = owner.page, Outside(owner.page, f"http://127.0.0.1:{demo.port + 1}")

    number = outside.sell_what_we_do_not_know()
    waiting = page.get_by_role("link", name=number, exact=True)
    patiently(lambda: shows(page, "/office/channels/woocommerce/parked", waiting), page)
    waiting.click()
    page.fill("input[name=sku-0]", OURS)
    page.get_by_role("button", name="Yeniden al").click()
    expect(page.get_by_text("Şimdi yeniden alınıyor.")).to_be_visible()
    patiently(
        lambda: shows(page, f"/office/orders?q={number}", page.locator("main a[href*='/office/orders/ord_']")), page
    )

    change_key(page, NEW_KEY)
    expect(page.get_by_role("heading", name="Geçerli diğer anahtarlar")).to_be_visible()
    outside.buy_at_shopify()
    followed = page.locator("main tr", has_text="orders/create").filter(has_text="İzlendi")
    patiently(lambda: shows(page, "/office/channels/shopify/deliveries", followed), page)

    change_key(page, OLD_KEY)
    page.get_by_role("button", name="Şimdi sonlandır").click()
    expect(page.get_by_text(re.compile("eski anahtar sonlandırıldı"))).to_be_visible()
    expect(page.get_by_role("heading", name="Geçerli diğer anahtarlar")).to_have_count(0)


def shows(page: Page, address: str, wanted: object) -> bool:
    """Open a page and tell whether it shows something."""
    page.goto(address)
    return bool(wanted.count())  # type: ignore[attr-defined]


def change_key(page: Page, key: str) -> None:
    """Give the key that Shopify signs its calls with."""
    page.goto("/office/channels/shopify/connection")
    page.locator("main form details summary").first.click()
    page.fill("input[name=secret-client_secret]", key)
    page.get_by_role("button", name="Dene ve kaydet").click()
    expect(page.get_by_text("Kaydedildi. Bağlantı bununla çalışıyor.")).to_be_visible()


class Outside:
    """Customers of the other shops."""

    def __init__(self, page: Page, twins: str) -> None:
        self._request, self._twins = page.context.request, twins

    def sell_what_we_do_not_know(self) -> str:
        """Sell something at the WooCommerce shop that Arasta never heard of; return the order's number."""
        pitcher = {
            "sku": STRANGE,
            "name": "Sürahi",
            "regular_price": "450.00",
            "stock_quantity": 5,
            "manage_stock": True,
        }
        self._send("woocommerce/control/products", pitcher)
        return str(self._send("woocommerce/control/orders", {"lines": [{"sku": STRANGE, "quantity": 1}]})["orderId"])

    def buy_at_shopify(self) -> None:
        """Buy what stands first in the Shopify shop."""
        found = self._request.get(f"{self._twins}/shopify/control/listings").json()["listings"]
        sku = next(one["sku"] for one in found if one["quantity"] > 0)
        self._send("shopify/control/orders", {"lines": [{"sku": sku, "quantity": 1}]})

    def _send(self, path: str, body: object) -> dict[str, object]:
        answer = self._request.post(f"{self._twins}/{path}", data=body)
        assert answer.ok, answer.text()
        return dict(answer.json())
