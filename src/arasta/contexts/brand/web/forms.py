"""The form of a brand kit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from arasta.contexts.brand.types import FAMILIES, Colors, Font, Kit, KitInput, Lines, Tone

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

TONES: dict[Tone, _StrPromise] = {
    Tone.PLAIN: _("Plain and short"),
    Tone.WARM: _("Warm and personal"),
    Tone.FORMAL: _("Formal"),
}
COLORS: dict[str, _StrPromise] = {
    "brand": _("Brand color"),
    "accent": _("Second color"),
    "surface": _("Paper"),
    "ink": _("Ink"),
}
_LINES: dict[str, _StrPromise] = {
    "tagline": _("What the brand is, in a sentence"),
    "eyebrow": _("Above the headline"),
    "headline": _("Headline of the home page"),
    "lead": _("Below the headline"),
    "announcement": _("Announcement on every page"),
    "legal": _("Legal line"),
}
_LONGEST = 400


def _color(name: str) -> forms.CharField:
    return forms.CharField(label=COLORS[name], max_length=20, widget=forms.TextInput(attrs={"type": "color"}))


def _font(label: _StrPromise) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=[(font.value, FAMILIES[font][0].removesuffix(" Variable")) for font in Font]
    )


class KitForm(forms.Form):
    """What a brand looks like and what it says in every language."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As customers read it."))
    brand = _color("brand")
    accent = _color("accent")
    surface = _color("surface")
    ink = _color("ink")
    font_head = _font(_("Font of headings"))
    font_text = _font(_("Font of text"))
    radius = forms.IntegerField(label=_("Rounded corners, in pixels"), min_value=0, max_value=24)
    tone = forms.ChoiceField(
        label=_("Tone"),
        choices=[(tone.value, TONES[tone]) for tone in Tone],
        help_text=_("How messages speak to customers."),
    )
    language = forms.ChoiceField(
        label=_("First language"),
        choices=settings.LANGUAGES,
        help_text=_("Its lines stand in where another language has none."),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for code, _name in settings.LANGUAGES:
            for line, label in _LINES.items():
                widget = forms.Textarea(attrs={"rows": 2, "lang": code}) if line in {"lead", "legal"} else None
                self.fields[f"{line}_{code}"] = forms.CharField(
                    label=label,
                    required=False,
                    max_length=_LONGEST,
                    widget=widget or forms.TextInput(attrs={"lang": code}),
                )

    @property
    def colors(self) -> list[BoundField]:
        return [self[name] for name in COLORS]

    @property
    def shape(self) -> list[BoundField]:
        return [self[name] for name in ("font_head", "font_text", "radius", "tone", "language")]

    @property
    def spoken(self) -> Iterator[tuple[str, str, list[BoundField]]]:
        """Give the languages with their lines."""
        for code, name in settings.LANGUAGES:
            yield code, name, [self[f"{line}_{code}"] for line in _LINES]

    def wanted(self, code: str) -> KitInput:
        """Return the kit as it was filled in."""
        given = self.cleaned_data
        return KitInput(
            code=code,
            name=given["name"],
            colors=Colors(*(given[color.name].lower() for color in fields(Colors))),
            font_text=Font(given["font_text"]),
            font_head=Font(given["font_head"]),
            radius=given["radius"],
            tone=Tone(given["tone"]),
            language=given["language"],
            lines={
                language: Lines(*(given[f"{line.name}_{language}"] for line in fields(Lines)))
                for language, _name in settings.LANGUAGES
            },
        )


class NewKitForm(forms.Form):
    """A kit to begin."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("As customers read it."))
    code = forms.SlugField(
        label=_("Code"), max_length=60, help_text=_("Part of addresses: small letters, digits and hyphens.")
    )


class PictureForm(forms.Form):
    """A picture for a place of a kit."""

    picture = forms.FileField(label=_("Picture"), help_text=_("PNG, JPEG or WebP, at most 8 MB."))


def initial_of(kit: Kit) -> dict[str, object]:
    """Return what the form shows of a kit."""
    chosen: dict[str, object] = {name: getattr(kit.colors, name) for name in COLORS}
    plain = ("name", "font_head", "font_text", "radius", "tone", "language")
    said = {f"{line}_{code}": getattr(lines, line) for code, lines in kit.lines.items() for line in _LINES}
    return {**chosen, **{name: getattr(kit, name) for name in plain}, **said}
