"""The parts of an address as its country writes them, on every page that asks for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from babel import Locale
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from arasta.kernel.postal import COUNTRIES, LONGEST
from arasta.kernel.web.address_shapes import shape_of

RULES = {
    "required": _("Please fill this in."),
    "too_long": _("This is too long."),
    "unknown_country": _("Choose a country."),
    "phone": _("Write the phone with its country code, such as +90 532 123 45 67."),
}
NEEDED = {"required": RULES["required"]}
ADDRESS_FIELDS = ("country", "name", "line1", "line2", "district", "city", "region", "postal_code", "phone")


def countries() -> list[tuple[str, str]]:
    """Return the countries by name, as the reader's language sorts and writes them."""
    names = Locale.parse((get_language() or "en")[:2]).territories
    return sorted(((code, names.get(code, code)) for code in COUNTRIES), key=lambda pair: pair[1])


def text_field(label: Any, most: int, *, autocomplete: str, required: bool = False, **attrs: str) -> forms.CharField:
    """Return a field for a line of text."""
    widget = forms.TextInput(attrs={"autocomplete": autocomplete, **attrs})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, error_messages=NEEDED)


def email_field(autocomplete: str) -> forms.EmailField:
    """Return a field for an email."""
    wrong = {**NEEDED, "invalid": _("Write a whole email address, such as name@mail.com.")}
    widget = forms.EmailInput(attrs={"autocomplete": autocomplete})
    return forms.EmailField(label=_("Your email"), max_length=254, widget=widget, error_messages=wrong)


class AddressPartsForm(forms.Form):
    """The parts of an address, as its country writes them."""

    use_required_attribute = False

    country = forms.ChoiceField(
        label=_("Country"),
        choices=countries,
        widget=forms.Select(attrs={"autocomplete": "country", "data-reshapes": "yes"}),
    )
    name = text_field(_("Full name"), LONGEST["name"], autocomplete="name", required=True)
    line1 = text_field(_("Street and number"), LONGEST["line1"], autocomplete="address-line1", required=True)
    line2 = text_field(_("Building, floor, door"), LONGEST["line2"], autocomplete="address-line2")
    district = text_field(_("District"), LONGEST["district"], autocomplete="address-level3")
    city = text_field(_("City"), LONGEST["city"], autocomplete="address-level2", required=True)
    region = text_field(_("Region"), LONGEST["region"], autocomplete="address-level1")
    postal_code = text_field(_("Postal code"), LONGEST["postal_code"], autocomplete="postal-code")
    phone = text_field(_("Phone"), 40, autocomplete="tel", inputmode="tel")

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        country = str((data or initial or {}).get("country", ""))
        self.shape = shape_of(country if country in COUNTRIES else "")
        for name in set(ADDRESS_FIELDS) - set(self.shape.parts):
            del self.fields[name]
        for name in self.shape.parts:
            if name in self.shape.names:
                self.fields[name].label = str(self.shape.names[name])
            self.fields[name].required = name in self.shape.needed
        if self.shape.areas:
            self._offer_areas()
        self.order_fields([*self.first_fields, *self.shape.parts])

    first_fields: ClassVar[tuple[str, ...]] = ()

    @property
    def place_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.shape.parts]

    def clean_postal_code(self) -> str:
        """Refuse what is no postal code in the country."""
        code = str(self.cleaned_data["postal_code"]).strip().upper()
        if code and not self.shape.takes_code(code):
            raise forms.ValidationError(_("A postal code there looks like %(example)s."), params=self._example)
        return code

    def written(self) -> dict[str, str]:
        """Return the parts of the address written; where the country is a city, that is its city."""
        given = {name: str(self.cleaned_data.get(name, "")) for name in ADDRESS_FIELDS}
        return {**given, "city": given["city"] or self.shape.only_city}

    @property
    def _example(self) -> dict[str, str]:
        return {"example": self.shape.example}

    def _offer_areas(self) -> None:
        is_needed = "region" in self.shape.needed
        self.fields["region"] = forms.ChoiceField(
            label=self.fields["region"].label,
            choices=[("", "—"), *self.shape.areas],
            required=is_needed,
            widget=forms.Select(attrs={"autocomplete": "address-level1"}),
            error_messages={**NEEDED, "invalid_choice": NEEDED["required"]},
        )
