"""Make and change kits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import astuple, fields

from arasta.contexts.brand import queries
from arasta.contexts.brand.domain.colors import is_color
from arasta.contexts.brand.events import KitChanged
from arasta.contexts.brand.types import WIDEST_CORNER, Colors, ColorWrong, Kit, KitInput, KitWrong, Lines
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.ids import new_id
from arasta.kernel.outbox.publishing import publish

_CODE = re.compile(r"[a-z0-9][a-z0-9\-]{0,59}")

_SAVE = """
INSERT INTO brand_kit (id, code, name, brand, accent, surface, ink, font_text, font_head, radius, tone, language)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                     %s::text[], %s::smallint[], %s::text[], %s::text[])
ON CONFLICT (code) DO UPDATE SET name = excluded.name, brand = excluded.brand, accent = excluded.accent,
  surface = excluded.surface, ink = excluded.ink, font_text = excluded.font_text, font_head = excluded.font_head,
  radius = excluded.radius, tone = excluded.tone, language = excluded.language
RETURNING id, code
"""

_SAY = """
INSERT INTO brand_kit_lines (id, kit_id, language, tagline, eyebrow, headline, lead, announcement, legal)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                     %s::text[])
ON CONFLICT (kit_id, language) DO UPDATE SET tagline = excluded.tagline, eyebrow = excluded.eyebrow,
  headline = excluded.headline, lead = excluded.lead, announcement = excluded.announcement, legal = excluded.legal
"""


def save_kits(wanted: Sequence[KitInput], *, actor: Actor = SYSTEM) -> list[Kit]:
    """Make kits, or change those whose code exists; lines of a language not given stay.

    Raises ColorWrong, KitWrong; publishes KitChanged.
    """
    for one in wanted:
        _refuse_wrong(one)
    with db.transaction():
        ids = {code: key for key, code in db.rows(_SAVE, _columns(wanted))}
        said = [(ids[one.code], language, lines) for one in wanted for language, lines in one.lines.items()]
        db.execute(
            _SAY,
            [
                [new_id() for _ in said],
                [key for key, _, _ in said],
                [language for _, language, _ in said],
                *([getattr(lines, line.name) for _, _, lines in said] for line in fields(Lines)),
            ],
        )
        publish([KitChanged(kit_id=key, code=code) for code, key in ids.items()], actor=actor)
        return [kit for kit in queries.kits() if kit.code in ids]


def _refuse_wrong(one: KitInput) -> None:
    for color in astuple(one.colors):
        if not is_color(color):
            raise ColorWrong(given=color[:20])
    if not one.name.strip() or not _CODE.fullmatch(one.code) or not 0 <= one.radius <= WIDEST_CORNER:
        raise KitWrong


def _columns(wanted: Sequence[KitInput]) -> list[object]:
    return [
        [new_id() for _ in wanted],
        [one.code for one in wanted],
        [one.name.strip() for one in wanted],
        *([getattr(one.colors, color.name) for one in wanted] for color in fields(Colors)),
        [one.font_text for one in wanted],
        [one.font_head for one in wanted],
        [one.radius for one in wanted],
        [one.tone for one in wanted],
        [one.language for one in wanted],
    ]
