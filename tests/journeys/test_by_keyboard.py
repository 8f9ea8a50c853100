"""From the home page to a placed order, and a sale at the till, by keyboard alone; one always sees where one is."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import People
from tests.journeys.test_one_unit_sold_once import MUG, stand_at_the_till

pytestmark = pytest.mark.journey

MOST_TABS = 60
# What has the focus: its words, and whether it lies in the window and is marked, itself or by what it stands in.
FOCUS = """() => {
  const element = document.activeElement, box = element.getBoundingClientRect();
  const marked = (node) => getComputedStyle(node).outlineStyle !== "none" && getComputedStyle(node).outlineWidth !== "0px";
  let node = element, isMarked = false;
  for (; node && node !== document.body; node = node.parentElement) isMarked ||= marked(node);
  const words = element.matches("input, select") ? element.name : element.getAttribute("aria-label") || element.innerText;
  const isThere = box.width > 1 && box.bottom > 0 && box.top < innerHeight;
  return { words: words.trim(), isSeen: element === document.body || (isMarked && isThere) };
}"""


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what bears these words, or this name, has the focus; on the way all that has it is seen."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["isSeen"], f"{focus['words']} has the focus, and nobody sees it"
        if focus["words"].startswith(words):
            return
    raise AssertionError(f"No Tab leads to {words}.")


def enter(page: Page, words: str, address: str) -> None:
    tab_to(page, words)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(address))


def write(page: Page, name: str, text: str) -> None:
    tab_to(page, name)
    page.keyboard.type(text)


def test_an_order_is_placed_by_keyboard(people: People) -> None:
    page = people.shopper(width=1280).page
    page.goto("/tr/")
    enter(page, "Limon kolonyası", "/tr/p/")
    enter(page, "Sepete ekle", "/tr/cart$")
    enter(page, "Alışverişi tamamla", "/tr/checkout$")
    write(page, "email", "klavye@mail.example")
    tab_to(page, "delivery")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("input[name=delivery][value=pickup]")).to_be_checked()
    page.keyboard.press("ArrowRight")
    for name, text in (
        ("name", "Ayşe Yılmaz"),
        ("line1", "Moda Cad. 12"),
        ("city", "İstanbul"),
        ("postal_code", "34710"),
    ):
        write(page, name, text)
    tab_to(page, "method")
    page.keyboard.press("ArrowDown")
    expect(page.locator("input[name=method][value=express]")).to_be_checked()
    tab_to(page, "Ödemeye geç")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")  # in any field, as a phone's keyboard offers it
    page.locator("input[name=card]").first.wait_for()
    tab_to(page, "card")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/tr/order/"))


def test_a_sale_is_made_by_keyboard(people: People) -> None:
    page = people.staff("associate", width=1280).page
    stand_at_the_till(page)
    page.keyboard.type(MUG)  # a scanner is a keyboard
    page.keyboard.press("Enter")
    expect(page.locator(".till-lines article")).to_have_count(1)
    tab_to(page, "One more")
    page.keyboard.press("Enter")
    expect(page.locator(".till-lines input[name=quantity]")).to_have_value("2")
    assert page.evaluate(FOCUS)["words"] == "One more"
    page.keyboard.type("kolonya")
    expect(page.locator("#found .pos-find")).not_to_have_count(0)
    assert page.evaluate(FOCUS)["words"] == "q"  # what was pressed before does not take it from who types
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    tab_to(page, "More")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUS)["words"] == "Send it home"
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUS)["words"] == "More"
    expect(page.locator(".pos-more")).not_to_have_attribute("open", "")
    page.keyboard.press("Enter")
    tab_to(page, "Sale")
    expect(page.locator(".pos-more")).not_to_have_attribute("open", "")
    page.reload()
    enter(page, "Customer", "/till/customer$")
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile("/till/$"))
    enter(page, "Take payment", "/till/pay$")
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile("/till/$"))
    enter(page, "Take payment", "/till/pay$")
    page.keyboard.type("3")
    assert page.evaluate(FOCUS)["words"] == "amount"
    page.reload()
    enter(page, "Exact", "/till/receipts/")
