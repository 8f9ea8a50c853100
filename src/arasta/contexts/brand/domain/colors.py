"""Colors as WCAG measures them: how far apart two are, and the nearest one that is far enough."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

BLACK, WHITE = "#000000", "#ffffff"
TEXT, BORDER = 450, 300
"""What words and the borders of controls need, in hundredths."""

_COLOR = re.compile(r"#[0-9a-f]{6}")
_STEPS = 100
Channels = tuple[int, int, int]


def is_color(word: str) -> bool:
    """Tell whether a word is # and six small hexadecimal digits."""
    return bool(_COLOR.fullmatch(word))


def contrast(one: str, other: str) -> int:
    """Return the contrast of two colors in hundredths, rounded down: 2100 is black on white."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return int((lighter + 0.05) / (darker + 0.05) * 100)


def least_contrast(color: str, grounds: Iterable[str]) -> int:
    """Return the contrast of a color with the ground it is least legible on."""
    return min(contrast(color, ground) for ground in grounds)


def mix(one: str, other: str, percent: int) -> str:
    """Return a color with so many percent of another mixed in."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return _written([(a * (100 - percent) + b * percent + 50) // 100 for a, b in pairs])


def legible(color: str, grounds: Sequence[str], least: int) -> str:
    """Return the color, or the nearest to it on the way to black or white that stands out from all grounds."""
    if least_contrast(color, grounds) >= least:
        return color
    ways = (_towards(color, end, grounds, least) for end in (BLACK, WHITE))
    found = [way for way in ways if way]
    if found:
        return min(found)[1]
    return max((BLACK, WHITE), key=lambda end: least_contrast(end, grounds))


def ink_on(ground: str) -> str:
    """Return white where it is legible on a ground, else black, both with a little of the ground in them."""
    return next((ink for ink in (WHITE, mix(BLACK, ground, 12)) if contrast(ink, ground) >= TEXT), BLACK)


def is_light(color: str) -> bool:
    """Tell whether black stands out from a color more than white does."""
    return contrast(color, BLACK) >= contrast(color, WHITE)


def _towards(color: str, end: str, grounds: Sequence[str], least: int) -> tuple[int, str] | None:
    for percent in range(1, _STEPS + 1):
        tried = mix(color, end, percent)
        if least_contrast(tried, grounds) >= least:
            return percent, tried
    return None


def _luminance(color: str) -> float:  # lint: allow no-float - light is measured, money is not
    red, green, blue = (_linear(channel / 255) for channel in _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:  # lint: allow no-float - light is measured, money is not
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _channels(color: str) -> Channels:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _written(channels: Iterable[int]) -> str:
    return "#" + "".join(f"{channel:02x}" for channel in channels)
