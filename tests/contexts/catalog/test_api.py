"""The catalog over JSON."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from arasta.contexts.catalog.queries import products, variants
from arasta.contexts.catalog.types.refusals import UnknownProduct
from arasta.contexts.channels.services import channels as ranges
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from tests.contexts.identity.making import make_key
from tests.makers import DAY, make_channel
from tests.makers_catalog import plain_product, save, save_colors_and_sizes, shirt

pytestmark = pytest.mark.django_db

READS = [
    "/api/v1/catalog/products",
    "/api/v1/catalog/products/shirt",
    "/api/v1/catalog/variants/SHIRT-RED-S",
    "/api/v1/catalog/categories",
]
MUG = {"handle": "mug", "titles": {"en": "Mug", "tr": "Kupa"}, "variants": [{"sku": "MUG-1"}]}


def get(client: Client, path: str, key: str, **headers: str) -> Any:
    return client.get(path, headers={"Authorization": f"Bearer {key}", **headers})


def put(client: Client, body: object, key: str, *, idempotency_key: str = "one") -> HttpResponse:
    return client.put(  # type: ignore[return-value]
        "/api/v1/catalog/products",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}", "Idempotency-Key": idempotency_key},
    )


@pytest.mark.parametrize("path", READS)
def test_reading_needs_a_key_with_the_scope(client: Client, path: str) -> None:
    save_colors_and_sizes()
    save(shirt())

    codes = [
        client.get(path).status_code,
        get(client, path, make_key(["stock.read"])).status_code,
        get(client, path, make_key(["catalog.read"])).status_code,
    ]

    assert codes == [401, 403, 200]


def test_products_are_found_in_the_language_of_the_reader(client: Client) -> None:
    save_colors_and_sizes()
    save(shirt(), plain_product("MUG-1"))
    key = make_key(["catalog.read"])

    asked = "/api/v1/catalog/products?search=gömlek&option=color:red&option=size:l&category=clothing&sort=relevance"
    answer = get(client, asked, key, **{"Accept-Language": "tr"}).json()

    assert [(card["handle"], card["title"], card["category"]) for card in answer["items"]] == [
        ("shirt", "Keten gömlek", "Giyim")
    ]
    assert [key[:4] for key in answer["items"][0]["variant_ids"]] == ["var_"] * 4
    assert answer["next_cursor"] is None


def test_only_what_is_in_the_range_of_a_channel_is_found(client: Client) -> None:
    save_colors_and_sizes()
    save(shirt(), plain_product("MUG-1"))
    make_channel("web-all")
    ranges.set_range(make_channel("web-home"), ["clothing"], now=DAY, actor=SYSTEM)
    key = make_key(["catalog.read"])

    def found(query: str) -> list[str]:
        return [card["handle"] for card in get(client, f"/api/v1/catalog/products?{query}", key).json()["items"]]

    assert sorted(found("channel=web-all")) == sorted(found("")) == ["mug-1", "shirt"]
    assert found("channel=web-home") == found("channel=web-home&search=linen") == ["shirt"]
    assert found("channel=web-home&search=mug") == []
    unknown = get(client, "/api/v1/catalog/products?channel=nowhere", key)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "channel_not_found")


def test_pages_follow_one_another(client: Client) -> None:
    save(*(plain_product(f"MUG-{number}") for number in range(3)))
    key = make_key(["catalog.read"])

    first = get(client, "/api/v1/catalog/products?limit=2", key).json()
    second = get(client, f"/api/v1/catalog/products?limit=2&cursor={first['next_cursor']}", key).json()

    assert [card["handle"] for card in first["items"] + second["items"]] == ["mug-2", "mug-1", "mug-0"]


@pytest.mark.parametrize("query", ["cursor=nonsense", "limit=0", "limit=201", "sort=luck"])
def test_a_faulty_question_is_refused(client: Client, query: str) -> None:
    assert get(client, f"/api/v1/catalog/products?{query}", make_key(["catalog.read"])).status_code == 422


@pytest.mark.parametrize("query", ["search=%25%27", "category=%27", "brand=%5C", "option=%3A", "option=red"])
def test_odd_characters_find_nothing_bad(client: Client, query: str) -> None:
    assert get(client, f"/api/v1/catalog/products?{query}", make_key(["catalog.read"])).json()["items"] == []


def test_a_product_shows_its_texts_and_variants(client: Client) -> None:
    save_colors_and_sizes()
    save(shirt())

    answer = get(client, "/api/v1/catalog/products/shirt?language=ru", make_key(["catalog.read"])).json()

    assert (answer["title"], answer["brand"], answer["category"]) == ("Льняная рубашка", "kervan", "clothing")
    assert answer["titles"] == {"en": "Linen shirt", "tr": "Keten gömlek", "ru": "Льняная рубашка"}
    assert [variant["sku"] for variant in answer["variants"]] == [
        "SHIRT-RED-S",
        "SHIRT-RED-L",
        "SHIRT-BLUE-S",
        "SHIRT-BLUE-L",
    ]
    assert answer["variants"][0]["options"][0] == {
        "option": "color",
        "value": "red",
        "option_name": "Цвет",
        "value_name": "Красный",
    }


def test_a_variant_is_read_by_sku_or_id(client: Client) -> None:
    (key,) = save(plain_product("MUG-1")).variants.values()
    scope = make_key(["catalog.read"])

    by_sku = get(client, "/api/v1/catalog/variants/MUG-1", scope).json()
    by_id = get(client, f"/api/v1/catalog/variants/{to_public('var', key)}", scope).json()

    assert by_sku == by_id
    assert (by_sku["sku"], by_sku["is_active"]) == ("MUG-1", True)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("products/nothing", "unknown_product"),
        ("variants/NOTHING", "unknown_sku"),
        ("variants/var_nonsense", "unknown_id"),
        (f"variants/{to_public('var', UUID(int=7))}", "unknown_variant"),
    ],
)
def test_what_does_not_exist_is_missing(client: Client, path: str, code: str) -> None:
    response = get(client, f"/api/v1/catalog/{path}", make_key(["catalog.read"]))

    assert (response.status_code, response.json()["code"]) == (404, code)


def test_the_tree_of_categories(client: Client) -> None:
    save_colors_and_sizes()

    answer = get(client, "/api/v1/catalog/categories?language=tr", make_key(["catalog.read"])).json()

    assert [(node["code"], node["name"], len(node["children"])) for node in answer] == [
        ("home", "Ev", 1),
        ("clothing", "Giyim", 0),
    ]


def test_products_are_saved_once_per_key(client: Client) -> None:
    key = make_key(["catalog.write"])

    first = put(client, {"products": [MUG]}, key)
    again = put(client, {"products": [MUG]}, key)

    assert (first.status_code, again.status_code, first.content) == (200, 200, again.content)
    saved = json.loads(first.content)
    assert (list(saved["products"]), list(saved["variants"])) == (["mug"], ["MUG-1"])
    assert products.product("mug", language="tr").title == "Kupa"


def test_saving_needs_the_scope_and_nothing_happens_without(client: Client) -> None:
    response = put(client, {"products": [MUG]}, make_key(["catalog.read"]))

    assert response.status_code == 403
    with pytest.raises(UnknownProduct):
        products.product("mug", language="en")


REFUSED = [
    ({"products": []}, 422, "invalid_request"),
    ({"products": [{**MUG, "colour": "red"}]}, 422, "invalid_request"),
    ({"products": [{**MUG, "titles": {"en": ""}}]}, 422, "invalid_text"),
    ({"products": [{**MUG, "titles": {"languages": "x"}}]}, 422, "invalid_language"),
    ({"products": [{**MUG, "category": "nowhere"}]}, 422, "unknown_category"),
    ({"products": [{**MUG, "variants": [{"sku": "MUG-1", "gtin": "123"}]}]}, 422, "invalid_gtin"),
    ({"products": [{**MUG, "media": [{"path": "../secrets"}]}]}, 422, "invalid_path"),
    ({"products": [{**MUG, "variants": [{"sku": "TAKEN"}]}]}, 409, "sku_taken"),
]


@pytest.mark.parametrize(("body", "status", "code"), REFUSED)
def test_a_faulty_batch_is_refused_whole(client: Client, body: dict[str, Any], status: int, code: str) -> None:
    save(plain_product("TAKEN"))
    good = {"handle": "good", "titles": {"en": "Good"}, "variants": [{"sku": "GOOD"}]}
    batch = {"products": [good, *body["products"]]} if body["products"] else body

    response = put(client, batch, make_key(["catalog.write"]))

    assert (response.status_code, json.loads(response.content)["code"]) == (status, code)
    assert variants.variant_ids_by_sku(["GOOD", "MUG-1"]) == {}


@pytest.mark.parametrize("path", READS)
def test_who_holds_an_answer_already_is_told_so_until_it_changes(client: Client, path: str) -> None:
    save_colors_and_sizes()
    save(shirt())
    key = make_key(["catalog.read"])
    first = get(client, path, key)
    tag = first["ETag"]

    again = get(client, path, key, **{"If-None-Match": tag})
    other = get(client, path, make_key(["stock.read"]), **{"If-None-Match": tag})
    turkish = get(client, path, key, **{"If-None-Match": tag, "Accept-Language": "tr"})

    assert (first.status_code, first["Cache-Control"]) == (200, "private, no-cache")
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert other.status_code == 403
    assert (turkish.status_code, turkish["ETag"] == tag) == (200, False)
