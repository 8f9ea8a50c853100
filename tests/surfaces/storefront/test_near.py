"""Where a shopper is: typed, told by the browser, remembered only on their word; distances, pickup times, delivery days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from arasta.contexts.inventory.services import locations
from arasta.contexts.inventory.types import LocationKind
from arasta.kernel.calendar import working_days_after
from arasta.surfaces.storefront import nearby
from tests.surfaces.storefront.shopping import Shop, add_product, body_of, text_of, titles_of

KADIKOY = (Decimal("40.9868"), Decimal("29.0262"))
ANKARA = (Decimal("39.9066"), Decimal("32.8606"))
PAGE = "/p/shirt?color=red&size=s"


@pytest.fixture
def placed(shop: Shop) -> Shop:
    """The shop with stores whose places are known, three shirts in each."""
    for code, (latitude, longitude), postcode in (("KADIKOY", KADIKOY, "34710"), ("ANKARA", ANKARA, "06680")):
        locations.save_locations(
            [
                locations.LocationInput(
                    code=code,
                    kind=LocationKind.STORE,
                    name=code,
                    country="TR",
                    postal_code=postcode,
                    latitude=latitude,
                    longitude=longitude,
                    texts={"en": (f"Kervan {code.title()}", "10–21")},
                )
            ]
        )
    shop.stock("SHIRT-RED-S", warehouse=9, kadikoy=3, ankara=3)
    return shop


def order_of(text: str) -> list[str]:
    return sorted(("Kervan Kadikoy", "Kervan Ankara"), key=text.index)


@pytest.mark.parametrize(
    ("said", "first", "distances"),
    [
        ("40.99,29.03", "Kervan Kadikoy", ("0.5 km", "346 km")),
        ("Çankaya", "Kervan Ankara", ("1.3 km", "346 km")),
        ("ANKARA", "Kervan Ankara", ("1.6 km", "345 km")),
        ("06420", "Kervan Ankara", ("1.6 km", "345 km")),
        ("34710", "Kervan Kadikoy", ("0.0 km", "346 km")),
        ("istanbul", "Kervan Kadikoy", ("7.1 km", "353 km")),
        ("Москва", "Kervan Kadikoy", ("1757 km", "1796 km")),
    ],
)
def test_the_nearest_store_stands_first(
    placed: Shop, client: Client, said: str, first: str, distances: tuple[str, str]
) -> None:
    text = text_of(client.get(PAGE, {"color": "red", "size": "s", "near": said}))

    assert order_of(text)[0] == first
    assert [word for word in distances if word not in text] == []


@pytest.mark.parametrize(
    ("said", "store"),
    [("40.99,29.03", "Kervan Kadikoy · 0.5 km · 10–21"), ("Çankaya", "Kervan Ankara · 1.3 km · 10–21")],
)
def test_the_home_page_leads_to_the_store_close_by_and_what_lies_there(
    placed: Shop, client: Client, said: str, store: str
) -> None:
    add_product(placed, "LAMP", 90_000, category="lighting", is_featured=True)
    placed.stock("LAMP", warehouse=1)

    near, nobody, far = client.get("/", {"near": said}), client.get("/"), client.get("/", {"near": "Москва"})

    assert store in text_of(near)
    assert titles_of(near)[:2] == ["Linen shirt", "Thing LAMP"]
    assert [("Close to you" in text_of(page), titles_of(page)[0]) for page in (nobody, far)] == [
        (False, "Thing LAMP")
    ] * 2


@pytest.mark.parametrize("said", ["Xyzzyville", "99999", "95.0,10.0", "<script>alert(1)</script>", "x" * 5000])
def test_a_place_nobody_knows_is_said_plainly(placed: Shop, client: Client, said: str) -> None:
    page = client.get(PAGE, {"color": "red", "near": said})

    assert "We do not know this place." in text_of(page)
    assert " km" not in text_of(page)
    assert "<script>alert" not in body_of(page)


def test_a_town_is_remembered_in_letters_that_no_server_stumbles_over(placed: Shop, client: Client) -> None:
    client.post("/place", {"near": "Kadıköy", "remember": "1", "next": "/p/shirt"})

    assert client.cookies[nearby.COOKIE].value == "Kad%C4%B1k%C3%B6y"
    assert 'value="Kadıköy"' in body_of(client.get(PAGE))


def test_nothing_is_remembered_unless_they_say_so(placed: Shop, client: Client) -> None:
    client.get(PAGE, {"near": "Ankara"})
    before = dict(client.cookies)

    client.post("/place", {"near": "40.98684,29.02623", "remember": "1", "next": "/p/shirt"})
    kept, text = client.cookies[nearby.COOKIE], text_of(client.get("/p/shirt?color=red&size=s"))
    answer = client.post("/place", {"near": "x", "forget": "1", "next": "/p/shirt"})

    assert nearby.COOKIE not in before
    assert (kept.value, kept["httponly"], kept["samesite"], kept["max-age"]) == (
        "40.99,29.03",
        True,
        "Lax",
        nearby.MONTH,
    )
    assert "Distances from where you are. Forget it" in text
    assert (answer["Location"], client.cookies[nearby.COOKIE].value) == ("/p/shirt", "")
    assert " km" not in text_of(client.get("/p/shirt?color=red&size=s"))


def test_what_is_unknown_or_leads_away_is_not_kept(placed: Shop, client: Client) -> None:
    answer = client.post("/place", {"near": "Xyzzyville", "remember": "1", "next": "https://evil.example/"})

    assert answer["Location"] == "/stores"
    assert client.cookies[nearby.COOKIE].value == ""


def test_the_place_goes_along_when_another_variant_is_chosen(placed: Shop, client: Client) -> None:
    page = body_of(client.get(PAGE, {"color": "red", "size": "s", "near": "Ankara", "store": "KADIKOY"}))

    assert 'href="?color=blue&amp;size=s&amp;near=Ankara&amp;store=KADIKOY"' in page


def test_the_days_of_delivery_are_working_days() -> None:
    friday, saturday = date(2026, 3, 6), date(2026, 3, 7)

    assert working_days_after(friday, 1) == date(2026, 3, 9)
    assert working_days_after(saturday, 1) == date(2026, 3, 9)
    assert working_days_after(friday, 5) == date(2026, 3, 13)
    assert working_days_after(friday, 0) == friday


def test_the_soonest_delivery_is_told_with_its_price(placed: Shop, client: Client) -> None:
    text, gone = text_of(client.get(PAGE)), text_of(client.get("/p/shirt?color=red&size=l"))

    assert "At your door" in text
    assert "by Courier, ₺90.00" in text
    assert "At your door" not in gone


def test_the_code_of_a_page_is_a_picture(placed: Shop, client: Client) -> None:
    answer = client.get("/p/shirt/code.svg?color=red&size=s&evil=<x>")

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert b"<svg" in answer.content
    assert client.get("/p/nothing/code.svg").status_code == 404
