"""The back office's pages about products and variants."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from arasta.contexts.catalog.queries import products, variants
from arasta.contexts.catalog.types import ProductStatus
from arasta.contexts.identity.types import Role
from arasta.kernel.ids import new_id, to_public
from tests.contexts.identity.making import make_staff, signed_in
from tests.makers_catalog import plain_product, save, save_colors_and_sizes, shirt
from tests.statements import counted

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def keys() -> dict[str, str]:
    save_colors_and_sizes()
    saved = save(shirt())
    return {
        "product": to_public("prd", saved.products["shirt"]),
        "variant": to_public("var", saved.variants["SHIRT-RED-S"]),
    }


@pytest.fixture
def office(client: Client) -> Client:
    make_staff("owner@example.com")
    return signed_in(client, "owner@example.com")


def shown() -> Any:
    return products.product("shirt", language="en")


READS = ["products", "products/{product}", "products/{product}/variants/{variant}", "variants"]
FORMS = ["products/add", "products/{product}/variants/{variant}/edit"]
WRITES = [
    "products/add",
    "products/{product}/text/en",
    "products/{product}/facts",
    "products/{product}/status/archived",
    "products/{product}/variants",
    "products/{product}/variants/{variant}/save",
]


@pytest.mark.parametrize("path", READS)
def test_pages_are_for_staff_who_may_see_products(client: Client, keys: dict[str, str], path: str) -> None:
    address = "/office/" + path.format(**keys)
    make_staff("owner@example.com")

    assert client.get(address).status_code == 302
    signed_in(client, "owner@example.com")
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize("who", ["nobody", "picker"])
def test_others_change_nothing(client: Client, keys: dict[str, str], path: str, who: str) -> None:
    before = shown()
    if who == "picker":
        make_staff("cem@example.com", role=Role.PICKER)
        signed_in(client, "cem@example.com")

    response = client.post("/office/" + path.format(**keys), {"title": "Changed", "sku": "NEW", "gtin": ""})

    assert response.status_code == (302 if who == "nobody" else 403)
    assert shown() == before


@pytest.mark.parametrize("path", FORMS)
def test_forms_are_for_staff_who_may_change_products(client: Client, keys: dict[str, str], path: str) -> None:
    make_staff("cem@example.com", role=Role.PICKER)
    make_staff("owner@example.com")
    address = "/office/" + path.format(**keys)

    signed_in(client, "cem@example.com")
    assert client.get(address).status_code == 403
    client.post("/office/sign-out")
    signed_in(client, "owner@example.com")
    assert client.get(address).status_code == 200


def test_the_list_is_searched_and_filtered(office: Client, keys: dict[str, str]) -> None:
    save(replace(plain_product("MUG-1", title="Mug"), status=ProductStatus.DRAFT))

    everything = office.get("/office/products").content.decode()
    searched = office.get("/office/products?q=lınen", headers=HTMX).content.decode()
    drafts = office.get("/office/products?status=draft", headers=HTMX).content.decode()
    nothing = office.get("/office/products?q=xyzzy", headers=HTMX).content.decode()

    assert [("Linen shirt" in page, "Mug" in page) for page in (everything, searched, drafts, nothing)] == [
        (True, True),
        (True, False),
        (False, True),
        (False, False),
    ]
    assert ("<html" in everything, "<html" in searched) == (True, False)
    assert "No product fits" in nothing


def test_the_list_speaks_the_readers_language(office: Client, keys: dict[str, str]) -> None:
    office.post("/office/language", {"language": "tr"})

    page = office.get("/office/products").content.decode()

    assert "Keten gömlek" in page


@pytest.mark.parametrize("path", ["/office/products", "/office/variants"])
def test_the_lists_take_as_many_statements_for_one_as_for_fifty(office: Client, path: str) -> None:
    save_colors_and_sizes()
    counts = []
    for names in (["one"], [f"more-{number}" for number in range(12)]):
        save(*(shirt(name) for name in names))
        with CaptureQueriesContext(connection) as caught:
            office.get(path)
        counts.append(counted(caught))

    assert counts[0] == counts[1]


def test_a_text_is_written_in_one_language(office: Client, keys: dict[str, str]) -> None:
    address = f"/office/products/{keys['product']}/text/ru"

    response = office.post(address, {"title": "Рубашка", "description": "Лёгкая."})

    assert (response.status_code, response["Location"]) == (302, f"/office/products/{keys['product']}?text=ru")
    assert [(text.language, text.title, text.description) for text in shown().texts] == [
        ("en", "Linen shirt", "Cool in summer."),
        ("ru", "Рубашка", "Лёгкая."),
        ("tr", "Keten gömlek", "Yazın serin tutar."),
    ]


def test_an_emptied_title_takes_the_language_away_but_never_the_last(office: Client, keys: dict[str, str]) -> None:
    address = f"/office/products/{keys['product']}/text"

    codes = [
        office.post(f"{address}/{code}", {"title": "", "description": ""}).status_code for code in ("ru", "tr", "en")
    ]
    lost = office.post(f"{address}/tr", {"title": "", "description": "lost"})

    assert codes == [302, 302, 422]
    assert [text.language for text in shown().texts] == ["en"]
    assert (lost.status_code, "A description needs a title." in lost.content.decode()) == (422, True)


def test_facts_are_changed(office: Client, keys: dict[str, str]) -> None:
    given = {"category": "lighting", "brand": "lale", "tax_class": "food", "is_featured": "on"}

    response = office.post(f"/office/products/{keys['product']}/facts", given)

    row = shown()
    assert response.status_code == 302
    assert (row.path[-1].code, row.brand.code, row.tax_class, row.is_featured) == ("lighting", "lale", "food", True)
    assert len(row.texts) == 3


def test_an_unknown_category_is_refused(office: Client, keys: dict[str, str]) -> None:
    given = {"category": "nowhere", "brand": "", "tax_class": "food"}

    response = office.post(f"/office/products/{keys['product']}/facts", given)

    assert response.status_code == 422
    assert shown().path[-1].code == "clothing"


@pytest.mark.parametrize("status", ["draft", "archived", "active"])
def test_the_status_changes(office: Client, keys: dict[str, str], status: str) -> None:
    assert office.post(f"/office/products/{keys['product']}/status/{status}").status_code == 302
    assert shown().status == status


def test_a_draft_is_added(office: Client) -> None:
    save_colors_and_sizes()
    given = {"title": "Mug", "handle": "mug", "sku": "MUG-1", "category": "home", "brand": "", "tax_class": "standard"}

    response = office.post("/office/products/add", given)

    row = products.product("mug", language="en")
    assert (response.status_code, response["Location"]) == (302, f"/office/products/{to_public('prd', row.id)}")
    assert (row.title, row.status, [variant.sku for variant in row.variants]) == ("Mug", "draft", ["MUG-1"])


@pytest.mark.parametrize(
    ("fault", "status", "message"),
    [
        ({"handle": "shirt"}, 409, "There is a product with the handle “shirt” already."),
        ({"sku": "SHIRT-RED-S"}, 409, "The SKU “SHIRT-RED-S” belongs to “shirt”."),
        ({"handle": "No Handle"}, 422, "is no code"),
        ({"gtin": "123"}, 422, "is no GTIN"),
        ({"title": ""}, 422, "This field is required."),
    ],
)
def test_a_faulty_draft_comes_back_with_the_reason(
    office: Client, keys: dict[str, str], fault: dict[str, str], status: int, message: str
) -> None:
    good = {"title": "Mug", "handle": "mug", "sku": "MUG-1", "category": "", "brand": "", "tax_class": "standard"}

    response = office.post("/office/products/add", {**good, **fault})

    assert response.status_code == status
    assert message in response.content.decode()
    assert "MUG-1" not in variants.variant_ids_by_sku(["MUG-1"])


def test_a_variant_is_added_with_its_options(office: Client) -> None:
    save_colors_and_sizes()
    given = shirt()
    key = save(replace(given, variants=given.variants[:3])).products["shirt"]
    posted = {"sku": "SHIRT-BLUE-L", "gtin": "", "weight_grams": "10", "option-color": "blue", "option-size": "l"}

    response = office.post(f"/office/products/{to_public('prd', key)}/variants", posted)

    assert response.status_code == 302
    assert [row.options_text for row in shown().variants] == ["Red / S", "Red / L", "Blue / S", "Blue / L"]


def test_a_variant_like_another_comes_back_with_the_reason(office: Client, keys: dict[str, str]) -> None:
    posted = {"sku": "NEW", "gtin": "", "weight_grams": "10", "option-color": "red", "option-size": "s"}

    response = office.post(f"/office/products/{keys['product']}/variants", posted)

    assert response.status_code == 409
    assert "“NEW” has the same options as “SHIRT-RED-S”." in response.content.decode()


def test_a_variants_row_is_edited_in_place(office: Client, keys: dict[str, str]) -> None:
    address = f"/office/products/{keys['product']}/variants/{keys['variant']}"

    form = office.get(f"{address}/edit", headers=HTMX).content.decode()
    faulty = office.post(f"{address}/save", {"gtin": "12", "weight_grams": "1", "status": "active"}, headers=HTMX)
    given = {"gtin": "4006381333931", "weight_grams": "250", "status": "archived"}
    saved = office.post(f"{address}/save", given, headers=HTMX)

    assert f'id="row-{keys["variant"]}"' in form
    assert (faulty.status_code, "is no GTIN" in faulty.content.decode()) == (422, True)
    assert (saved.status_code, "4006381333931" in saved.content.decode()) == (200, True)
    row = shown().variants[0]
    assert (row.gtin, row.weight_grams, row.status) == ("4006381333931", 250, "archived")


@pytest.mark.parametrize(
    "path",
    ["products/nonsense", "products/{unknown}", "products/{product}/variants/{other}/edit", "products?after=nonsense"],
)
def test_what_does_not_exist_is_told_plainly(office: Client, keys: dict[str, str], path: str) -> None:
    unknown: UUID = new_id()
    address = path.format(**keys, unknown=to_public("prd", unknown), other=to_public("var", unknown))

    assert office.get(f"/office/{address}").status_code == (422 if "after" in path else 404)


def test_the_list_of_variants_has_a_place_for_each_price(office: Client, keys: dict[str, str]) -> None:
    page = office.get("/office/variants?q=SHIRT-RED-S", headers=HTMX).content.decode()

    assert f'id="prices-{keys["variant"]}"' in page
    assert 'hx-get="/office/prices/cells/' in page
