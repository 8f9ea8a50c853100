"""Whatever colors a retailer chooses, words can be read: by day, by night, on every ground a page has."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arasta.contexts.brand.domain.colors import BORDER, TEXT, contrast, ink_on, legible, mix
from arasta.contexts.brand.domain.looks import look_of
from arasta.contexts.brand.domain.stylesheets import stylesheet_of, version_of
from arasta.contexts.brand.types import Colors, Correction, Font, Tokens

COLOR = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
KERVAN = Colors("#a63f26", "#2f5d50", "#fbf7f0", "#1b1f24")


@pytest.mark.parametrize(
    ("one", "other", "hundredths"),
    [
        ("#000000", "#ffffff", 2100),
        ("#ffffff", "#ffffff", 100),
        ("#777777", "#ffffff", 447),
        ("#767676", "#ffffff", 454),
    ],
)
def test_contrast_is_what_wcag_says(one: str, other: str, hundredths: int) -> None:
    assert (contrast(one, other), contrast(other, one)) == (hundredths, hundredths)


@given(brand=COLOR, accent=COLOR, surface=COLOR, ink=COLOR)
@settings(max_examples=150, deadline=None)
def test_every_choice_becomes_legible(brand: str, accent: str, surface: str, ink: str) -> None:
    look = look_of(Colors(brand, accent, surface, ink))

    for tokens in (look.light, look.dark):
        assert faults(tokens) == []


def faults(tokens: Tokens) -> list[str]:
    grounds = {"surface": tokens.surface, "raised": tokens.raised, "sunken": tokens.sunken}
    words = ("ink", "muted", "brand", "accent", "good", "warn", "bad")
    pairs = [(name, ground, TEXT) for name in words for ground in grounds.values()]
    pairs += [("line_control", ground, BORDER) for ground in grounds.values()]
    pairs += [("brand_ink", tokens.brand, TEXT), ("accent_ink", tokens.accent, TEXT), ("bad_ink", tokens.bad, TEXT)]
    pairs += [("warn", tokens.warn_soft, TEXT)]
    pairs += [(name, mix(tokens.raised, getattr(tokens, name), 9), TEXT) for name in ("brand", "accent", "good", "bad")]
    return [f"{name} on {ground}" for name, ground, least in pairs if contrast(getattr(tokens, name), ground) < least]


def test_what_is_legible_stays_as_it_was_chosen() -> None:
    look = look_of(KERVAN)

    assert look.corrections == ()
    assert (look.light.brand, look.light.accent) == (KERVAN.brand, KERVAN.accent)
    assert (look.light.surface, look.light.ink) == (KERVAN.surface, KERVAN.ink)


def test_a_yellow_on_white_is_darkened_no_further_than_needed() -> None:
    look = look_of(Colors("#ffd400", "#0b7375", "#ffffff", "#1b1f24"))

    assert [(row.name, row.given) for row in look.corrections] == [("brand", "#ffd400")]
    (row,) = look.corrections
    assert isinstance(row, Correction)
    assert row.ratio_given == 127
    assert (row.used, row.ratio_used) == ("#7d6800", 486)


def test_the_nearer_of_darker_and_lighter_is_taken() -> None:
    assert legible("#777777", ["#ffffff"], TEXT) == "#767676"
    assert legible("#888888", ["#000000"], TEXT) == "#888888"
    assert legible("#333333", ["#000000"], TEXT) == "#767676"


def test_ink_on_a_light_color_is_dark() -> None:
    assert ink_on("#ffd400") == "#1f1900"
    assert ink_on("#a63f26") == "#ffffff"


def test_a_stylesheet_has_day_and_night_and_a_word_of_its_own() -> None:
    sheet = stylesheet_of(KERVAN, Font.INTER, Font.SOURCE_SERIF, 10)

    assert sheet.count("--brand:#a63f26") == 1
    assert '--font-head:"Source Serif 4 Variable",Georgia, serif' in sheet
    assert sheet.count("{color-scheme:dark;") == 2
    assert version_of(sheet) != version_of(stylesheet_of(KERVAN, Font.INTER, Font.LORA, 10))


def test_a_dark_brand_is_dark_by_day_too() -> None:
    sheet = stylesheet_of(Colors("#e8a0bf", "#5b7db1", "#1a1a2e", "#222222"), Font.INTER, Font.INTER, 0)

    assert "--radius:0px;--radius-control:0px;color-scheme:dark" in sheet
    assert sheet.count("{color-scheme:dark;") == 2
