"""Pictures of products are uploaded, described, put in order and taken down in the office."""

from __future__ import annotations

import io
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import Settings

from arasta.contexts.catalog.queries import cards, galleries, products
from arasta.contexts.catalog.services import galleries as hanging
from arasta.contexts.catalog.types import HungPicture
from arasta.kernel.ids import to_public
from tests.contexts.identity.making import make_staff, signed_in
from tests.makers_catalog import save, save_colors_and_sizes, shirt

pytestmark = pytest.mark.django_db


@pytest.fixture
def product(settings: Settings, tmp_path: Path) -> UUID:
    settings.MEDIA_ROOT = tmp_path
    save_colors_and_sizes()
    return save(shirt()).products["shirt"]


@pytest.fixture
def office(client: Client) -> Client:
    make_staff("owner@example.com")
    return signed_in(client, "owner@example.com")


def page(product: UUID) -> str:
    return f"/office/products/{to_public('prd', product)}/pictures"


def file(color: str, kind: str = "JPEG", *, size: tuple[int, int] = (1600, 800)) -> SimpleUploadedFile:
    drawn, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "my kitchen"
    Image.new("RGBA" if kind == "PNG" else "RGB", size, color).save(drawn, kind, exif=exif)
    return SimpleUploadedFile(f"{color}.x", drawn.getvalue(), "image/gif")


def own(product: UUID) -> list[HungPicture]:
    """Return the pictures that were uploaded."""
    return [one for one in galleries.hung(product) if one.url.startswith(("/media/photos/", "/media/cutouts/"))]


def test_uploads_are_drawn_anew_large_and_small_and_shown_in_the_shop(
    office: Client, product: UUID, tmp_path: Path
) -> None:
    for other in galleries.hung(product):
        office.post(page(product), {"do": f"drop:{other.id.hex}"})

    sent = office.post(page(product), {"files": [file("#a63f26"), file("#0000ff40", "PNG", size=(90, 90))]})

    photo, cutout = own(product)
    assert (sent.status_code, photo.url.split("/")[2], cutout.url.split("/")[2]) == (302, "photos", "cutouts")
    paths = [tmp_path / one.url.removeprefix("/media/") for one in (photo, cutout)]
    large = paths[0].with_name(paths[0].name.replace("-small", "-large"))
    assert [Image.open(path).size for path in (large, *paths)] == [(1200, 600), (480, 240), (90, 90)]
    assert not Image.open(large).getexif()
    shown = products.product("shirt", language="en")
    assert [picture.url.endswith("-large.webp") for picture in shown.media] == [True, True]
    assert cards.cards_of([product], language="en")[0].picture == photo.url


def test_pictures_are_described_moved_and_taken_down_with_one_button_each(office: Client, product: UUID) -> None:
    office.post(page(product), {"files": [file("red"), file("blue")]})
    first, second = own(product)
    words = {
        f"alt-{first.id.hex}-en": "On a table",
        f"alt-{first.id.hex}-tr": "Masada",
        f"shows-{first.id.hex}": "color=red",
    }

    office.post(page(product), {**words, "do": f"later:{first.id.hex}"})
    moved = own(product)
    office.post(page(product), {"do": f"drop:{second.id.hex}"})

    assert [one.id for one in moved] == [second.id, first.id]
    assert (moved[1].alt, moved[1].value) == ({"en": "On a table", "tr": "Masada"}, ("color", "red"))
    assert [one.id for one in own(product)] == [first.id]
    assert own(product)[0].alt == {}  # the last form came without words: what stands on the page is what is meant


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"files": [SimpleUploadedFile("x.png", b"<svg onload=alert(1)>", "image/png")]}, "no PNG, JPEG or WebP"),
        ({"files": [file("red", size=(9000, 6000))]}, "no PNG, JPEG or WebP"),
    ],
    ids=["no-picture", "too-many-pixels"],
)
def test_what_is_no_picture_is_refused_and_nothing_hangs(
    office: Client, product: UUID, tmp_path: Path, given: dict[str, list[SimpleUploadedFile]], told: str
) -> None:
    standing = galleries.hung(product)

    answer = office.post(page(product), given)

    assert (answer.status_code, told in answer.content.decode()) == (422, True)
    assert galleries.hung(product) == standing
    assert list(tmp_path.iterdir()) == []


def test_a_foreign_value_and_one_picture_too_many_change_nothing(office: Client, product: UUID) -> None:
    office.post(page(product), {"files": [file("red")]})
    (picture,) = own(product)
    standing = galleries.hung(product)

    foreign = office.post(page(product), {f"shows-{picture.id.hex}": "color=gold"})
    many = [file("blue", size=(2, 2 + height)) for height in range(hanging.MOST_PICTURES)]
    full = office.post(page(product), {"files": many})
    again = office.post(page(product), {"files": [file("red")]})

    assert (foreign.status_code, full.status_code, again.status_code) == (422, 422, 302)
    assert [one.id for one in galleries.hung(product)] == [one.id for one in standing]
