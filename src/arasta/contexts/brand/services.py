"""Commands: make and change kits, hang their pictures, open web shops."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import astuple, fields
from uuid import UUID

from arasta.contexts.brand import queries
from arasta.contexts.brand.events import KitChanged, WebShopChanged
from arasta.contexts.brand.types import (
    Colors,
    ColorWrong,
    HostTaken,
    HostWrong,
    Kit,
    KitInput,
    KitPicture,
    KitWrong,
    Lines,
    Place,
    ShopInput,
    UnknownKit,
    WebShop,
)
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.ids import new_id
from arasta.kernel.outbox.publishing import publish

_COLOR = re.compile(r"#[0-9a-f]{6}")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.\-]{0,250}[a-z0-9])?")
_CODE = re.compile(r"[a-z0-9][a-z0-9\-]{0,59}")
_WIDEST_CORNER = 24

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

_HANG = """
INSERT INTO brand_picture (id, kit_id, place, path, width, height)
SELECT %s, k.id, %s, %s, %s, %s FROM brand_kit k WHERE k.code = %s
ON CONFLICT (kit_id, place) DO UPDATE SET path = excluded.path, width = excluded.width, height = excluded.height
RETURNING kit_id
"""

_OPEN = """
INSERT INTO brand_web_shop (id, channel_id, kit_id, is_general, currencies, email)
SELECT s.id, s.channel_id, k.id, s.is_general, string_to_array(s.currencies, ' '), s.email
FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::boolean[], %s::text[], %s::text[])
     AS s(id, channel_id, kit, is_general, currencies, email)
JOIN brand_kit k ON k.code = s.kit
ON CONFLICT (channel_id) DO UPDATE SET kit_id = excluded.kit_id, is_general = excluded.is_general,
  currencies = excluded.currencies, email = excluded.email
RETURNING channel_id
"""

_ANSWER = """
WITH gone AS (
  DELETE FROM brand_host h USING brand_web_shop s
  WHERE s.id = h.shop_id AND s.channel_id = ANY(%(shops)s) AND h.host <> ALL(%(hosts)s)
)
INSERT INTO brand_host AS h (host, shop_id, position)
SELECT a.host, s.id, a.position FROM unnest(%(hosts)s::text[], %(channels)s::uuid[], %(positions)s::smallint[])
  AS a(host, channel_id, position)
JOIN brand_web_shop s ON s.channel_id = a.channel_id
ON CONFLICT (host) DO UPDATE SET position = excluded.position WHERE h.shop_id = excluded.shop_id
RETURNING host
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


def hang_picture(code: str, place: Place, picture: KitPicture, *, actor: Actor = SYSTEM) -> Kit:
    """Put a picture in its place. Raises UnknownKit; publishes KitChanged."""
    with db.transaction():
        hung = db.rows(_HANG, [new_id(), place, picture.path, picture.width, picture.height, code])
        if not hung:
            raise UnknownKit(given=code[:60])
        publish([KitChanged(kit_id=hung[0][0], code=code)], actor=actor)
        return queries.kit(code)


def open_shops(wanted: Sequence[ShopInput], *, actor: Actor = SYSTEM) -> list[WebShop]:
    """Open channels as web shops, or change them; hosts not named any more are free again.

    Raises HostWrong, HostTaken, UnknownKit; publishes WebShopChanged.
    """
    hosts = [(host, one.channel_id, at) for one in wanted for at, host in enumerate(one.hosts)]
    for host, _, _ in hosts:
        if not _HOST.fullmatch(host):
            raise HostWrong(given=host[:80])
    with db.transaction():
        _make_room([one.channel_id for one in wanted if one.is_general])
        opened = {key for (key,) in db.rows(_OPEN, _shop_columns(wanted))}
        for one in wanted:
            if one.channel_id not in opened:
                raise UnknownKit(given=one.kit[:60])
        _answer_at(hosts, [one.channel_id for one in wanted])
        shops = [shop for shop in queries.web_shops() if shop.channel_id in opened]
        publish([WebShopChanged(channel_id=s.channel_id, kit_id=s.kit.id, hosts=s.hosts) for s in shops], actor=actor)
        return shops


def _make_room(general: Sequence[UUID]) -> None:
    """Let the shop that was the general one step back before another becomes it."""
    if general:
        db.execute(
            "UPDATE brand_web_shop SET is_general = false WHERE is_general AND channel_id <> ALL(%s)", [list(general)]
        )


def _answer_at(hosts: Sequence[tuple[str, UUID, int]], shops: Sequence[UUID]) -> None:
    names = [host for host, _, _ in hosts]
    taken = {
        host
        for (host,) in db.rows(
            _ANSWER,
            {
                "shops": list(shops),
                "hosts": names,
                "channels": [channel_id for _, channel_id, _ in hosts],
                "positions": [at for _, _, at in hosts],
            },
        )
    }
    for name in names:
        if name not in taken:
            raise HostTaken(given=name)


def _refuse_wrong(one: KitInput) -> None:
    for color in astuple(one.colors):
        if not _COLOR.fullmatch(color):
            raise ColorWrong(given=color[:20])
    if not one.name.strip() or not _CODE.fullmatch(one.code) or not 0 <= one.radius <= _WIDEST_CORNER:
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


def _shop_columns(wanted: Sequence[ShopInput]) -> list[object]:
    return [
        [new_id() for _ in wanted],
        [one.channel_id for one in wanted],
        [one.kit for one in wanted],
        [one.is_general for one in wanted],
        [" ".join(one.currencies) for one in wanted],
        [one.email for one in wanted],
    ]
