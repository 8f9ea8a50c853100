"""Stock levels: the list, one variant, and the answer to "why 3?"."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from arasta.contexts.inventory.services import levels, reservations, rules
from arasta.contexts.inventory.services.rules import RuleInput
from arasta.contexts.inventory.types import HoldRequest, RuleKind, StockLine
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from tests import makers
from tests.makers import make_location, make_variant, receive
from tests.surfaces.backoffice.making import come_in, make_waiting

pytestmark = pytest.mark.django_db


def words(client: Client, path: str, **headers: str) -> str:
    return " ".join(client.get(path, headers=headers).content.decode().split())


def test_the_list_costs_the_same_whatever_its_length(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    come_in(client)
    place = make_location()

    for _ in range(3):
        receive(make_variant(), place, 5)
        with django_assert_num_queries(8):
            client.get("/office/stock")


def test_the_list_is_narrowed_by_place_words_and_scarcity(client: Client) -> None:
    come_in(client)
    here, there = make_location("HERE"), make_location("THERE")
    receive(make_variant("PLENTY-1"), here, 50)
    receive(make_variant("FEW-1"), there, 2)
    gone = make_variant("GONE-1")
    receive(gone, there, 1)
    levels.block([StockLine(gone, there, 1)], reason="Broken", actor=SYSTEM)

    def shown(query: str) -> list[str]:
        page = words(client, f"/office/stock?{query}", **{"HX-Request": "true"})
        return [sku for sku in ("PLENTY-1", "FEW-1", "GONE-1") if sku in page]

    assert shown(f"location={to_public('loc', here)}") == ["PLENTY-1"]
    assert shown("q=few") == ["FEW-1"]
    assert shown("view=low") == ["FEW-1"]
    assert shown("view=out") == ["GONE-1"]
    assert shown("location=nonsense&view=nonsense") == ["PLENTY-1", "FEW-1", "GONE-1"]
    assert "<html" not in words(client, "/office/stock", **{"HX-Request": "true"})


def test_the_explanation_names_orders_carts_and_the_safety_stock(client: Client) -> None:
    come_in(client)
    waiting, cart = make_waiting(units=2, stock=9), makers.some_id()
    line = StockLine(waiting.variant, waiting.place, 3)
    reservations.reserve([HoldRequest(cart, makers.make_channel(), (line,), hold_for=timedelta(hours=1))], actor=SYSTEM)
    levels.set_safety_stock([StockLine(waiting.variant, waiting.place, 1)], actor=SYSTEM)

    page = words(client, f"{waiting.stock_url}/why")

    assert "3 can be sold" in page
    assert f'href="{waiting.order_url}">Order {waiting.order.number}</a>' in page
    assert f'href="/office/carts/{to_public("crt", cart)}"' in page
    assert "Kept back as safety stock" in page


def test_the_explanation_for_a_channel_ends_with_its_share_and_cap(client: Client) -> None:
    from arasta.contexts.channels.services import channels
    from arasta.contexts.channels.types import LocationPlace

    come_in(client)
    web, place, variant = makers.make_channel("web"), make_location(), make_variant()
    channels.place_locations(web, [LocationPlace(place)])
    receive(variant, place, 20)
    receive(variant, make_location(), 100)
    wanted = [RuleInput(RuleKind.SHARE, 50), RuleInput(RuleKind.CAP, 8)]
    rules.set_rules(wanted, channel_id=web)

    page = words(client, f"/office/stock/{to_public('var', variant)}/why?channel=web")

    assert "web is offered 8" in page
    assert "<dd>20</dd> <dt>Its share of that</dt><dd>50 %</dd> <dt>At most</dt><dd>8</dd>" in page


def test_a_variants_page_shows_levels_explanation_and_ledger(client: Client) -> None:
    come_in(client)
    waiting = make_waiting(units=2, stock=5)

    page = words(client, waiting.stock_url)

    assert "3 can be sold" in page
    assert "opening" in page
    assert f'<a class="link" href="{waiting.order_url}">Order</a>' in page


def test_the_ledger_goes_on_behind_its_cursor(client: Client) -> None:
    come_in(client)
    place, variant = make_location(), make_variant()
    for _ in range(31):
        receive(variant, place, 1)
    path = f"/office/stock/{to_public('var', variant)}"

    first = words(client, path)
    after = first.partition("?after=")[2].partition('"')[0]
    rest = words(client, f"{path}?after={after}", **{"HX-Request": "true"})

    assert (first.count("opening"), rest.count("opening"), "<html" in rest) == (30, 1, False)


def test_a_products_page_shows_the_stock_of_its_variants(client: Client) -> None:
    from arasta.contexts.catalog.queries import variants

    come_in(client)
    waiting = make_waiting(units=2, stock=5)
    product = variants.variants([waiting.variant], language="en")[waiting.variant].product_id

    page = words(client, f"/office/products/{to_public('prd', product)}/stock")

    assert 'aria-label="3 available, 0 reserved, 2 committed, 0 unavailable"' in page


def test_pages_speak_the_language_of_the_reader(client: Client) -> None:
    come_in(client)

    for language, word in (("tr", "Stok seviyeleri"), ("ru", "Остатки")):
        client.post("/office/language", {"language": language})
        assert word in words(client, "/office/stock")
