"""Every page: languages, what is not there, form tokens, the content policy, stores, delivery, contact."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from arasta.kernel.web import languages
from tests.contexts.identity.making import make_staff
from tests.surfaces.storefront.shopping import Shop, body_of, deliver, text_of

PAGES = [
    "/", "/new", "/c/clothing", "/search?q=shirt", "/search", "/p/shirt", "/cart", "/checkout", "/stores", "/delivery",
    "/contact", "/account/sign-in", "/account/register", "/nowhere",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_pages_keep_the_content_policy(shop: Shop, client: Client, path: str) -> None:
    shop.stock("SHIRT-RED-S", warehouse=5)
    shop.put_in(client, "SHIRT-RED-S")

    page = client.get(path)
    body = body_of(page)

    assert page.status_code == (404 if path == "/nowhere" else 200)
    assert not re.search(r'\sstyle="|\son[a-z]+="|<style', body)
    assert all("nonce=" in tag for tag in re.findall(r"<script[^>]*>", body))
    assert "'unsafe-inline'" not in page["Content-Security-Policy"]


@pytest.mark.parametrize("path", [*PAGES, "/checkout?edit"])
@pytest.mark.parametrize("language", ["tr", "ru"])
def test_no_page_falls_back_to_english(shop: Shop, client: Client, path: str, language: str) -> None:
    shop.stock("SHIRT-RED-S", warehouse=5)
    shop.put_in(client, "SHIRT-RED-S")
    deliver(client)

    text = text_of(client.get(f"/{language}{path}"))

    assert not set(re.findall(r"\b(?:the|your|you|this|with|and|from)\b", text.lower())), text


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "See what is new"), ("tr", "Yenilere göz at"), ("ru", "Посмотреть новинки")],
)
def test_the_home_page_speaks_three_languages(shop: Shop, client: Client, language: str, words: str) -> None:
    page = client.get(languages.in_language("/", language))

    assert words in text_of(page)
    assert f'<html lang="{language}"' in body_of(page)


@pytest.mark.parametrize(
    "path",
    [
        "/cart/add", "/cart/change", "/checkout/delivery", "/checkout/hold", "/checkout/pay", "/currency",
        "/account/sign-in", "/account/register", "/account/sign-out", "/account/addresses/new",
    ],
)  # fmt: skip
def test_forms_without_their_token_are_refused(shop: Shop, path: str) -> None:
    assert Client(enforce_csrf_checks=True).post(path, {}).status_code == 403


@pytest.mark.parametrize(
    "path", ["/cart/add", "/cart/change", "/checkout/pay", "/checkout/hold", "/currency", "/account/sign-out"]
)
def test_what_changes_something_is_not_done_by_a_link(shop: Shop, client: Client, path: str) -> None:
    assert client.get(path).status_code == 405


def test_what_is_not_there_looks_like_the_shop(shop: Shop, client: Client) -> None:
    for path in ("/nowhere", "/nowhere/deep/er", "/p/none", "/c/none"):
        page = client.get(path)
        assert page.status_code == 404
        assert "This page is not here" in text_of(page)
        assert 'class="shop-head"' in body_of(page)


def test_a_database_without_a_web_channel_has_no_shop_yet(db: None, client: Client) -> None:
    begun = client.get("/")
    make_staff()
    page = client.get("/")

    assert begun["Location"] == "/office/begin"
    assert page.status_code == 503
    assert "This shop is not open yet." in text_of(page)


def test_stores_are_shown_with_hours_and_ways_to_reach_them(shop: Shop, client: Client) -> None:
    text = text_of(client.get("/stores"))

    assert "Kervan Kadıköy Cadde 1, Kadıköy Mon–Sat 10–21 Hands out orders +90 216 555 01 10" in text
    assert "WH" not in text
    assert "Kervan Ankara" in text_of(client.get("/contact"))


def test_delivery_tells_ways_prices_and_the_hold(shop: Shop, client: Client) -> None:
    text = text_of(client.get("/delivery"))

    assert "Standard 2 to 4 working days · Tracked parcel ₺50.00 Courier 1 working day ₺90.00" in text
    assert "held for 15 minutes" in text


def test_the_currency_is_remembered_in_a_closed_cookie(shop: Shop, client: Client) -> None:
    client.post("/currency", {"currency": "EUR"})

    assert client.cookies["arasta_currency"]["httponly"] is True
    assert "€10.00" in text_of(client.get("/p/shirt"))


def test_browsing_opens_no_session(shop: Shop, client: Client) -> None:
    client.get("/")
    client.get("/p/shirt")

    assert "sessionid" not in client.cookies
