"""Kits and web shops as they are kept and found."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from arasta.contexts.brand import queries
from arasta.contexts.brand.services import kits, pictures, shops
from arasta.contexts.brand.types import (
    Colors,
    ColorWrong,
    Font,
    HostTaken,
    HostWrong,
    KitInput,
    KitWrong,
    Lines,
    PictureWrong,
    Place,
    ShopInput,
    UnknownKit,
)
from tests import makers
from tests.refusing import refused

pytestmark = pytest.mark.django_db

KERVAN = KitInput(
    "kervan",
    "Kervan",
    Colors("#a63f26", "#2f5d50", "#fbf7f0", "#1b1f24"),
    font_head=Font.SOURCE_SERIF,
    lines={"en": Lines(tagline="Everyday things"), "tr": Lines(tagline="Gündelik eşyalar")},
    language="tr",
)
LODOS = KitInput("lodos", "Lodos", Colors(brand="#0a6c8f"), lines={"tr": Lines(headline="Hafif eşyalar")})


def drawing(width: int = 900, height: int = 300, kind: str = "PNG") -> bytes:
    """Draw a picture to upload."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), "#a63f26").save(file, kind)
    return file.getvalue()


@pytest.fixture
def web() -> UUID:
    """A general web shop under the name of Kervan, and Lodos at a host of its own."""
    kits.save_kits([KERVAN, LODOS])
    web, second = makers.make_channel("web"), makers.make_channel("web-lodos")
    shops.open_shops(
        [
            ShopInput(web, "kervan", hosts=("kervan.example",), is_general=True, currencies=("TRY", "EUR")),
            ShopInput(second, "lodos", hosts=("lodos.example", "www.lodos.example"), email="a@lodos.example"),
        ]
    )
    return web


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("kervan.example", "Kervan"),
        ("LODOS.example:8500", "Lodos"),
        ("www.lodos.example.", "Lodos"),
        ("lodos.example.evil", "Kervan"),
        ("", "Kervan"),
    ],
)
def test_the_host_chooses_the_shop(web: UUID, host: str, name: str) -> None:
    found = queries.shop_at(host)

    assert found is not None
    assert found.kit.name == name


def test_without_web_shops_there_is_a_plain_look() -> None:
    assert queries.shop_at("kervan.example") is None
    assert queries.kit_of(makers.some_id()) == queries.PLAIN


def test_a_channel_without_a_kit_wears_that_of_the_general_shop(web: UUID) -> None:
    assert queries.kit_of(makers.make_channel("till-1", "store")).code == "kervan"
    assert queries.kit_of(web).code == "kervan"


def test_a_shop_keeps_what_it_was_opened_with(web: UUID) -> None:
    general, second = queries.web_shops()

    assert (general.channel_id, general.hosts, general.currencies) == (web, ("kervan.example",), ("TRY", "EUR"))
    assert (second.hosts, second.email, second.is_general) == (
        ("lodos.example", "www.lodos.example"),
        "a@lodos.example",
        False,
    )


def test_a_kit_speaks_its_own_language_where_another_is_silent(web: UUID) -> None:
    kit = queries.kit("kervan")

    assert kit.said("en").tagline == "Everyday things"
    assert kit.said("ru-RU").tagline == "Gündelik eşyalar"


def test_saving_again_changes_and_keeps_what_was_not_said(web: UUID) -> None:
    before = queries.version(queries.kit("kervan"))

    kits.save_kits([replace(KERVAN, name="Kervan & Co", radius=0, lines={"en": Lines(tagline="New")})])

    kit = queries.kit("kervan")
    assert (kit.name, kit.radius, kit.said("en").tagline) == ("Kervan & Co", 0, "New")
    assert kit.said("tr").tagline == "Gündelik eşyalar"
    assert queries.version(kit) != before


@pytest.mark.parametrize("color", ["", "#fff", "red", "#A63F26", "#a63f2g", "#a63f26;}", "#a63f26\n"])
def test_what_is_no_color_is_refused(color: str) -> None:
    with refused(ColorWrong):
        kits.save_kits([replace(KERVAN, colors=Colors(brand=color))])


@pytest.mark.parametrize("wrong", [{"name": " "}, {"code": "a b"}, {"code": ""}, {"radius": 25}, {"radius": -1}])
def test_a_kit_needs_a_name_and_moderate_corners(wrong: dict[str, object]) -> None:
    with refused(KitWrong):
        kits.save_kits([replace(KERVAN, **wrong)])  # type: ignore[arg-type]


@pytest.mark.parametrize("host", ["", "https://kervan.example", "kervan.example/shop", "Kervan.example", "-a.example"])
def test_what_is_no_host_is_refused(web: UUID, host: str) -> None:
    with refused(HostWrong):
        shops.open_shops([ShopInput(web, "kervan", hosts=(host,))])


def test_a_host_leads_to_one_shop(web: UUID) -> None:
    with refused(HostTaken) as caught:
        shops.open_shops([ShopInput(web, "kervan", hosts=("kervan.example", "lodos.example"))])

    assert str(caught.value) == "Another web shop answers at “lodos.example”."
    assert [shop.hosts[0] for shop in queries.web_shops()] == ["kervan.example", "lodos.example"]


def test_hosts_not_named_any_more_are_free(web: UUID) -> None:
    shops.open_shops([ShopInput(web, "kervan", hosts=("new.example",))])
    other = makers.make_channel("third")

    shops.open_shops([ShopInput(other, "lodos", hosts=("kervan.example",), is_general=True)])

    found = queries.shop_at("kervan.example")
    assert found is not None
    assert found.channel_id == other


def test_another_general_shop_takes_the_place_of_the_first(web: UUID) -> None:
    other = makers.make_channel("third")

    shops.open_shops([ShopInput(other, "lodos", is_general=True)])

    assert [shop.channel_id for shop in queries.web_shops() if shop.is_general] == [other]


def test_a_shop_needs_a_kit_that_exists(web: UUID) -> None:
    with refused(UnknownKit):
        shops.open_shops([ShopInput(web, "nobody")])


def test_finding_a_shop_is_one_statement(web: UUID, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        queries.shop_at("lodos.example")


def test_a_hundred_kits_are_saved_in_as_many_statements_as_one(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_max_num_queries(9):
        kits.save_kits([replace(KERVAN, code=f"kit-{number}") for number in range(100)])


@pytest.mark.parametrize(
    ("place", "size", "kind"),
    [(Place.LOGO, (480, 160), "WEBP"), (Place.ICON, (512, 512), "PNG"), (Place.HERO, (900, 300), "WEBP")],
)
def test_pictures_are_drawn_anew_in_the_size_of_their_place(
    web: UUID, tmp_path: Path, place: Place, size: tuple[int, int], kind: str
) -> None:
    kit = pictures.hang("kervan", place, drawing(), media=str(tmp_path))

    hung = kit.pictures[place]
    drawn = Image.open(tmp_path / hung.path)
    assert (hung.width, hung.height) == drawn.size == size
    assert drawn.format == kind
    assert pictures.take_down("kervan", place).pictures == {}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        drawing()[:200],
        b"\xff\xd8\xff" + bytes(100),
        drawing(9_000, 8_000),
    ],
    ids=["empty", "svg", "torn", "noise", "huge"],
)
def test_what_is_no_picture_is_refused(web: UUID, tmp_path: Path, content: bytes) -> None:
    with refused(PictureWrong):
        pictures.hang("kervan", Place.LOGO, content, media=str(tmp_path))

    assert list(tmp_path.rglob("*.webp")) == []


def test_nobodys_kit_takes_no_picture(tmp_path: Path) -> None:
    with refused(UnknownKit):
        pictures.hang("nobody", Place.LOGO, drawing(), media=str(tmp_path))
