"""X1, X13 and the review after: seen in an ad, put in on the site, paid in the app, fetched in the store; begun at a till,
ordered ahead on the phone, fetched in another city; what was fetched is reviewed.
"""

from __future__ import annotations

import json
import re
import urllib.request
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import Demo, People
from tests.journeys.test_one_cart import code_on
from tests.journeys.test_one_unit_sold_once import MUG, scan, stand_at_the_till
from tests.journeys.test_ways_to_get_it import open_pickup, order_for_kadikoy

pytestmark = pytest.mark.journey
AD = "/tr/p/iznik-mug?color=indigo&utm_source=instagram&utm_medium=paid_social&utm_campaign=mugs"


class App:
    """A native app: it knows the shop by its API only."""

    def __init__(self, demo: Demo) -> None:
        found = re.search(r"ark_\w+", demo.printed.read_text())
        assert found is not None
        self._shop, self._key = demo.shop, found[0]

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Send a request and return what was answered; a refusal is an error."""
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        headers["Idempotency-Key"] = uuid4().hex
        sent = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(f"{self._shop}/api/v1/{path}", sent, headers, method=method)
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return json.loads(answer.read())

    def location(self, code: str) -> str:
        return next(str(one["id"]) for one in self.ask("GET", "locations") if one["code"] == code)


def get_ready(cashier: Page) -> None:
    cashier.get_by_role("button", name="All here: ready to be fetched").click()
    expect(cashier.get_by_role("button", name="Hand over")).to_be_visible()


def test_seen_in_an_ad_put_in_on_the_site_paid_in_the_app_and_fetched(demo: Demo, people: People) -> None:
    phone, cashier, app = people.shopper().page, people.staff("associate", width=1024).page, App(demo)
    phone.goto(AD)
    phone.get_by_role("button", name="Sepete ekle").click()
    phone.get_by_role("button", name="Bu sepet için kod göster").click()

    cart = app.ask("POST", f"batons/{code_on(phone)}/take", {"channel": "web", "device": "phone-of-merve"})
    checkout = {"email": "merve@mail.example", "delivery": "pickup", "pickup_location": app.location("KADIKOY")}
    who = {"name": "Merve Aksoy", "line1": "Moda Cad. 1", "city": "İstanbul", "country": "TR"}
    app.ask("PUT", f"carts/{cart['id']}/checkout", {**checkout, "address": who})
    seen = app.ask("GET", f"carts/{cart['id']}")
    order = app.ask("POST", f"carts/{cart['id']}/order", {"token": "tok_approve", "seen_total": seen["total"]})["order"]
    expect(phone.locator("main")).to_contain_text("Sepetiniz boş")

    stand_at_the_till(cashier)
    open_pickup(cashier, "Merve Aksoy")
    get_ready(cashier)
    there = app.ask("POST", f"orders/{order['id']}/arrival", {"way": "desk"})
    assert [part["status"] for part in there["parts"]] == ["ready"]
    cashier.goto("/till/pickups")
    cashier.fill(".pos-scan input[name=q]", there["code"])
    cashier.keyboard.press("Enter")
    expect(cashier.locator("main")).to_contain_text("The code is right")
    cashier.get_by_role("button", name="Hand over").click()
    cashier.wait_for_url(re.compile("/till/pickups$"))

    after = app.ask("GET", f"orders/{order['id']}")
    assert (after["status"], after["fulfillment_status"], after["location"]) == (
        "completed",
        "fulfilled",
        app.location("KADIKOY"),
    )


def test_begun_at_a_till_ordered_ahead_on_the_phone_and_fetched_in_another_city(people: People) -> None:
    phone, cashier = people.shopper().page, people.staff("associate", width=1024).page
    other = people.staff("associate in İzmir", width=1024).page
    stand_at_the_till(cashier)
    scan(cashier, MUG)
    expect(cashier.locator("#cart")).to_contain_text("1 unit")
    slow: list[Route] = []
    cashier.route("**/till/add", lambda route: slow.append(route))  # noqa: PLW0108 - Playwright marks its handlers
    with cashier.expect_request("**/till/add"):
        scan(cashier, MUG)
    cashier.get_by_label("More", exact=True).click()
    slow[0].continue_()
    expect(cashier.locator("#cart")).to_contain_text("2 units")
    cashier.get_by_role("button", name="To the customer’s phone").click()
    phone.goto("/b")
    phone.fill("#code", cashier.locator(".till-due").inner_text().strip())
    phone.get_by_role("button", name="Find the basket").click()
    phone.get_by_role("button", name="Take it and go to the checkout").click()

    phone.fill("input[name=email]", "rana@mail.example")
    phone.locator("input[name=delivery][value=pickup]").check(force=True)
    store = phone.locator("label.way", has_text="İzmir")
    store.click()
    times = phone.locator("label.way:has(input[name=store]:checked) + .way-more select")
    times.select_option(index=6)
    chosen = times.locator("option:checked").inner_text().split(maxsplit=1)[1]
    phone.fill("input[name=pickup_name]", "Rana Güler")
    phone.locator("form.steps-form button.btn-xl").click()
    expect(phone.locator("dl.said")).to_contain_text("When you come")
    phone.locator("input[name=card][value=tok_approve]").check(force=True)
    phone.locator("form[action$='/checkout/pay'] button.btn-xl").click()
    phone.wait_for_url(re.compile("/order/"))
    expect(phone.locator("main")).to_contain_text("You come at")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")

    stand_at_the_till(other, "Izmir 1")
    open_pickup(other, "Rana Güler")
    other.goto("/till/pickups")
    expect(other.locator("li", has_text="Rana Güler")).to_contain_text("ready by")
    expect(other.locator("li", has_text="Rana Güler")).to_contain_text(chosen)
    other.get_by_role("link", name=re.compile("Rana Güler")).click()
    get_ready(other)
    other.get_by_role("button", name="Hand over").click()
    phone.reload()
    expect(phone.locator(".stepper")).to_contain_text("Picked up")


def test_what_was_fetched_is_reviewed_read_by_the_shop_and_shown(people: People) -> None:
    phone, cashier = people.shopper().page, people.staff("associate", width=1024).page
    stand_at_the_till(cashier)
    order_for_kadikoy(phone, "tok_approve", name="Selma Işık")
    order = phone.url.partition("?")[0]
    open_pickup(cashier, "Selma Işık")
    get_ready(cashier)
    cashier.get_by_role("button", name="Hand over").click()
    cashier.wait_for_url(re.compile("/till/pickups$"))

    phone.goto(order)
    phone.get_by_role("link", name="Yorum yaz").click()
    phone.locator(".star-pick label").first.click()
    phone.fill("textarea[name=text]", "Her sabah bununla çay içiyorum, rengi solmadı.")
    phone.fill("input[name=author]", "Selma I.")
    phone.locator("form:has(.star-pick) button.btn-xl").click()
    expect(phone.locator("main .note-good")).to_be_visible()
    phone.goto("/tr/p/iznik-mug")
    expect(phone.locator("main")).not_to_contain_text("rengi solmadı")

    owner = people.staff("owner").page
    owner.goto("/office/reviews")
    owner.locator("article", has_text="rengi solmadı").get_by_role("button", name="Show it", exact=True).click()
    phone.reload()
    expect(phone.locator("main")).to_contain_text("rengi solmadı")
