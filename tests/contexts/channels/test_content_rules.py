"""A listing inherits from its product and its channel's templates, and says where every word comes from."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arasta.contexts.channels.domain import content
from arasta.contexts.channels.types.content import Goods, Source, StoredContent, UnknownPlaceholder

KEY = UUID(int=1)
TRAY = Goods(
    variant_id=KEY,
    product_id=KEY,
    handle="copper-tray",
    group="copper-tray",
    sku="TRAY-RED-L",
    gtin="8690000000017",
    title="Copper tray",
    description="Hammered by hand.",
    brand="Kervan",
    category="Kitchen",
    options=(("color", "Color", "Red"), ("size", "Size", "L")),
    images=("/static/a.webp", "https://cdn.example/b.webp"),
    tax_class="standard",
)


def stored(templates: dict[str, str] | None = None, own: dict[str, str] | None = None) -> StoredContent:
    return StoredContent(templates or {}, {KEY: own} if own is not None else {})


def test_without_anything_the_product_speaks() -> None:
    said = content.resolve(TRAY, stored(), KEY)

    assert (said["title"].value, said["title"].source) == ("Copper tray Red L", Source.PRODUCT)
    assert (said["brand"].value, said["category"].value) == ("Kervan", "Kitchen")


def test_a_template_stands_above_the_product_and_the_listing_above_both() -> None:
    templates = {"title": "{brand} {title} {option:color}", "fact:brand_id": "7"}

    said = content.resolve(TRAY, stored(templates), KEY)
    own = content.resolve(TRAY, stored(templates, {"title": "My tray", "fact:brand_id": ""}), KEY)

    assert (said["title"].value, said["title"].source) == ("Kervan Copper tray Red", Source.CHANNEL)
    assert (own["title"].value, own["title"].source) == ("My tray", Source.LISTING)
    assert (own["title"].inherited, own["title"].inherited_from) == ("Kervan Copper tray Red", Source.CHANNEL)
    assert (content.facts(said), content.facts(own)) == ({"brand_id": "7"}, {})


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("{brand} – {title}", "Copper tray"),
        ("{title} | {brand} | {option:color}", "Copper tray | Red"),
        ("{title}, {option:shape}", "Copper tray"),
        ("{title} ({sku})", "Copper tray (TRAY-RED-L)"),
        ("Plain - words", "Plain - words"),
    ],
)
def test_what_goods_do_not_have_leaves_no_hole(template: str, filled: str) -> None:
    assert content.fill(template, replace(TRAY, brand="")) == filled


@pytest.mark.parametrize("text", ["{price}", "{title.__class__}", "{}", "{0}", "{option:shape}", "{title!r}"])
def test_a_template_can_name_nothing_else(text: str) -> None:
    with pytest.raises(UnknownPlaceholder):
        content.check_template(text, options={"color"})


@given(st.text(max_size=60))
def test_what_is_filled_in_is_not_read_again(title: str) -> None:
    assert content.fill("{title}", replace(TRAY, title=title)) == title.strip() or not title.strip()


def test_pictures_are_sent_as_whole_addresses() -> None:
    said = content.resolve(TRAY, stored(), KEY)

    assert content.images(said, base="https://shop.example/") == [
        "https://shop.example/static/a.webp",
        "https://cdn.example/b.webp",
    ]
