"""A score names every point that is missing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arasta.contexts.channels.domain import quality
from arasta.contexts.channels.types.quality import Judged, Reason

WHOLE = Judged(
    title="Kervan copper tray, hammered by hand",
    description="A tray of copper, hammered by hand in Gaziantep and tinned inside. " * 2,
    has_text=True,
    images=4,
    gtin="8690000000012",
    brand="Kervan",
    category="Kitchen",
    has_price=True,
    attributes=2,
    refusals=0,
)


def test_a_whole_listing_has_all_points() -> None:
    score = quality.score(WHOLE)

    assert (score.points, score.reasons, score.complete) == (100, (), 100)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"title": ""}, Reason.TITLE_MISSING),
        ({"title": "Kervan tray"}, Reason.TITLE_SHORT),
        ({"title": "KERVAN COPPER TRAY, HAMMERED"}, Reason.TITLE_SHOUTS),
        ({"title": "Kervan tray tray of copper, hammered"}, Reason.TITLE_REPEATS),
        ({"title": "Copper tray that was hammered by hand"}, Reason.TITLE_WITHOUT_BRAND),
        ({"has_text": False}, Reason.TEXT_MISSING),
        ({"description": "Nice."}, Reason.TEXT_SHORT),
        ({"images": 0}, Reason.IMAGES_MISSING),
        ({"images": 2}, Reason.IMAGES_FEW),
        ({"gtin": ""}, Reason.GTIN_MISSING),
        ({"gtin": "8690000000018"}, Reason.GTIN_WRONG),
        ({"brand": ""}, Reason.BRAND_MISSING),
        ({"category": ""}, Reason.CATEGORY_MISSING),
        ({"attributes": 0}, Reason.ATTRIBUTES_MISSING),
        ({"has_price": False}, Reason.PRICE_MISSING),
        ({"refusals": 1}, Reason.REFUSED),
    ],
)
def test_each_lack_is_named_once_and_costs_its_points(change: dict[str, object], reason: Reason) -> None:
    score = quality.score(replace(WHOLE, **change))  # type: ignore[arg-type]

    assert (score.reasons, score.points) == ((reason,), 100 - quality.cost(reason))


def test_nothing_at_all_has_no_points_and_not_fewer() -> None:
    empty = Judged(
        title="",
        description="",
        has_text=False,
        images=0,
        gtin="",
        brand="",
        category="",
        has_price=False,
        attributes=0,
        refusals=3,
    )

    assert (quality.score(empty).points, quality.score(empty).complete) == (0, 0)


@given(st.integers(0, 10**13 - 1))
def test_a_gtin_knows_its_last_digit(number: int) -> None:
    fitting = [code for digit in "0123456789" if quality.is_gtin(code := f"{number:013}"[-12:] + digit)]

    assert len(fitting) == 1
