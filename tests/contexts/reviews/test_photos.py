"""The pictures of reviews: drawn anew, upright, without what a camera adds; no file that is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from arasta.contexts.reviews.queries import reviews as book
from arasta.contexts.reviews.services import deciding, photos
from arasta.contexts.reviews.types import Decision, PhotoWrong, ReviewStatus, TooManyPhotos
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.contexts.reviews import writers


def test_a_picture_is_drawn_anew_without_its_place(tmp_path: Path) -> None:
    taken = writers.picture(2600, 1300, place=True)

    (kept,) = photos.keep([("IMG_1.jpg", taken)], media=str(tmp_path))

    assert b"SecretCamera" in taken
    assert b"SecretCamera" not in (tmp_path / kept.path).read_bytes()
    with Image.open(tmp_path / kept.path) as large, Image.open(tmp_path / kept.small) as small:
        assert (large.format, large.size, dict(large.getexif())) == ("WEBP", (1280, 640), {})
        assert small.size == (200, 200)
    assert (kept.width, kept.height) == (1280, 640)


@pytest.mark.parametrize(
    "content",
    [b"", b"GIF89a", b"<svg onload='alert(1)'/>", writers.picture()[:200], b"x" * 12_000_001],
    ids=["empty", "gif", "svg", "cut", "heavy"],
)
def test_what_is_no_picture_is_refused_and_nothing_is_kept(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(PhotoWrong):
        photos.keep([("good.png", writers.picture(kind="PNG")), ("bad.jpg", content)], media=str(tmp_path))

    assert list(tmp_path.rglob("*")) == []


def test_more_than_four_are_too_many(tmp_path: Path) -> None:
    with pytest.raises(TooManyPhotos):
        photos.keep([("a.jpg", writers.picture())] * 5, media=str(tmp_path))


@pytest.mark.django_db
def test_the_pictures_of_a_rejected_review_are_thrown_away(tmp_path: Path) -> None:
    product, (one,) = writers.make_product(), writers.make_customers(1)
    kept = photos.keep([("a.jpg", writers.picture()), ("b.webp", writers.picture(kind="WEBP"))], media=str(tmp_path))
    (key,) = writers.write(writers.draft(product, one, photos=kept))
    before = book.review(key).photos

    deciding.decide([Decision(key, ReviewStatus.REJECTED, "no")], at=makers.DAY, media=str(tmp_path), actor=SYSTEM)

    assert before == kept
    assert (book.review(key).photos, list(tmp_path.rglob("*.webp"))) == ((), [])
