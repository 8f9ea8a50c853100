"""Pages that are kept for strangers: never old, and never somebody else's."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from arasta.kernel import clock, db
from arasta.kernel.changes import edition
from arasta.surfaces.storefront import windows
from arasta.surfaces.storefront.shop import shop_of
from tests import makers, makers_catalog
from tests.surfaces.storefront.shopping import Shop, text_of

SKU = "SHIRT-RED-S"
PAGE = "/p/shirt?color=red&size=s"
SHELF = "/new"
EDITION_PRICES_STOCK = 3
READ_EACH_MINUTE = {"pickup_place", "pickup_opening", "pickup_special_day"}
OF_WATCHED_TABLES = {"catalog_word", "catalog_offer"}
"""Written with what is watched, or asked for by the shelves alone that are read each time."""


@pytest.fixture(autouse=True)
def _shelves(shop: Shop) -> None:
    for sku in shop.variants:
        shop.stock(sku, warehouse=9)


def seen(path: str, client: Client | None = None, **headers: str) -> str:
    answer = (client or Client()).get(path, headers=headers)
    assert answer.status_code == 200
    return text_of(answer)


def own_words(answer: Any) -> set[str]:
    """Return what of a page is its reader's alone: what lets scripts run, what proves a form."""
    found = answer.content.decode()
    return {*re.findall(r'nonce="([^"]+)"', found), *re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', found)}


def tables_of(caught: CaptureQueriesContext) -> set[str]:
    said = " ".join(query["sql"] for query in caught.captured_queries)
    return set(connection.introspection.table_names()) & set(re.findall(r"\w+", said))


@pytest.mark.parametrize("path", [PAGE, SHELF, "/search?q=shirt"])
def test_who_comes_second_costs_the_edition_prices_and_stock(path: str) -> None:
    first = seen(path)
    with CaptureQueriesContext(connection) as caught:
        assert seen(path) == first
    assert len(caught) == EDITION_PRICES_STOCK


def test_what_is_not_read_again_is_watched() -> None:
    paths = ["/", "/?near=34710", PAGE, f"{PAGE}&near=34710", SHELF, "/c/clothing", "/search?q=shirt"]
    with CaptureQueriesContext(connection) as first:
        for path in paths:
            seen(path)
    with CaptureQueriesContext(connection) as again:
        for path in paths:
            seen(path)
    watched = db.rows("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'tells_of_a_new_edition'")
    told = {name for (name,) in watched} | READ_EACH_MINUTE | OF_WATCHED_TABLES
    assert tables_of(first) - tables_of(again) - told == set()


@pytest.mark.parametrize("path", [PAGE, SHELF])
def test_no_reader_gets_the_words_of_another(path: str) -> None:
    answers = [Client().get(path) for _ in range(3)]
    words = [own_words(answer) for answer in answers]
    assert [len(some) for some in words] == [2] * 3
    assert not words[0] & words[1]
    assert not words[1] & words[2]
    for answer, some in zip(answers, words, strict=True):
        assert any(f"'nonce-{word}'" in answer["Content-Security-Policy"] for word in some)


def test_an_address_is_not_taken_for_the_words_of_a_reader() -> None:
    fields = [
        re.findall(r'name="x" value="([^"]*)"', Client().get("/?x=%00form%00&x=%00script%00").content.decode())
        for _ in range(2)
    ]
    assert fields == [["\x00script\x00"]] * 2


def test_letters_spelt_in_bytes_are_not_taken_for_those_they_look_like() -> None:
    assert "Results for “öx”" in text_of(Client().get("/search", QUERY_STRING="q=\xc3\xb6x"))
    assert "Results for “Ã¶x”" in seen("/search?q=%C3%83%C2%B6x")


@pytest.mark.parametrize(("letters", "times"), [(200, 1), (201, 3)])
def test_what_is_asked_at_length_is_answered_anew(letters: int, times: int) -> None:
    written = []

    def write() -> HttpResponse:
        written.append(letters)
        return HttpResponse("a page")

    for _ in range(3):
        request: Any = RequestFactory().get(f"{SHELF}?x={'y' * (letters - 2)}")
        request.csp_nonce = "a nonce"
        windows.page(request, shop_of(request), "the same", write)
    assert len(written) == times


def test_no_cache_on_the_way_shows_a_page_unasked() -> None:
    assert [Client().get(path)["Cache-Control"] for path in (PAGE, SHELF, "/", "/cart")] == [
        "no-cache",
        "no-cache",
        "no-cache",
        "private, no-store",
    ]


def test_the_form_of_a_kept_page_is_taken(shop: Shop) -> None:
    Client().get(PAGE)
    shopper = Client(enforce_csrf_checks=True)
    [word] = set(re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', shopper.get(PAGE).content.decode()))
    form = {"variant": shop.word(SKU), "quantity": 1}
    assert shopper.post("/cart/add", form).status_code == 403
    assert shopper.post("/cart/add", form | {"csrfmiddlewaretoken": word}).status_code == 302


def test_stock_and_prices_are_those_of_now(shop: Shop) -> None:
    assert "In stock, ready to send" in seen(PAGE)
    shop.take_away(SKU, 8)
    assert "Only one left" in seen(PAGE)
    makers.make_price(shop.variants[SKU], 35_000)
    assert "₺350.00" in seen(PAGE)
    assert "₺350.00" in seen(SHELF)


def test_a_new_title_stands_on_every_page_at_once() -> None:
    pages = [PAGE, SHELF, "/search?q=linen", "/"]
    assert ["Linen shirt" in seen(path) for path in pages] == [True] * 4
    makers_catalog.save(makers_catalog.shirt(titles={"en": "Linen blouse"}))
    assert ["Linen blouse" in seen(path) for path in pages] == [True] * 4


def test_no_old_title_comes_back_when_old_writes_are_forgotten() -> None:
    edition.forget(clock.now() + timedelta(minutes=1))
    assert "Linen shirt" in seen(PAGE)
    makers_catalog.save(makers_catalog.shirt(titles={"en": "Linen blouse"}))
    edition.forget(clock.now() + timedelta(minutes=1))
    assert "Linen blouse" in seen(PAGE)


def test_language_currency_and_looks_have_pages_of_their_own() -> None:
    assert "₺400.00" in seen(PAGE)
    assert "€10.00" in seen(PAGE, Client(headers={"Cookie": "arasta_currency=EUR"}))
    assert "Sepete ekle" in seen(f"/tr{PAGE}")
    dark = Client(headers={"Cookie": "arasta_theme=dark"})
    assert ['data-theme="dark"' in who.get(PAGE).content.decode() for who in (dark, Client())] == [True, False]


def test_who_has_a_basket_sees_it_and_nobody_else_does(shop: Shop, client: Client) -> None:
    shop.put_in(client, SKU, 3)
    for path in (PAGE, SHELF):
        mine, theirs = client.get(path).content.decode(), Client().get(path).content.decode()
        assert ["Basket, 3 items" in page for page in (mine, theirs)] == [True, False]
