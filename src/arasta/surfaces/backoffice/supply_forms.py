"""Shapes of the forms about kits, announced goods and selling terms; the services decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arasta.contexts.inventory.types import SupplyKind
from arasta.surfaces.backoffice import words
from arasta.surfaces.backoffice.forms import LONGEST_REASON, MOST_UNITS

LONGEST_RECIPE = 4_000


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, "%Y-%m-%d")


class AnnounceForm(forms.Form):
    """Goods that are to come."""

    sku = forms.CharField(
        label=_("SKU"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    location = forms.ChoiceField(label=_("Location"))
    quantity = forms.IntegerField(label=_("Units"), min_value=1, max_value=MOST_UNITS)
    expected_on = forms.DateField(label=_("Expected on"), widget=_day())
    kind = forms.ChoiceField(
        label=_("Where they come from"), choices=[(kind.value, words.SUPPLY_KIND[kind]) for kind in SupplyKind]
    )
    reference = forms.CharField(
        label=_("Purchase order or note"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=_("Stands in the ledger."),
    )

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["location"].choices = places  # type: ignore[attr-defined]


class AlterForm(forms.Form):
    """Another day or another quantity."""

    quantity = forms.IntegerField(
        label=_("Units in all"), min_value=1, max_value=MOST_UNITS, help_text=_("What has come already is counted in.")
    )
    expected_on = forms.DateField(label=_("Expected on"), widget=_day())


class ArriveForm(forms.Form):
    """Units of announced goods that are here."""

    quantity = forms.IntegerField(label=_("Units that came"), min_value=1, max_value=MOST_UNITS)
    is_last = forms.BooleanField(label=_("The rest will not come"), required=False)


class RecipeForm(forms.Form):
    """What one unit of a kit consists of: a line for each component."""

    recipe = forms.CharField(
        label=_("Components"),
        required=False,
        max_length=LONGEST_RECIPE,
        widget=forms.Textarea(attrs={"rows": 4, "class": "input font-mono", "spellcheck": "false"}),
        help_text=_("A line for each: how many, then the SKU, such as “2 CUP-BLUE”. Nothing makes it a plain variant."),
    )

    def clean_recipe(self) -> list[tuple[str, int]]:
        """Read the lines."""
        read = []
        for line in self.cleaned_data["recipe"].splitlines():
            units, _space, sku = line.strip().replace("×", " ").partition(" ")
            if not line.strip():
                continue
            if not (units.isdecimal() and len(units) < len(str(MOST_UNITS)) and sku.strip()):
                raise forms.ValidationError(_("“%(line)s” is not a count and a SKU."), params={"line": line[:60]})
            read.append((sku.strip(), int(units)))
        return read


class TermsForm(forms.Form):
    """How a variant is sold when it is not there."""

    sold = forms.ChoiceField(
        label=_("When it is not there"),
        choices=[
            ("never", pgettext_lazy("selling terms", "Do not sell it")),
            ("backorder", pgettext_lazy("selling terms", "Sell what is announced")),
            ("preorder", pgettext_lazy("selling terms", "Take pre-orders")),
        ],
    )
    ships_on = forms.DateField(
        label=_("Ships from"), required=False, widget=_day(), help_text=_("The day that a pre-order is promised for.")
    )
    most = forms.IntegerField(
        label=_("Most units waiting"),
        required=False,
        min_value=0,
        max_value=MOST_UNITS,
        help_text=_("Up to this limit a pre-order needs nothing announced."),
    )
