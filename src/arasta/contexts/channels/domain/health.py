"""Read a seller's health: what is good, near its limit or beyond it, and where it goes. Pure."""

from __future__ import annotations

from decimal import Decimal

from arasta.contexts.channels.types.policies import Figure, FigureRow, FigureTerms

_NEAR = Decimal("0.8")

TERMS: dict[Figure, FigureTerms] = {
    Figure.LATE: FigureTerms(is_share=True, low_is_good=True, is_entered=False, limit=Decimal(4), most=Decimal(100)),
    Figure.CANCELED: FigureTerms(
        is_share=True, low_is_good=True, is_entered=False, limit=Decimal("2.5"), most=Decimal(100)
    ),
    Figure.RETURNED: FigureTerms(
        is_share=True, low_is_good=True, is_entered=False, limit=Decimal(10), most=Decimal(100)
    ),
    Figure.PARKED: FigureTerms(
        is_share=False, low_is_good=True, is_entered=False, limit=Decimal(5), most=Decimal(1_000_000)
    ),
    Figure.RATING: FigureTerms(
        is_share=False, low_is_good=False, is_entered=True, limit=Decimal("4.2"), most=Decimal(10)
    ),
    Figure.BUY_BOX: FigureTerms(
        is_share=True, low_is_good=False, is_entered=True, limit=Decimal(80), most=Decimal(100)
    ),
}
"""How figures are read. Limits are what marketplaces commonly ask for; a channel's own is entered beside it."""


def level(row: FigureRow) -> str:
    """Return "good", "warn" or "bad", or nothing where there is no figure."""
    if row.latest is None:
        return ""
    value, limit = row.latest.value, row.limit
    if row.terms.low_is_good:
        return "bad" if value > limit else "warn" if value > limit * _NEAR and value > 0 else "good"
    near = limit + (row.terms.most - limit) * (1 - _NEAR)
    return "bad" if value < limit else "warn" if value < near else "good"


def trend(row: FigureRow) -> str:
    """Return "better", "worse" or "same" by the figure a week or more before the last, or nothing without one."""
    if row.latest is None:
        return ""
    before = [point for point in row.points if (row.latest.on - point.on).days >= 7]
    if not before:
        return ""
    if before[-1].value == row.latest.value:
        return "same"
    return "better" if (row.latest.value < before[-1].value) == row.terms.low_is_good else "worse"


def share(part: int, whole: int) -> Decimal:
    """Return a part in percent, with two digits; of nothing it is nothing."""
    return (Decimal(100 * part) / whole).quantize(Decimal("0.01")) if whole else Decimal(0)
