"""Which lots or numbered units leave with a fulfillment order: what to ask the picker, and what the form said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

from arasta.contexts.catalog.queries import variants
from arasta.contexts.fulfillment.types import FulfillmentLineId, FulfillmentLineRow, FulfillmentOrderRow
from arasta.contexts.inventory.queries import kits, lots
from arasta.contexts.inventory.queries.lots import Choice
from arasta.contexts.inventory.types import StockLine, Traced, TrackingMode

_BETWEEN = re.compile(r"[\n\r,;\t]+")
_MOST_DIGITS = 9
Named = dict[FulfillmentLineId, tuple[Traced, ...]]


@dataclass(frozen=True, slots=True)
class LotField:
    """A lot and the input for how many units of it go."""

    name: str
    choice: Choice
    value: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What the picker is asked about one line, or about one component of a kit's line."""

    line_id: FulfillmentLineId
    variant_id: UUID
    title: str
    needed: int
    mode: TrackingMode
    name: str
    value: str = ""
    fields: tuple[LotField, ...] = ()

    def traced(self) -> tuple[Traced, ...]:
        """Return what was named; lots as they were proposed are left to the service, which takes what expires first."""
        if self.mode is TrackingMode.SERIAL:
            return tuple(Traced(code, variant_id=self.variant_id) for code in codes_in(self.value))
        if all(field.value == str(field.choice.proposed) for field in self.fields):
            return ()
        named = [(field.choice.code, count(field.value)) for field in self.fields]
        return tuple(Traced(code, units, variant_id=self.variant_id) for code, units in named if units)


def asks(row: FulfillmentOrderRow, given: QueryDict, *, language: str) -> dict[str, list[Ask]]:
    """Return by line what is to be asked, filled with what was given; of most orders there is nothing to ask."""
    parts = _parts([line for line in row.lines if line.left])
    how = lots.tracking([variant for _, variant, _ in parts])
    tracked = [(line, variant, units) for line, variant, units in parts if variant in how]
    if not tracked:
        return {}
    named = variants.variants({variant for _, variant, _ in tracked}, language=language)
    choices = lots.choices([StockLine(variant, row.location_id, units) for _, variant, units in tracked])
    found: dict[str, list[Ask]] = {}
    for (line, variant, units), here in zip(tracked, choices, strict=True):
        name = f"named-{line.id}-{variant}"
        title = named[variant].title if variant != line.variant_id and variant in named else ""
        fields = tuple(_field(f"{name}-{place}", choice, given) for place, choice in enumerate(here))
        ask = Ask(line.id, variant, title, units, how[variant].mode, name, given.get(name, ""), fields)
        found.setdefault(str(line.id), []).append(ask)
    return found


def named(asked: dict[str, list[Ask]]) -> Named:
    """Return the lots and units that the form named, by line."""
    found: Named = {}
    for ask in (ask for one in asked.values() for ask in one):
        found[ask.line_id] = (*found.get(ask.line_id, ()), *ask.traced())
    return {line: traced for line, traced in found.items() if traced}


def codes_in(text: str) -> list[str]:
    """Read the codes that a scanner or a person wrote: one a line, or with commas between."""
    return [code.strip()[:100] for code in _BETWEEN.split(text) if code.strip()]


def count(text: str) -> int:
    """Read a whole number; what is none counts as nothing."""
    return int(text) if text.strip().isdecimal() and len(text.strip()) <= _MOST_DIGITS else 0


def _parts(lines: Sequence[FulfillmentLineRow]) -> list[tuple[FulfillmentLineRow, UUID, int]]:
    """Return (line, variant, units): of a kit's line its components."""
    recipes = kits.recipes(sorted({line.variant_id for line in lines}))
    return [
        (line, variant, line.left * each)
        for line in lines
        for variant, each in recipes.get(line.variant_id, ((line.variant_id, 1),))
    ]


def _field(name: str, choice: Choice, given: QueryDict) -> LotField:
    return LotField(name, choice, given.get(name, str(choice.proposed)).strip())
