"""The marketplace's own pages: what a person sees and does there."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.twins.makers import (
    BARCODE,
    ORIGIN,
    SELLER,
    World,
    order,
    package,
    product,
    publish,
    push,
    quantity_of,
    stocked,
)


def get(world: World, path: str, language: str = "en") -> str:
    response = world.call("GET", path, headers={"accept-language": language})
    assert response.status_code == 200, response.text
    return response.text


def post(world: World, path: str, **form: object) -> httpx.Response:
    return world.call("POST", path, data=form, headers={"origin": ORIGIN})


def test_the_index_lists_the_twins(world: World) -> None:
    page = get(world, "/")

    assert 'href="/trendyol/"' in page
    assert 'href="/testpay/"' in page


def test_an_empty_shop_says_what_to_do(world: World) -> None:
    assert "Nothing is on sale yet" in get(world, "/trendyol/")
    assert "No orders yet" in get(world, "/trendyol/orders")


def test_the_shop_shows_price_picture_and_what_is_left(world: World) -> None:
    stocked(world, 3)

    page = get(world, "/trendyol/")

    assert "Bakır cezve, ikilik" in page
    assert "₺449.00" in page
    assert "Left: 3" in page
    assert 'src="https://pictures.example/cezve.webp"' in page
    assert "On sale: 1 · waiting for approval: 0" in page


@pytest.mark.parametrize(
    ("language", "words"),
    [("tr", ["₺449,00", "Kalan: 3", "Satın al"]), ("ru", ["449,00\xa0₺", "Осталось: 3", "Купить"])],
)
def test_the_shop_speaks_the_readers_language(world: World, language: str, words: list[str]) -> None:
    stocked(world, 3)

    page = get(world, "/trendyol/", f"{language}-XX,en;q=0.5")

    assert f'<html lang="{language}">' in page
    assert [word for word in words if word in page] == words


def test_the_language_that_was_asked_for_is_remembered(world: World) -> None:
    asked = world.call("GET", "/trendyol/?lang=ru")
    later = world.call("GET", "/trendyol/orders", headers={"cookie": "lang=ru"})

    assert asked.headers["set-cookie"].startswith("lang=ru;")
    assert "Заказов пока нет" in later.text
    assert "set-cookie" not in world.call("GET", "/trendyol/?lang=xx").headers


def test_the_switch_of_languages_keeps_the_search(world: World) -> None:
    assert 'href="/trendyol/?q=cezve&amp;lang=tr"' in get(world, "/trendyol/?q=cezve")


@pytest.mark.parametrize("query", ["CEZVE", "bakir", "İKİLİK", "sku-869 cezve", BARCODE])
def test_the_search_finds_without_case_accents_and_dots(world: World, query: str) -> None:
    publish(world, product(), product("999", title="Yün kilim", stockCode="KLM"))

    page = world.call("GET", "/trendyol/", params={"q": query}).text

    assert ("Bakır cezve" in page, "Yün kilim" in page) == (True, False)


@pytest.mark.parametrize("query", ["%", "_", "\\", "çaydanlık"])
def test_the_search_takes_signs_as_signs(world: World, query: str) -> None:
    publish(world)

    page = world.call("GET", "/trendyol/", params={"q": query}).text

    assert "Nothing found" in page


def test_the_shop_turns_pages(world: World) -> None:
    publish(world, *[product(f"86900000000{number}", title=f"Tabak {number}") for number in range(10, 40)])

    first, second = get(world, "/trendyol/?q=tabak"), get(world, "/trendyol/?q=tabak&page=1")

    assert (first.count('class="card '), second.count('class="card ')) == (24, 6)
    assert 'href="?q=tabak&amp;page=1"' in first
    assert 'rel="next"' not in second


def test_buying_places_an_order_and_shows_it(world: World) -> None:
    stocked(world, 3)

    response = post(world, "/trendyol/buy", barcode=BARCODE, quantity=2)

    place = response.headers["location"]
    assert (response.status_code, place.split("=")[0]) == (303, "/trendyol/orders?placed")
    page = get(world, place)
    assert re.search(r"Order \d+ is placed\.", page)
    assert "2 × Bakır cezve, ikilik" in page
    assert quantity_of(world) == 1


def test_buying_more_than_is_left_says_so(world: World) -> None:
    stocked(world, 1)

    response = post(world, "/trendyol/buy", barcode=BARCODE, quantity=2, q="cezve")

    assert response.headers["location"] == "/trendyol/?q=cezve&left=1"
    assert "there are fewer left than you asked for (left: 1)" in get(world, response.headers["location"])
    assert quantity_of(world) == 1


def test_an_unknown_product_cannot_be_bought(world: World) -> None:
    response = post(world, "/trendyol/buy", barcode="none")

    assert response.status_code == 404
    assert "This product is no longer on sale." in response.text


def test_orders_are_moved_and_canceled_by_hand(world: World) -> None:
    stocked(world, 3)
    first, second = order(world)["packageId"], order(world)["packageId"]
    offered = get(world, "/trendyol/orders")

    post(world, f"/trendyol/orders/{first}", act="cancel")
    world.control("POST", f"/packages/{second}/status", json={"status": "Invoiced", "force": True})
    page = get(world, "/trendyol/orders")
    post(world, f"/trendyol/orders/{second}", act="Shipped")
    post(world, f"/trendyol/orders/{second}", act="Delivered")

    assert offered.count("Cancel as the customer") == 2
    assert "Carrier: shipped" in page
    assert [package(world, one)["status"] for one in (first, second)] == ["Cancelled", "Delivered"]


@pytest.mark.parametrize(("act", "status"), [("Delivered", 400), ("explode", 400), ("", 400)])
def test_a_step_that_is_not_due_changes_nothing(world: World, act: str, status: int) -> None:
    stocked(world, 3)
    placed = order(world)["packageId"]

    assert post(world, f"/trendyol/orders/{placed}", act=act).status_code == status
    assert package(world, placed)["status"] == "Created"


def test_a_customer_sends_back_and_the_market_decides(world: World) -> None:
    stocked(world, 3)
    placed = order(world, 2)["packageId"]
    world.control("POST", f"/packages/{placed}/status", json={"status": "Delivered", "force": True})
    [line] = package(world, placed)["lines"]
    nothing = post(world, f"/trendyol/returns/packages/{placed}", **{f"units-{line['lineId']}": "0"})
    too_many = post(world, f"/trendyol/returns/packages/{placed}", **{f"units-{line['lineId']}": "3"})

    post(world, f"/trendyol/returns/packages/{placed}", **{f"units-{line['lineId']}": "1"})
    [claim] = world.seller("GET", f"/order/sellers/{SELLER}/claims").json()["content"]
    asked = get(world, "/trendyol/returns")
    post(world, f"/trendyol/returns/claims/{claim['id']}", act="WaitingInAction")
    too_soon = post(world, f"/trendyol/returns/claims/{claim['id']}", act="Accepted")
    waiting = get(world, "/trendyol/returns")
    post(world, "/trendyol/returns/pay-out")

    assert (nothing.status_code, too_many.status_code, too_soon.status_code) == (400, 400, 400)
    assert ("Asked for" in asked, 'max="1"' in asked) == (True, True)
    assert "Waits for the seller" in waiting
    assert "₺736.03" in get(world, "/trendyol/returns")


def test_the_tracking_number_is_shown(world: World) -> None:
    stocked(world, 3)
    placed = order(world)["packageId"]
    world.control("POST", f"/packages/{placed}/status", json={"status": "Picking", "force": True})

    path = f"/order/sellers/{SELLER}/shipment-packages/{placed}/update-tracking-number"
    world.seller("PUT", path, json={"trackingNumber": "YK-42"})

    assert "YK-42" in get(world, "/trendyol/orders")


def test_unknown_and_repacked_packages_are_shown_as_they_are(world: World) -> None:
    stocked(world, 3)
    world.fault("unknown_status", times=1)
    order(world)

    assert "QualityHold" in get(world, "/trendyol/orders")


def test_faults_are_switched_by_hand(world: World) -> None:
    post(world, "/trendyol/faults", fault="reorder", on="1", percent="40", times="3")
    on = world.control("GET", "/faults")["reorder"]
    page = get(world, "/trendyol/faults")
    post(world, "/trendyol/faults", fault="reorder", on="0")
    off = world.control("GET", "/faults")["reorder"]
    post(world, "/trendyol/faults", fault="token_revoked", on="1", percent="100", times="")
    post(world, "/trendyol/faults", fault="none")

    assert on == {"percent": 40, "times": 3, "fired": 0}
    assert "40 % · times left: 3" in page
    assert off["percent"] == 0
    assert world.control("GET", "/faults")["token_revoked"]["percent"] == 0


def test_an_unknown_fault_is_refused(world: World) -> None:
    assert post(world, "/trendyol/faults", fault="flood", on="1").status_code == 400


def test_settings_are_saved_and_webhooks_delivered_by_hand(world: World) -> None:
    hook = {"url": "https://shop.example/h", "authenticationType": "API_KEY", "apiKey": "k"}
    stocked(world, 3)
    world.seller("POST", f"/webhook/sellers/{SELLER}/webhooks", json=hook)
    order(world)

    post(world, "/trendyol/faults/settings", stream_gap_ms="0", clock_offset_ms="500")
    post(world, "/trendyol/faults/deliver")

    settings = world.control("GET", "/settings")
    assert (settings["stream_gap_ms"], settings["clock_offset_ms"]) == (0, 500)
    assert len(world.received) == 1
    assert "https://shop.example/h" in get(world, "/trendyol/faults")


def test_the_page_of_faults_shows_the_requests(world: World) -> None:
    push(world)

    page = get(world, "/trendyol/faults")

    assert f"POST /trendyol/integration/inventory/sellers/{SELLER}/products/price-and-inventory" in page


@pytest.mark.parametrize("body", [b"\xff\xfe", b"&".join([b"a=1"] * 101)])
def test_a_form_that_cannot_be_read_is_refused(world: World, body: bytes) -> None:
    response = world.call("POST", "/trendyol/buy", content=body, headers={"origin": ORIGIN})

    assert response.status_code == 400
    assert "The form could not be read." in response.text


def test_another_sites_form_is_refused(world: World) -> None:
    stocked(world, 3)

    form = {"barcode": BARCODE, "quantity": 1}
    response = world.call("POST", "/trendyol/buy", data=form, headers={"origin": "https://evil.example"})

    assert response.status_code == 403
    assert quantity_of(world) == 3


def test_names_from_outside_are_shown_as_text(world: World) -> None:
    publish(world, product(title="<script>alert(1)</script>", images=[{"url": 'https://x.example/"onerror="alert(1)'}]))

    page = get(world, "/trendyol/")

    assert "<script>" not in page
    assert 'onerror="alert' not in page
    assert world.call("GET", "/").headers["content-security-policy"].startswith("default-src 'self'")


def test_pictures_can_be_fetched_from_another_address(world: World) -> None:
    publish(world)
    rewrite = {"picture_from": "https://pictures.example", "picture_to": "http://127.0.0.1:8000/media"}

    world.control("PUT", "/settings", json=rewrite)

    assert 'src="http://127.0.0.1:8000/media/cezve.webp"' in get(world, "/trendyol/")


def test_pictures_can_be_fetched_from_another_address_from_the_start(tmp_path: Path) -> None:
    elsewhere = ("https://pictures.example", "http://127.0.0.1:8500")
    world = World(tmp_path, options=lambda world: replace(world.default_options(), pictures=elsewhere))
    publish(world)

    page = get(world, "/trendyol/")

    assert 'src="http://127.0.0.1:8500/cezve.webp"' in page


@pytest.mark.parametrize(
    "path", ["/static/twins.css", "/static/market.svg", "/static/pay.svg", "/static/mark.svg", "/static/pictures.js"]
)
def test_assets_are_served(world: World, path: str) -> None:
    assert world.call("GET", path).status_code == 200
