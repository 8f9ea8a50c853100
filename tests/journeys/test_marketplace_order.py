"""X21: a marketplace order arrives, is matched to the SKU, shipped, and its tracking number goes back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Demo, People

pytestmark = pytest.mark.journey

TRACKING = "7280099887766"


def test_a_marketplace_order_is_shipped_and_its_tracking_goes_back(demo: Demo, people: People) -> None:
    buyer, picker = people.shopper(width=1280).page, people.staff("picker").page

    card = buyer.locator("form", has=buyer.get_by_role("button", name="Buy")).first

    def is_on_sale() -> bool:
        buyer.goto(f"{demo.market}/?q=Türk kahvesi")
        return card.count() > 0

    patiently(is_on_sale, buyer)
    card.get_by_role("button", name="Buy").click()
    buyer.goto(f"{demo.market}/orders")
    number = re.search(r"\d{10,}", buyer.locator("main").inner_text())
    assert number is not None

    def arrived() -> bool:
        picker.goto(f"/office/orders?q={number.group(0)}")
        return picker.locator("a[href*='/office/orders/ord_']").count() > 0

    patiently(arrived, picker)
    picker.locator("a[href*='/office/orders/ord_']").first.click()
    expect(picker.locator("main")).to_contain_text(number.group(0))

    patiently(lambda: reload_until(picker, "a[href*='/office/fulfillment/ful_']"), picker)
    picker.locator("a[href*='/office/fulfillment/ful_']").first.click()
    picker.get_by_role("button", name=re.compile("^Accept")).click()
    picker.fill("input[name=carrier]", "Yurtiçi Kargo")
    picker.fill("input[name=tracking_number]", TRACKING)
    picker.get_by_role("button", name=re.compile("^Ship")).click()
    expect(picker.locator("main")).to_contain_text(TRACKING)

    def told() -> bool:
        buyer.goto(f"{demo.market}/orders")
        return TRACKING in buyer.locator("main").inner_text()

    patiently(told, buyer)
    audit = demo.run("audit")
    assert audit.returncode == 0, audit.stdout


def reload_until(page: object, selector: str) -> bool:
    page.reload()  # type: ignore[attr-defined]
    page.wait_for_load_state("networkidle")  # type: ignore[attr-defined]
    return bool(page.locator(selector).count())  # type: ignore[attr-defined]


def patiently(condition: object, page: object) -> None:
    """Look again every second, for as long as a worker may need."""
    for _ in range(60):
        if condition():  # type: ignore[operator]
            return
        page.wait_for_timeout(1_000)  # type: ignore[attr-defined]
    raise AssertionError("it did not happen within a minute")
