"""The pages on which a brand is edited, and the stylesheet that the shop loads."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from arasta.contexts.brand import queries
from arasta.contexts.brand.services import kits
from arasta.contexts.identity.types import Role
from tests.contexts.brand.test_kits import KERVAN, drawing
from tests.contexts.identity.making import make_staff, signed_in

pytestmark = pytest.mark.django_db

FILLED = {
    "name": "Kervan",
    "brand": "#FFD400",
    "accent": "#2f5d50",
    "surface": "#fbf7f0",
    "ink": "#1b1f24",
    "font_head": "lora",
    "font_text": "inter",
    "radius": "4",
    "tone": "warm",
    "language": "tr",
    "headline_tr": "İyi şeyler",
}


@pytest.fixture
def marketer(client: Client) -> Client:
    """Somebody who may change brands."""
    kits.save_kits([KERVAN])
    make_staff("mira@example.com", role=Role.MARKETER)
    signed_in(client, "mira@example.com")
    return client


def test_a_kit_is_saved_and_worn(marketer: Client) -> None:
    answer = marketer.post("/office/brands/kervan", FILLED)

    assert (answer.status_code, answer["Location"]) == (302, "/office/brands/kervan")
    kit = queries.kit("kervan")
    assert (kit.colors.brand, kit.font_head, kit.radius, kit.said("tr").headline) == (
        "#ffd400",
        "lora",
        4,
        "İyi şeyler",
    )
    page = marketer.get("/office/brands/kervan").content.decode()
    assert "Brand color: #ffd400 (1.2 : 1) became" in page


def test_a_wrong_color_comes_back_with_its_reason(marketer: Client) -> None:
    answer = marketer.post("/office/brands/kervan", {**FILLED, "brand": "red;}"})

    assert answer.status_code == 422
    assert "“red;}” is no color." in answer.content.decode()
    assert queries.kit("kervan").colors == KERVAN.colors


def test_the_preview_follows_the_form_and_saves_nothing(marketer: Client) -> None:
    part = marketer.post("/office/brands/kervan/preview", {**FILLED, "headline_en": "<b>Try</b>"}).content.decode()

    assert "&lt;b&gt;Try&lt;/b&gt;" in part
    assert "brand=%23ffd400" in part
    assert queries.kit("kervan").colors == KERVAN.colors


def test_the_previews_stylesheet_takes_colors_only(marketer: Client) -> None:
    given = {"brand": "#00ff00}body{display:none", "accent": "#123456", "radius": "9e9", "font_text": "x;}"}
    sheet = marketer.get("/office/brands/kervan/preview.css", given).content.decode()

    assert "display" not in sheet
    assert sheet.count("--brand:#a63f26") == 1
    assert sheet.count("--radius:10px") == 2
    assert "--accent:#123456" in sheet


def test_a_brand_is_begun(marketer: Client) -> None:
    answer = marketer.post("/office/brands/add", {"name": "Lodos", "code": "lodos"})

    assert answer["Location"] == "/office/brands/lodos"
    again = marketer.post("/office/brands/add", {"name": "Lodos", "code": "lodos"})
    assert again.status_code == 422
    assert "Another brand has this code." in again.content.decode()


def test_pictures_are_hung_and_taken_down(marketer: Client, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("logo.png", drawing(), "image/png")

    marketer.post("/office/brands/kervan/pictures/logo", {"picture": file})
    hung = queries.kit("kervan").logo
    assert hung is not None
    assert (tmp_path / hung.path).exists()
    assert hung.url in marketer.get("/office/brands/kervan").content.decode()

    marketer.post("/office/brands/kervan/pictures/logo", {"take_down": "1"})
    assert queries.kit("kervan").logo is None
    wrong = SimpleUploadedFile("logo.png", b"<svg/>", "image/png")
    marketer.post("/office/brands/kervan/pictures/logo", {"picture": wrong})
    assert queries.kit("kervan").logo is None
    assert marketer.post("/office/brands/kervan/pictures/elsewhere", {}).status_code == 404


def test_who_only_looks_on_changes_nothing(client: Client) -> None:
    kits.save_kits([KERVAN])
    make_staff("pat@example.com", role=Role.PICKER)
    signed_in(client, "pat@example.com")

    assert client.post("/office/brands/kervan", FILLED).status_code == 403
    assert client.post("/office/brands/kervan/pictures/logo", {}).status_code == 403
    assert queries.kit("kervan").colors == KERVAN.colors


def test_the_stylesheet_is_kept_for_good_under_its_word(client: Client) -> None:
    (kit,) = kits.save_kits([KERVAN])

    named = client.get(f"/brand/kervan.css?v={queries.version(kit)}")
    stale = client.get("/brand/kervan.css?v=older")

    assert named.content.decode() == queries.stylesheet(kit)
    assert "immutable" in named["Cache-Control"]
    assert stale["Cache-Control"] == "public, max-age=60"
    assert client.get("/brand/nobody.css").status_code == 404
    assert client.get("/brand/plain.css").status_code == 200
