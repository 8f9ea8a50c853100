"""Kits, web shops and what may be said to change them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType
from uuid import UUID

from arasta.kernel.errors import Invalid, Missing, gettext_noop

KitId = NewType("KitId", UUID)
LANGUAGES = ("en", "tr", "ru")
WIDEST_CORNER = 24
"""Of rounded corners, in pixels."""


class Font(StrEnum):
    """The fonts that come along; all of them write Turkish and Russian."""

    INTER = "inter"
    MANROPE = "manrope"
    SOURCE_SERIF = "source-serif-4"
    LORA = "lora"


FAMILIES: Mapping[Font, tuple[str, str]] = {
    Font.INTER: ("Inter Variable", 'system-ui, "Segoe UI", Roboto, sans-serif'),
    Font.MANROPE: ("Manrope Variable", 'system-ui, "Segoe UI", Roboto, sans-serif'),
    Font.SOURCE_SERIF: ("Source Serif 4 Variable", "Georgia, serif"),
    Font.LORA: ("Lora Variable", "Georgia, serif"),
}
"""By font the family as stylesheets name it, and what stands in for it."""


class Tone(StrEnum):
    """How a shop speaks to people."""

    PLAIN = "plain"
    WARM = "warm"
    FORMAL = "formal"


class Place(StrEnum):
    """Where a kit's pictures stand."""

    LOGO = "logo"
    ICON = "icon"
    HERO = "hero"


@dataclass(frozen=True, slots=True)
class Colors:
    """What the retailer chose, each as `#rrggbb`."""

    brand: str = "#1d4e89"
    accent: str = "#0b7375"
    surface: str = "#f6f7f9"
    ink: str = "#1b1f24"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colors of one scheme as pages use them; words on them are legible."""

    brand: str
    brand_ink: str
    accent: str
    accent_ink: str
    surface: str
    raised: str
    sunken: str
    ink: str
    muted: str
    line: str
    line_control: str
    good: str
    warn: str
    warn_soft: str
    bad: str
    bad_ink: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A chosen color that was not legible, and what is used instead; ratios in hundredths (450 is 4.5 : 1)."""

    name: str
    given: str
    used: str
    ratio_given: int
    ratio_used: int


@dataclass(frozen=True, slots=True)
class Look:
    """A kit's colors, ready for use."""

    light: Tokens
    dark: Tokens
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Lines:
    """What a brand says in one language; an empty line is not shown."""

    tagline: str = ""
    eyebrow: str = ""
    headline: str = ""
    lead: str = ""
    announcement: str = ""
    legal: str = ""


@dataclass(frozen=True, slots=True)
class KitPicture:
    """A picture of a kit below the media folder, with its size in pixels."""

    path: str
    width: int
    height: int

    @property
    def url(self) -> str:
        """Return where browsers find it."""
        return f"/media/{self.path}"


@dataclass(frozen=True, slots=True)
class Kit:
    """A brand: what was chosen, and what pages, messages and papers use of it."""

    id: KitId
    code: str
    name: str
    colors: Colors
    font_text: Font
    font_head: Font
    radius: int
    tone: Tone
    look: Look
    lines: Mapping[str, Lines] = field(default_factory=dict)
    pictures: Mapping[Place, KitPicture] = field(default_factory=dict)
    language: str = "en"

    def said(self, language: str) -> Lines:
        """Return what the brand says in a language, or in its own where nothing was written."""
        return self.lines.get(language[:2]) or self.lines.get(self.language) or Lines()

    @property
    def logo(self) -> KitPicture | None:
        return self.pictures.get(Place.LOGO)

    @property
    def icon(self) -> KitPicture | None:
        return self.pictures.get(Place.ICON)

    @property
    def hero(self) -> KitPicture | None:
        return self.pictures.get(Place.HERO)

    @property
    def text_family(self) -> str:
        return FAMILIES[self.font_text][0]

    @property
    def head_family(self) -> str:
        return FAMILIES[self.font_head][0]


@dataclass(frozen=True, slots=True)
class WebShop:
    """A channel that answers at hosts and wears a kit. `hosts`: the first is the one links are written with."""

    channel_id: UUID
    kit: Kit
    hosts: tuple[str, ...]
    is_general: bool
    currencies: tuple[str, ...]
    email: str


@dataclass(frozen=True, slots=True)
class KitInput:
    """A kit to make, or to change by its code. Pictures are put apart from it."""

    code: str
    name: str
    colors: Colors
    font_text: Font = Font.INTER
    font_head: Font = Font.INTER
    radius: int = 10
    tone: Tone = Tone.PLAIN
    lines: Mapping[str, Lines] = field(default_factory=dict)
    language: str = "en"


@dataclass(frozen=True, slots=True)
class ShopInput:
    """A channel to open as a web shop, or a web shop to change."""

    channel_id: UUID
    kit: str
    hosts: tuple[str, ...] = ()
    is_general: bool = False
    currencies: tuple[str, ...] = ()
    email: str = ""


class UnknownKit(Missing):
    """No kit has that code."""

    code = "brand_kit_not_found"
    template = gettext_noop("There is no brand kit “%(given)s”.")


class ColorWrong(Invalid):
    """A color is written as # and six hexadecimal digits."""

    code = "color_wrong"
    template = gettext_noop("“%(given)s” is no color. Write # and six digits, as in #a63f26.")


class HostWrong(Invalid):
    """A host is a name as in an address, without a scheme or a path."""

    code = "host_wrong"
    template = gettext_noop("“%(given)s” is no host. Write it as in shop.example.com.")


class HostTaken(Invalid):
    """Another web shop answers at that host."""

    code = "host_taken"
    template = gettext_noop("Another web shop answers at “%(given)s”.")


class PictureWrong(Invalid):
    """The file is no picture, or too large a one."""

    code = "picture_wrong"
    template = gettext_noop("This is no PNG, JPEG or WebP picture of at most 8 MB and 40 megapixels.")


class KitWrong(Invalid):
    """A kit needs a name and a code that fits into addresses."""

    code = "brand_kit_wrong"
    template = gettext_noop("A brand kit needs a name, and corners of 0 to 24 pixels.")
