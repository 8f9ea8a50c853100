"""From four chosen colors to a light and a dark scheme in which everything can be read."""

from __future__ import annotations

from functools import lru_cache

from arasta.contexts.brand.domain.colors import (
    BLACK,
    BORDER,
    TEXT,
    WHITE,
    ink_on,
    is_light,
    least_contrast,
    legible,
    mix,
)
from arasta.contexts.brand.types import Colors, Correction, Look, Tokens

_STRONG = 700
"""What running text gets: more than the least, since it is most of a page."""

_CLEAR = 1000
"""How far a page's ground stands from black or white, so that all kinds of ink find room on it."""

_SIGNALS = {True: ("#1e7b4f", "#8a5a00", "#b93a22"), False: ("#5cc795", "#e8b450", "#f28b73")}
"""Good, warning and bad on light and on dark ground, before they are corrected."""


@lru_cache(maxsize=256)
def look_of(colors: Colors) -> Look:
    """Return both schemes of a kit, and what had to be corrected in the first of them."""
    light = _scheme(colors, _ground(colors.surface))
    night = mix(mix(BLACK, colors.surface, 7), colors.brand, 5)
    dark = _scheme(Colors(colors.brand, colors.accent, night, mix(WHITE, colors.surface, 40)), _ground(night))
    return Look(light, dark, tuple(_corrections(colors, light)))


def _ground(surface: str) -> str:
    """Return the surface, moved out of the middle grays on which neither black nor white is comfortable."""
    return legible(surface, [BLACK if is_light(surface) else WHITE], _CLEAR)


def _scheme(colors: Colors, surface: str) -> Tokens:
    is_day = is_light(surface)
    far, near = (BLACK, WHITE) if is_day else (WHITE, BLACK)
    raised = mix(surface, WHITE, 70 if is_day else 6)
    sunken = mix(surface, far if is_day else near, 5 if is_day else 25)
    grounds = (surface, raised, sunken)
    ink = legible(colors.ink, grounds, _STRONG)
    brand, accent = _words(colors.brand, grounds), _words(colors.accent, grounds)
    good, warn, bad = (_words(signal, grounds) for signal in _SIGNALS[is_day])
    warn_soft = mix(raised, warn, 9 if is_day else 14)
    return Tokens(
        brand=brand,
        brand_ink=ink_on(brand),
        accent=accent,
        accent_ink=ink_on(accent),
        surface=surface,
        raised=raised,
        sunken=sunken,
        ink=ink,
        muted=_words(mix(ink, surface, 32), grounds),
        line=mix(surface, ink, 12),
        line_control=legible(mix(ink, surface, 55), grounds, BORDER),
        good=good,
        warn=_words(warn, (*grounds, warn_soft)),
        warn_soft=warn_soft,
        bad=bad,
        bad_ink=ink_on(bad),
    )


def _words(color: str, grounds: tuple[str, ...]) -> str:
    """Return a color for words on these grounds and on a breath of itself laid over the raised one, as chips have it."""
    raised = grounds[1]
    found = legible(color, grounds, TEXT)
    return legible(found, (*grounds, mix(raised, found, 14)), TEXT)


def _corrections(given: Colors, used: Tokens) -> list[Correction]:
    grounds = (used.surface, used.raised, used.sunken)
    far = BLACK if is_light(given.surface) else WHITE
    pairs = [
        ("surface", given.surface, used.surface, (far,)),
        ("ink", given.ink, used.ink, grounds),
        ("brand", given.brand, used.brand, grounds),
        ("accent", given.accent, used.accent, grounds),
    ]
    return [
        Correction(name, was, now, least_contrast(was, against), least_contrast(now, against))
        for name, was, now, against in pairs
        if was != now
    ]
