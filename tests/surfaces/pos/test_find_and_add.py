"""Finding goods at the till and putting them into the cart."""

from __future__ import annotations

from datetime import timedelta

import pytest

from arasta.contexts.catalog.services import products, variants
from arasta.contexts.catalog.types import VariantStatus
from arasta.contexts.catalog.types.inputs import ProductInput, VariantChange, VariantInput
from arasta.contexts.inventory.services import levels
from arasta.contexts.inventory.services.reservations import reserve
from arasta.contexts.inventory.types import HoldRequest, LocationKind, StockLine
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from tests import makers
from tests.makers_catalog import save, save_colors_and_sizes, shirt
from tests.surfaces.pos.counter import PART, Counter, lines, make_counter, scan, stand_at, trouble

pytestmark = pytest.mark.django_db
GTIN = "8690000000012"


def hold(counter: Counter, quantity: int) -> None:
    """Let a shopper's cart hold vases here."""
    line = StockLine(counter.vase, counter.store, quantity)
    web = makers.make_channel("web")
    reserve([HoldRequest(makers.some_id(), web, (line,), hold_for=timedelta(minutes=15))], actor=SYSTEM)


def test_a_scanned_sku_adds_one_unit_each_time() -> None:
    counter = make_counter()
    client = stand_at(counter)

    first = scan(client, counter.sku)
    scan(client, counter.sku.lower())

    assert (first.status_code, first.headers["Location"]) == (302, "/till/")
    assert lines(client) == [(counter.sku, 2, 49980)]


def test_a_scanned_gtin_adds_its_variant_even_if_others_start_alike() -> None:
    counter = make_counter()
    saved = products.save_products(
        [ProductInput(handle="bowl", titles={"en": "Bowl"}, variants=(VariantInput(sku="BOWL", gtin=GTIN),))],
        actor=SYSTEM,
    )
    makers.make_price(saved.variants["BOWL"], 5000)
    makers.receive(saved.variants["BOWL"], counter.store, 1)
    client = stand_at(counter)

    scan(client, GTIN)

    assert lines(client) == [("BOWL", 1, 5000)]


def test_a_scan_exchanges_the_cart_and_says_what_was_added() -> None:
    counter = make_counter()
    client = stand_at(counter)

    answer = client.post("/till/add", {"q": counter.sku}, headers=PART)
    html = answer.content.decode()

    assert answer.status_code == 200
    assert "<html" not in html
    assert '<div id="found" hx-swap-oob="innerHTML">' in html
    assert (answer.context["added"].sku, answer.context["basket"].units) == (counter.sku, 1)
    assert "₺249.90" in html


def test_a_word_that_means_several_things_offers_a_choice_and_adds_nothing() -> None:
    counter = make_counter()
    save_colors_and_sizes()
    saved = save(shirt())
    for variant in saved.variants.values():
        makers.make_price(variant, 60000)
    makers.receive(saved.variants["SHIRT-RED-S"], counter.store, 2)
    client = stand_at(counter)

    answer = scan(client, "linen shirt")
    found = {row.variant.sku: (row.stock.here, row.can_be_added) for row in answer.context["found"]}
    client.post("/till/add", {"variant": to_public("var", saved.variants["SHIRT-RED-S"])})

    assert answer.status_code == 200
    assert found == {
        "SHIRT-RED-S": (2, True),
        "SHIRT-RED-L": (0, False),
        "SHIRT-BLUE-S": (0, False),
        "SHIRT-BLUE-L": (0, False),
    }
    assert lines(client) == [("SHIRT-RED-S", 1, 60000)]


def test_a_word_that_means_one_thing_adds_it() -> None:
    counter = make_counter()
    client = stand_at(counter)

    scan(client, "Product KRV-VAS")

    assert lines(client) == [(counter.sku, 1, 24990)]


def test_words_typed_so_far_show_products_with_price_and_stock_here_and_elsewhere() -> None:
    counter = make_counter(on_shelf=3)
    warehouse = makers.make_location("WH", kind=LocationKind.WAREHOUSE)
    makers.receive(counter.vase, warehouse, 12)
    hold(counter, 1)
    client = stand_at(counter)

    answer = client.get("/till/find?q=product", headers=PART)
    row = answer.context["found"][0]

    assert (row.stock.here, row.stock.held, row.stock.elsewhere) == (2, 1, (("WH", 12),))
    assert row.price.price.minor == 24990
    assert "Here: 2" in answer.content.decode()
    assert "In other carts: 1" in answer.content.decode()


def test_too_short_words_change_nothing_and_pages_are_not_parts() -> None:
    client = stand_at(make_counter())

    assert client.get("/till/find?q=v", headers=PART).status_code == 204
    assert client.get("/till/find?q=vase").headers["Location"] == "/till/"
    assert client.get("/till/?q=product").context["found"][0].variant.sku == "KRV-VAS-1"


def test_what_is_not_known_is_said_in_words() -> None:
    client = stand_at(make_counter())

    page = client.get("/till/?q=no-such-thing")
    assert (page.status_code, trouble(page)[0]) == (200, "nothing_found")

    answer = scan(client, "no-such-thing")

    assert answer.status_code == 404
    assert trouble(answer)[0] == "nothing_found"
    assert trouble(answer)[1][0] == "Nothing found for “no-such-thing”"
    assert lines(client) == []


def test_an_empty_scan_changes_nothing() -> None:
    client = stand_at(make_counter())

    assert scan(client, "  ").headers["Location"] == "/till/"
    assert db.rows("SELECT count(*) FROM orders_cart") == [(0,)]


def test_what_is_not_on_this_shelf_is_refused_with_where_it_is() -> None:
    counter = make_counter(on_shelf=1)
    warehouse = makers.make_location("WH", kind=LocationKind.WAREHOUSE)
    makers.receive(counter.vase, warehouse, 12)
    client = stand_at(counter)
    scan(client, counter.sku)

    answer = scan(client, counter.sku)

    assert answer.status_code == 409
    assert trouble(answer) == (
        "out_of_stock",
        (
            "Not enough on this shelf",
            "Product KRV-VAS-1: 1 left here. Elsewhere: WH 12.",
            "Sell what is here, or tell the customer where the rest is.",
        ),
    )
    assert lines(client) == [(counter.sku, 1, 24990)]


def test_what_an_online_cart_holds_is_refused_with_the_time_it_comes_free() -> None:
    counter = make_counter(on_shelf=1)
    hold(counter, 1)
    until = db.rows("SELECT to_char(expires_at AT TIME ZONE 'Europe/Istanbul', 'HH24:MI') FROM inventory_reservation")[
        0
    ][0]
    client = stand_at(counter)

    answer = scan(client, counter.sku)

    assert trouble(answer)[1] == (
        "Not enough on this shelf",
        "Product KRV-VAS-1: none left here. No other location has it.",
        f"Reserved by other carts until {until}: 1.",
        "It cannot be had now.",
    )
    assert db.rows("SELECT count(*) FROM orders_cart") == [(0,)]


def test_the_safety_stock_of_this_shelf_may_be_sold_but_not_that_of_others() -> None:
    counter = make_counter(on_shelf=1)
    other = makers.make_location("IZMIR")
    makers.receive(counter.vase, other, 5)
    safety = [StockLine(counter.vase, counter.store, 1), StockLine(counter.vase, other, 4)]
    levels.set_safety_stock(safety, actor=SYSTEM)
    client = stand_at(counter)

    stock = client.get("/till/find?q=product", headers=PART).context["found"][0].stock
    scan(client, counter.sku)

    assert (stock.here, stock.elsewhere) == (1, (("IZMIR", 1),))
    assert lines(client) == [(counter.sku, 1, 24990)]


def test_what_has_no_price_here_is_refused() -> None:
    counter = make_counter()
    priceless = makers.make_variant("GIFT")
    makers.receive(priceless, counter.store, 5)
    client = stand_at(counter)

    answer = scan(client, "GIFT")

    assert (answer.status_code, trouble(answer)[0]) == (409, "not_sold_here")
    assert trouble(answer)[1][:2] == ("No price at this store", "Product GIFT · GIFT")


def test_archived_variants_are_not_found() -> None:
    counter = make_counter()
    variants.change_variants([_archived(counter)], actor=SYSTEM)

    assert scan(stand_at(counter), counter.sku).status_code == 404


def _archived(counter: Counter) -> VariantChange:
    return VariantChange(variant_id=counter.vase, gtin=None, weight_grams=0, status=VariantStatus.ARCHIVED)


def test_an_id_of_nothing_is_refused() -> None:
    client = stand_at(make_counter())

    assert client.post("/till/add", {"variant": "var_nonsense"}).status_code == 404
    assert client.post("/till/add", {"variant": to_public("var", makers.some_id())}).status_code == 409
