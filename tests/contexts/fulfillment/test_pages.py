"""What pickers see, and the API beside it."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.services import products
from arasta.contexts.catalog.types.inputs import ProductChange
from arasta.contexts.fulfillment.queries import methods as reads
from arasta.contexts.fulfillment.services import leaving, methods
from arasta.contexts.fulfillment.types import DeliveryKind, DeliveryMethodToSave, FulfillmentStatus, MethodText
from arasta.contexts.identity.types import Role
from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.services import locations as location_book
from arasta.contexts.inventory.services.locations import LocationInput
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id, to_public
from arasta.kernel.money import Money
from tests import makers
from tests.contexts.fulfillment.making import AT, opened, parcel
from tests.contexts.identity.making import make_key, make_staff, signed_in

pytestmark = pytest.mark.django_db

S = FulfillmentStatus
STANDARD = DeliveryMethodToSave(
    "standard",
    DeliveryKind.DELIVERY,
    (MethodText("en", "Standard", "By van"), MethodText("tr", "Standart", "Kamyonetle")),
    (Money(4990, "TRY"), Money(450, "EUR")),
    2,
    4,
)


@pytest.fixture
def owner(client: Client) -> Client:
    make_staff("owner@example.com")
    return signed_in(client, "owner@example.com")


@pytest.fixture
def bearer() -> dict[str, str]:
    return {"Authorization": f"Bearer {make_key(['fulfillment.read'])}"}


@pytest.mark.parametrize(
    "path", ["fulfillment", "fulfillment/{key}", "fulfillment/of-order/{order}", "delivery-methods"]
)
def test_pages_open_for_who_may_read_and_send_nobody_to_sign_in(client: Client, path: str) -> None:
    row = opened()
    address = "/office/" + path.format(key=to_public("ful", row.id), order=to_public("ord", row.order_id))
    assert client.get(address).status_code == 302
    make_staff("marketer@example.com", role=Role.MARKETER)
    signed_in(client, "marketer@example.com")
    assert client.get(address).status_code == 403
    client.post("/office/sign-out")
    make_staff("owner@example.com")
    signed_in(client, "owner@example.com")
    assert client.get(address).status_code == 200


def test_a_location_is_called_as_its_reader_speaks(owner: Client) -> None:
    row = opened()
    place = locations.by_id()[row.location_id]
    named = LocationInput(place.code, place.kind, "North depot", place.country, texts={"tr": ("Kuzey deposu", "")})
    location_book.save_locations([named])

    pages = []
    for language in ("tr", "en"):
        owner.cookies["django_language"] = language
        pages.append(owner.get("/office/fulfillment").content.decode())
        pages.append(owner.get(f"/office/fulfillment/{to_public('ful', row.id)}").content.decode())

    assert ["Kuzey deposu" in page for page in pages] == [True, True, False, False]
    assert ["North depot" in page for page in pages] == [False, False, True, True]


def test_goods_are_called_as_their_picker_speaks(owner: Client) -> None:
    row = opened(quantities=(3,))
    product = variants.variants([row.lines[0].variant_id], language="en")[row.lines[0].variant_id].product_id
    products.change_products([ProductChange(product_id=product, titles={"tr": "Bakır cezve"})], actor=SYSTEM)

    shown = {}
    for language in ("tr", "en"):
        owner.cookies["django_language"] = language
        pages = [owner.get(f"/office/fulfillment{end}") for end in ("", f"/{to_public('ful', row.id)}")]
        shown[language] = ["Bakır cezve" in page.content.decode() for page in pages]

    assert shown == {"tr": [True, True], "en": [False, False]}


def test_goods_of_another_sku_keep_their_name() -> None:
    line = opened(quantities=(3,)).lines[0]
    row = opened(quantities=(3,))
    names = {row.lines[0].variant_id: (line.sku, "Another thing")}

    assert row.called(names) == row
    assert row.called({row.lines[0].variant_id: (row.lines[0].sku, "This thing")}).lines[0].name == "This thing"


def test_the_list_shows_what_is_to_do_and_finds_a_scanned_sku(owner: Client) -> None:
    row, other = opened(quantities=(3,)), opened(status=S.CANCELED)
    page = owner.get("/office/fulfillment").content.decode()
    assert row.number in page
    assert f"3 × {row.lines[0].name}" in page
    assert other.number not in page
    assert other.number in owner.get("/office/fulfillment?view=canceled").content.decode()
    found = owner.get(f"/office/fulfillment?q={row.lines[0].sku}", headers={"HX-Request": "true"}).content.decode()
    assert row.number in found
    assert "<html" not in found
    assert "Nothing found" in owner.get("/office/fulfillment?q=nothing-like-it").content.decode()


def test_the_list_narrows_to_a_location(owner: Client) -> None:
    here, there = opened(location=makers.make_location("HERE")), opened(location=makers.make_location("THERE"))
    page = owner.get(f"/office/fulfillment?location={to_public('loc', here.location_id)}").content.decode()
    assert here.number in page
    assert there.number not in page
    assert "THERE" in page


def test_one_order_shows_its_lines_and_parcels_and_no_foreign_script(owner: Client) -> None:
    row = opened(status=S.ACCEPTED, quantities=(2,))
    shipment = parcel(row, 1)
    leaving.ship([shipment], at=AT, actor=SYSTEM)
    page = owner.get(f"/office/fulfillment/{to_public('ful', row.id)}").content.decode()
    assert row.lines[0].sku in page
    assert 'href="https://track.example/YK123"' in page
    panel = owner.get(f"/office/fulfillment/of-order/{to_public('ord', row.order_id)}").content.decode()
    assert "YK123" in panel
    assert "1 of 2 left" in panel


def test_an_address_that_is_no_web_address_is_never_a_link(owner: Client) -> None:
    row = opened(status=S.ACCEPTED, quantities=(1,))
    bad = parcel(row)
    leaving.ship([type(bad)(bad.fulfillment_order_id, "X", "N1", "javascript:alert(1)")], at=AT, actor=SYSTEM)
    page = owner.get(f"/office/fulfillment/{to_public('ful', row.id)}").content.decode()
    assert "N1" in page
    assert "javascript:" not in page


def test_an_unknown_order_is_a_clear_page(owner: Client) -> None:
    assert owner.get(f"/office/fulfillment/{to_public('ful', new_id())}").status_code == 404
    assert owner.get("/office/fulfillment/rubbish").status_code == 404


def test_price_days_and_offer_of_a_method_change_in_a_form(owner: Client) -> None:
    methods.save_delivery_methods([STANDARD])
    assert "Standard" in owner.get("/office/delivery-methods").content.decode()
    form = {"min_days": "1", "max_days": "3", "price_TRY": "59.90", "price_EUR": "5"}
    assert owner.post("/office/delivery-methods/standard", form).status_code == 302
    row = reads.delivery_method("standard")
    assert (row.min_days, row.max_days, row.is_active) == (1, 3, False)
    assert row.prices == (Money(500, "EUR"), Money(5990, "TRY"))
    assert row.texts == STANDARD.texts


@pytest.mark.parametrize("role", [Role.ASSOCIATE, Role.PICKER])
def test_who_only_ships_does_not_set_what_delivery_costs(client: Client, role: Role) -> None:
    methods.save_delivery_methods([STANDARD])
    make_staff("shipper@example.com", role=role)
    signed_in(client, "shipper@example.com")
    form = {"min_days": "1", "max_days": "3", "price_TRY": "0", "price_EUR": "0"}

    assert client.post("/office/delivery-methods/standard", form).status_code == 403
    assert reads.delivery_method("standard").prices == (Money(450, "EUR"), Money(4990, "TRY"))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"max_days": "0"}, "The most days must be at least the least days"),
        ({"price_TRY": "1.234"}, "2 decimal places"),
    ],
)
def test_a_wrong_form_says_so_on_the_field_and_changes_nothing(
    owner: Client, wrong: dict[str, str], sentence: str
) -> None:
    methods.save_delivery_methods([STANDARD])
    form = {"min_days": "1", "max_days": "3", "price_TRY": "59.90", "price_EUR": "5", **wrong}
    answer = owner.post("/office/delivery-methods/standard", form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert reads.delivery_method("standard").prices == (Money(450, "EUR"), Money(4990, "TRY"))


def test_the_api_lists_and_reads(client: Client, bearer: dict[str, str]) -> None:
    row, other = opened(status=S.ACCEPTED, quantities=(2,)), opened(status=S.CANCELED)
    leaving.ship([parcel(row, 1)], at=AT, actor=SYSTEM)
    listed = client.get("/api/v1/fulfillment/orders", headers=bearer).json()
    assert [item["id"] for item in listed["items"]] == [to_public("ful", row.id)]
    gone = client.get("/api/v1/fulfillment/orders?status=canceled&status=shipped", headers=bearer).json()
    assert [item["number"] for item in gone["items"]] == [other.number]
    one = client.get(f"/api/v1/fulfillment/orders/{to_public('ful', row.id)}", headers=bearer).json()
    assert (one["status"], one["lines"][0]["shipped_quantity"], one["order_number"]) == (
        "accepted",
        1,
        row.order_number,
    )
    assert one["shipments"][0]["tracking_number"] == "YK123"
    assert one["shipments"][0]["lines"] == [{"line_id": one["lines"][0]["id"], "quantity": 1}]
    elsewhere = client.get(
        f"/api/v1/fulfillment/orders?location_id={to_public('loc', new_id())}", headers=bearer
    ).json()
    assert elsewhere == {"items": [], "next_cursor": None}


def test_the_api_refuses_with_a_stable_code(client: Client, bearer: dict[str, str]) -> None:
    unknown = client.get(f"/api/v1/fulfillment/orders/{to_public('ful', new_id())}", headers=bearer)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_fulfillment_order")
    assert client.get("/api/v1/fulfillment/orders").status_code == 401
    other = {"Authorization": f"Bearer {make_key(['stock.read'])}"}
    assert client.get("/api/v1/fulfillment/orders", headers=other).status_code == 403
    assert client.get("/api/v1/fulfillment/orders?cursor=rubbish", headers=bearer).status_code == 422
