"""Shapes of the pages' forms; the services decide."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from arasta.contexts.inventory.queries.locations import LocationRow
from arasta.contexts.inventory.services.locations import LocationInput
from arasta.contexts.inventory.types import LocationKind
from arasta.contexts.inventory.web import words

_LETTERS = RegexValidator(r"^[A-Z0-9][A-Z0-9-]*$", _("Use capital letters, digits and hyphens, such as KADIKOY."))
_COUNTRY = RegexValidator(r"^[A-Z]{2}$", _("Write the two letters of a country, such as TR."))


class LocationForm(forms.Form):
    """A location; its names and opening hours in each language come after."""

    code = forms.CharField(
        label=_("Code"), max_length=40, validators=[_LETTERS], help_text=_("Short and lasting: it cannot be changed.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.value, word) for kind, word in words.KINDS.items()])
    name = forms.CharField(label=_("Name"), max_length=120)
    address_line = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    country = forms.CharField(label=_("Country"), max_length=2, validators=[_COUNTRY], initial="TR")
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )

    def __init__(self, data: object = None, *, spoken: Mapping[str, LocationRow] | None = None) -> None:
        self.row = next(iter(spoken.values())) if spoken else None
        super().__init__(data, initial=_initial(spoken) if spoken else None)  # type: ignore[arg-type]
        if self.row:
            del self.fields["code"]
        for code, language in settings.LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(
                label=_("Name in %(language)s") % {"language": language}, max_length=120, required=False
            )
            self.fields[f"hours_{code}"] = forms.CharField(
                label=_("Opening hours in %(language)s") % {"language": language}, max_length=200, required=False
            )

    @property
    def facts(self) -> list[forms.BoundField]:
        """Return the fields that are the same in every language."""
        return [self[name] for name in self.fields if "_" not in name or name in {"address_line", "postal_code"}]

    @property
    def spoken(self) -> list[forms.BoundField]:
        """Return the fields of the languages."""
        return [self[name] for name in self.fields if name.startswith(("name_", "hours_"))]

    def to_save(self) -> LocationInput:
        """Return the location as it shall be; the place on the map stays."""
        given = self.cleaned_data
        return LocationInput(
            code=self.row.code if self.row else given["code"],
            kind=LocationKind(given["kind"]),
            name=given["name"],
            country=given["country"],
            city=given["city"],
            address_line=given["address_line"],
            postal_code=given["postal_code"],
            phone=given["phone"],
            latitude=self.row.latitude if self.row else None,
            longitude=self.row.longitude if self.row else None,
            texts={
                code: (given[f"name_{code}"] or given["name"], given[f"hours_{code}"])
                for code, _language in settings.LANGUAGES
            },
        )


def _initial(spoken: Mapping[str, LocationRow]) -> dict[str, object]:
    row = next(iter(spoken.values()))
    names = ("kind", "name", "address_line", "city", "postal_code", "country", "phone")
    return {
        **{name: getattr(row, name) for name in names},
        **{f"name_{code}": one.name for code, one in spoken.items()},
        **{f"hours_{code}": one.opening_hours for code, one in spoken.items()},
    }
