"""Reads: kits ready for use, and the web shop that answers at a host; each in one statement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from django.conf import settings

from arasta.contexts.brand.domain.colors import is_color, legible
from arasta.contexts.brand.domain.looks import look_of
from arasta.contexts.brand.domain.stylesheets import preview_of, stylesheet_of, version_of
from arasta.contexts.brand.types import (
    WIDEST_CORNER,
    Colors,
    Font,
    Kit,
    KitId,
    KitPicture,
    Lines,
    Place,
    Tone,
    UnknownKit,
    WebShop,
)
from arasta.kernel import db, papers, prepared

_KIT = """
k.id, k.code, k.name, k.brand, k.accent, k.surface, k.ink, k.font_text, k.font_head, k.radius, k.tone, k.language,
(SELECT json_object_agg(l.language, json_build_array(l.tagline, l.eyebrow, l.headline, l.lead, l.announcement, l.legal))
 FROM brand_kit_lines l WHERE l.kit_id = k.id),
(SELECT json_object_agg(p.place, json_build_array(p.path, p.width, p.height)) FROM brand_picture p WHERE p.kit_id = k.id)
"""
_WIDTH = 14
_KITS = f"SELECT {_KIT} FROM brand_kit k"  # noqa: S608 - constant parts

_SHOP = f"""
SELECT {_KIT}, s.channel_id, s.is_general, s.currencies, s.email,
       ARRAY(SELECT h.host FROM brand_host h WHERE h.shop_id = s.id ORDER BY h.position)
FROM brand_web_shop s JOIN brand_kit k ON k.id = s.kit_id
"""  # noqa: S608 - constant parts

_AT = f"""{_SHOP}
LEFT JOIN brand_host h ON h.shop_id = s.id AND h.host = %(host)s
WHERE h.host IS NOT NULL OR s.is_general ORDER BY h.host IS NULL LIMIT 1
"""

PLAIN = Kit(
    id=KitId(UUID(int=0)),
    code="plain",
    name="",
    colors=Colors(),
    font_text=Font.INTER,
    font_head=Font.INTER,
    radius=10,
    tone=Tone.PLAIN,
    look=look_of(Colors()),
)
"""What a web shop looks like that nobody has given a kit."""

_PAPER = "#ffffff"
_LEGIBLE = 450
_VARIABLE = " Variable"


def kit_of(channel_id: UUID) -> Kit:
    """Return the kit of a channel: its own, else that of the general web shop (a till's paper), else a plain one."""
    found = db.rows(
        f"{_SHOP} WHERE s.channel_id = %(channel)s OR s.is_general ORDER BY s.channel_id = %(channel)s DESC LIMIT 1",
        {"channel": channel_id},
    )
    return _shop(found[0]).kit if found else PLAIN


def paper_look(kit: Kit) -> papers.Look:
    """Return what a kit's papers wear: its fonts, its logo, and its color, darkened until white paper bears it."""
    logo = Path(settings.MEDIA_ROOT) / kit.logo.path if kit.logo else None
    return papers.Look(
        text=kit.text_family.removesuffix(_VARIABLE),
        head=kit.head_family.removesuffix(_VARIABLE),
        color=legible(kit.colors.brand, (_PAPER,), _LEGIBLE),
        logo=logo.read_bytes() if logo and logo.is_file() else b"",
    )


def shop_at(host: str) -> WebShop | None:
    """Return the web shop that answers at a host: the one that says so, else the general one."""
    name = host.partition(":")[0].lower().rstrip(".")
    found = prepared.rows(_AT, {"host": name})
    return _shop(found[0]) if found else None


def web_shops() -> list[WebShop]:
    """Return all web shops, the general one first."""
    return [_shop(row) for row in db.rows(f"{_SHOP} ORDER BY NOT s.is_general, k.name, s.id")]


def web_shop_of(channel_id: UUID) -> WebShop | None:
    """Return a channel as a web shop, if it is one."""
    found = db.rows(f"{_SHOP} WHERE s.channel_id = %s", [channel_id])
    return _shop(found[0]) if found else None


def base_of(channel_id: UUID) -> str:
    """Return where a channel's web shop answers; without a host of its own, at the public address."""
    return bases_of([channel_id])[channel_id]


def bases_of(channel_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return where the web shops of channels answer; those without a host of their own, at the public address."""
    found = db.rows(f"{_SHOP} WHERE s.channel_id = ANY(%s) AND NOT s.is_general", [list(channel_ids)])
    hosts = {shop.channel_id: shop.hosts[0] for shop in map(_shop, found) if shop.hosts}
    public = urlsplit(settings.PUBLIC_URL)
    port = f":{public.port}" if public.port else ""
    return {
        key: urlunsplit((public.scheme, f"{hosts[key]}{port}", "", "", ""))
        if key in hosts
        else str(settings.PUBLIC_URL)
        for key in channel_ids
    }


def kits() -> list[Kit]:
    """Return all kits by name."""
    return [_kit(row) for row in db.rows(f"{_KITS} ORDER BY k.name, k.code")]


def kit(code: str) -> Kit:
    """Return a kit. Raises UnknownKit."""
    found = db.rows(f"{_KITS} WHERE k.code = %s", [code])
    if not found:
        raise UnknownKit(given=code[:60])
    return _kit(found[0])


def tried(kit: Kit, *, colors: Colors, fonts: tuple[Font, Font], radius: str) -> Kit:
    """Return a kit as it would be with another look, unsaved; a color or a corner that is none stays as it was."""
    pairs = zip(astuple(colors), astuple(kit.colors), strict=True)
    safe = Colors(*(new if is_color(new) else old for new, old in pairs))
    corner = int(radius) if radius.isascii() and radius.isdigit() and int(radius) <= WIDEST_CORNER else kit.radius
    text, head = fonts
    return replace(kit, colors=safe, font_text=text, font_head=head, radius=corner, look=look_of(safe))


def preview_stylesheet(kit: Kit) -> str:
    """Return a kit's custom properties for a preview within a page of another face."""
    return preview_of(kit.look, kit.font_text, kit.font_head, kit.radius)


def stylesheet(kit: Kit) -> str:
    """Return a kit's custom properties as a stylesheet."""
    return stylesheet_of(kit.colors, kit.font_text, kit.font_head, kit.radius)


def version(kit: Kit) -> str:
    """Return a word that changes when the stylesheet does."""
    return version_of(stylesheet(kit))


def icon_version(kit: Kit) -> str:
    """Return a word that changes when the icon does."""
    return version_of(kit.icon.path if kit.icon else kit.look.light.brand)


def _shop(row: Sequence[Any]) -> WebShop:
    channel_id, is_general, currencies, email, hosts = row[_WIDTH:]
    return WebShop(channel_id, _kit(row), tuple(hosts), is_general, tuple(currencies), email)


def _kit(row: Sequence[Any]) -> Kit:
    colors = Colors(*row[3:7])
    return Kit(
        id=KitId(row[0]),
        code=row[1],
        name=row[2],
        colors=colors,
        font_text=Font(row[7]),
        font_head=Font(row[8]),
        radius=row[9],
        tone=Tone(row[10]),
        language=row[11],
        look=look_of(colors),
        lines={language: Lines(*said) for language, said in (row[12] or {}).items()},
        pictures={Place(place): KitPicture(*stored) for place, stored in (row[13] or {}).items()},
    )
