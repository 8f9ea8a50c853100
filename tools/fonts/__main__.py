"""Make the fonts of papers out of those of pages: one file per family and weight, for typesetters that read no parts.

Run it as `python -m tools.fonts` after the fonts of pages changed; it needs fontTools and brotli.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

PAGES = Path("src/arasta/kernel/web/static/arasta/fonts")
PAPERS = Path("src/arasta/kernel/fonts")
FAMILIES = {"inter": "Inter", "manrope": "Manrope", "lora": "Lora", "source-serif-4": "Source Serif 4"}
WEIGHTS = {400: "Regular", 700: "Bold"}
PARTS = ("latin", "latin-ext", "turkish", "cyrillic")
LEFT_OUT = ("GSUB", "GPOS", "GDEF", "STAT", "MVAR", "HVAR", "kern", "meta", "DSIG")
LICENSE_NAMES = {0, 13, 14}
IS_BOLD, IS_REGULAR, STYLES = 0x20, 0x40, 0x61


def make(code: str, family: str, weight: int) -> None:
    """Write one font."""
    style = WEIGHTS[weight]
    with TemporaryDirectory() as room:
        merged = Merger().merge([_part(code, part, weight, Path(room)) for part in PARTS])
        names = merged["name"]
        names.names = [name for name in names.names if name.nameID in LICENSE_NAMES]
        spoken = {1: family, 2: style, 4: f"{family} {style}", 6: f"{family.replace(' ', '')}-{style}"}
        for key, text in {**spoken, 16: family, 17: style}.items():
            names.setName(text, key, 3, 1, 0x409)
        merged["OS/2"].usWeightClass = weight
        merged["OS/2"].fsSelection &= ~STYLES
        merged["OS/2"].fsSelection |= IS_BOLD if weight > 400 else IS_REGULAR
        merged["head"].macStyle = int(weight > 400)
        merged.save(PAPERS / f"{code}-{style.lower()}.ttf")


def _part(code: str, part: str, weight: int, room: Path) -> str:
    """Write a part at one weight and return where."""
    font = TTFont(PAGES / f"{code}-{part}-wght-normal.woff2")
    font.flavor = None
    axes = {axis.axisTag: weight if axis.axisTag == "wght" else axis.defaultValue for axis in font["fvar"].axes}
    one = instantiateVariableFont(font, axes)
    for table in LEFT_OUT:
        if table in one:
            del one[table]
    path = str(room / f"{part}.ttf")
    one.save(path)
    return path


for code, family in FAMILIES.items():
    for weight in WEIGHTS:
        make(code, family, weight)
