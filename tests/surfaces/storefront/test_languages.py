"""Every page has an address in every language."""

from __future__ import annotations

import re

from django.test import Client

from tests.surfaces.storefront.shopping import Shop, body_of, text_of


def test_an_address_names_its_language_and_its_links_keep_it(shop: Shop, client: Client) -> None:
    page = client.get("/ru/c/clothing")

    assert page["Content-Language"] == "ru"
    assert '<html lang="ru"' in body_of(page)
    assert 'href="/ru/p/shirt"' in body_of(page)
    assert not re.findall(
        r'(?:href|action)="/(?!ru/|static/|media/|brand/|manifest|tints|office/language)[^"]*"', body_of(page)
    )


def test_the_address_is_stronger_than_the_cookie(shop: Shop, client: Client) -> None:
    client.cookies["django_language"] = "tr"

    assert client.get("/p/shirt")["Content-Language"] == "en"
    assert client.get("/ru/p/shirt")["Content-Language"] == "ru"
    assert "Keten gömlek" in text_of(client.get("/tr/p/shirt"))


def test_a_page_tells_its_other_languages(shop: Shop, client: Client) -> None:
    body = body_of(client.get("/tr/p/shirt?color=red"))

    assert '<link rel="canonical" href="http://testserver/tr/p/shirt">' in body
    assert re.findall(r'<link rel="alternate" hreflang="([a-z-]+)" href="([^"]+)">', body) == [
        ("en", "http://testserver/p/shirt"),
        ("tr", "http://testserver/tr/p/shirt"),
        ("ru", "http://testserver/ru/p/shirt"),
        ("x-default", "http://testserver/p/shirt"),
    ]


def test_the_switch_keeps_the_page_and_remembers_the_choice(shop: Shop, client: Client) -> None:
    there = client.post("/office/language", {"language": "tr", "next": "/p/shirt?color=red"})
    back = client.post("/office/language", {"language": "en", "next": "/tr/p/shirt?color=red"})
    office = client.post("/office/language", {"language": "tr", "next": "/office/orders"})

    assert there["Location"] == "/tr/p/shirt?color=red"
    assert back["Location"] == "/p/shirt?color=red"
    assert office["Location"] == "/office/orders"
    assert client.cookies["django_language"].value == "tr"


def test_home_greets_in_the_readers_language_until_they_choose(shop: Shop, client: Client) -> None:
    asked = {"Accept-Language": "tr-TR,tr;q=0.9,en;q=0.5"}

    greeted = client.get("/?from=mail", headers=asked)
    plain = client.get("/")
    client.cookies["django_language"] = "en"
    chosen = client.get("/", headers=asked)

    assert (greeted.status_code, greeted["Location"]) == (302, "/tr/?from=mail")
    assert "Accept-Language" in greeted["Vary"]
    assert (plain.status_code, chosen.status_code) == (200, 200)
    assert client.get("/ru/", headers=asked)["Content-Language"] == "ru"


def test_the_own_language_is_written_without_a_word(shop: Shop, client: Client) -> None:
    assert client.get("/en/p/shirt?color=red")["Location"] == "/p/shirt?color=red"
    assert client.get("/tr")["Location"] == "/tr/"
    assert client.get("/de/p/shirt").status_code == 404
    assert client.get("/tr/office/").status_code == 404


def test_other_rooms_speak_as_their_reader_chose(shop: Shop, client: Client) -> None:
    client.cookies["django_language"] = "ru"

    page = client.get("/office/sign-in")

    assert page["Content-Language"] == "ru"
    assert "Accept-Language" in page["Vary"]
