"""Draw labels on sheets of A4, in the language of the store."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import segno
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from arasta.kernel.money import Money
from arasta.kernel.web.templatetags.arasta import money

TEMPLATE = Path(__file__).parent / "labels.typ"
FAMILY = "DejaVu Sans Mono"
"""Comes with the typesetter; knows Turkish, Cyrillic and the lira's sign."""


@dataclass(frozen=True, slots=True)
class Size:
    """A kind of sheet: how many labels stand side by side and below one another, and how large one is, in millimeters."""

    name: Any
    columns: int
    rows: int
    width: int
    height: int


SIZES = {
    "shelf": Size(gettext_lazy("24 on a sheet, 70 × 37 mm"), 3, 8, 70, 37),
    "wide": Size(gettext_lazy("14 on a sheet, 99 × 38 mm"), 2, 7, 99, 38),
    "card": Size(gettext_lazy("8 on a sheet, 99 × 67 mm"), 2, 4, 99, 67),
}


@dataclass(frozen=True, slots=True)
class Label:
    """A sticker. `before` and `lowest` stand beside a reduced price."""

    title: str
    options: str
    sku: str
    store: str
    price: Money
    before: Money | None
    lowest: Money | None
    url: str


@dataclass(frozen=True, slots=True)
class LabelSheet:
    """Labels to print, in one language."""

    language: str
    size: Size
    labels: tuple[Label, ...]
    printed_at: datetime


def sheet_pdf(sheet: LabelSheet) -> bytes:
    """Return the sheets as a PDF."""
    import typst

    size = sheet.size
    with override(sheet.language):
        content = {
            "language": sheet.language,
            "family": FAMILY,
            "columns": size.columns,
            "rows": size.rows,
            "width": size.width,
            "height": size.height,
            "labels": [_content(label) for label in sheet.labels],
        }
    made = typst.compile(
        str(TEMPLATE),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"sheet": msgspec.json.encode(content).decode()},
        timestamp=sheet.printed_at.astimezone(UTC).replace(microsecond=0),
    )
    if not isinstance(made, bytes):
        raise TypeError("one sheet is one file")
    return made


def _content(label: Label) -> dict[str, str]:
    lowest = (
        _("Lowest price of the last 30 days: %(price)s") % {"price": money(label.lowest)}
        if label.lowest is not None
        else ""
    )
    return {
        "title": label.title,
        "options": label.options,
        "sku": label.sku,
        "price": money(label.price),
        "before": money(label.before) if label.before else "",
        "lowest": lowest,
        "hint": _("Scan: stock, reviews, delivery"),
        "code": _code(label.url),
    }


def _code(text: str) -> str:
    drawing = io.BytesIO()
    segno.make(text, micro=False, error="m").save(drawing, kind="svg", border=0, xmldecl=False)
    return drawing.getvalue().decode()
