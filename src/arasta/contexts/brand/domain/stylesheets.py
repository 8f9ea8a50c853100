"""A kit as custom properties: what every page of the shop reads."""

from __future__ import annotations

from dataclasses import asdict
from functools import lru_cache
from hashlib import sha256

from arasta.contexts.brand.domain.colors import is_light
from arasta.contexts.brand.domain.looks import look_of
from arasta.contexts.brand.types import FAMILIES, Colors, Font, Look, Tokens

_SOFT = [
    f"--{name}-soft:color-mix(in srgb,var(--{name}) 9%,var(--raised))" for name in ("brand", "accent", "good", "bad")
]
"""The breaths of colors, which a page computes once at its root."""


@lru_cache(maxsize=256)
def stylesheet_of(colors: Colors, font_text: Font, font_head: Font, radius: int) -> str:
    """Return a kit's stylesheet: light, and dark by the system's wish or the reader's own."""
    look, shape = look_of(colors), _shape(font_text, font_head, radius)
    day, night = _properties(look.light), _properties(look.dark)
    return (
        f":root{{{';'.join([*shape, *day])}}}\n"
        f'@media (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{";".join(night)}}}}}\n'
        f':root[data-theme="dark"]{{{";".join(night)}}}\n'
    )


def preview_of(look: Look, font_text: Font, font_head: Font, radius: int) -> str:
    """Return the same for two boxes of a page that has another face: by day and by night."""
    shape = [*_shape(font_text, font_head, radius), *_SOFT]
    day, night = _properties(look.light), _properties(look.dark)
    return f".brand-day{{{';'.join([*shape, *day])}}}\n.brand-night{{{';'.join([*shape, *night])}}}\n"


def version_of(stylesheet: str) -> str:
    """Return a word that changes with the content."""
    return sha256(stylesheet.encode()).hexdigest()[:12]


def _shape(font_text: Font, font_head: Font, radius: int) -> list[str]:
    return [
        f"--font-text:{_family(font_text)}",
        f"--font-head:{_family(font_head)}",
        f"--radius:{radius}px",
        f"--radius-control:{max(radius - 2, 0)}px",
    ]


def _family(font: Font) -> str:
    family, instead = FAMILIES[font]
    return f'"{family}",{instead}'


def _properties(tokens: Tokens) -> list[str]:
    scheme = f"color-scheme:{'light' if is_light(tokens.surface) else 'dark'}"
    return [scheme, *(f"--{name.replace('_', '-')}:{color}" for name, color in asdict(tokens).items())]
