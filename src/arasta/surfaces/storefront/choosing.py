"""Choosing a variant by its options: every choice is a link, so that it needs no script."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.http import urlencode

from arasta.contexts.catalog.types import OptionRow, ValueRow, VariantRow
from arasta.surfaces.storefront.cards import tint_of

Codes = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """One value of an option: where its link leads, and whether that can be had."""

    code: str
    name: str
    tint: str
    query: str
    is_chosen: bool
    is_available: bool


@dataclass(frozen=True, slots=True)
class PickerView:
    """An option with its values. `chosen` is the name of the value that is chosen now."""

    code: str
    name: str
    chosen: str
    has_swatches: bool
    choices: tuple[ChoiceView, ...]


def choose(variants: Sequence[VariantRow], wish: Codes, available: Collection[UUID]) -> VariantRow:
    """Return the variant that fits the wish best, among equals one that can be had, among those the first."""
    return max(variants, key=lambda variant: (_likeness(variant, wish), variant.id in available))


def pickers(
    options: Sequence[OptionRow],
    variants: Sequence[VariantRow],
    chosen: VariantRow,
    available: Collection[UUID],
    *,
    kept: Codes | None = None,
) -> tuple[PickerView, ...]:
    """Return the options to choose from, each value leading to the variant that changes least; `kept` goes along."""
    mine = dict(chosen.option_codes)
    return tuple(
        PickerView(
            code=option.code,
            name=option.name,
            chosen=next((value.name for value in option.values if mine.get(option.code) == value.code), ""),
            has_swatches=any(value.swatch for value in option.values),
            choices=tuple(
                _choice(value, option.code, chosen, _Shelf(variants, available, kept or {})) for value in option.values
            ),
        )
        for option in options
    )


def query_of(variant: VariantRow, *, kept: Codes | None = None) -> str:
    """Return the address part that names a variant."""
    return f"?{urlencode({**dict(variant.option_codes), **(kept or {})})}"


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What there is to choose from, and what goes along in every address."""

    variants: Sequence[VariantRow]
    available: Collection[UUID]
    kept: Codes


def _choice(value: ValueRow, option: str, chosen: VariantRow, shelf: _Shelf) -> ChoiceView:
    mine, available = dict(chosen.option_codes), shelf.available
    having = [variant for variant in shelf.variants if (option, value.code) in variant.option_codes]
    wish = {**mine, option: value.code}
    nearest = choose(having, wish, available) if having else None
    exact = nearest is not None and dict(nearest.option_codes) == wish
    return ChoiceView(
        code=value.code,
        name=value.name,
        tint=tint_of(value.swatch),
        query=query_of(nearest, kept=shelf.kept) if nearest else "?",
        is_chosen=mine.get(option) == value.code,
        is_available=exact and nearest is not None and nearest.id in available,
    )


def _likeness(variant: VariantRow, wish: Codes) -> int:
    return sum(wish.get(option) == value for option, value in variant.option_codes)
