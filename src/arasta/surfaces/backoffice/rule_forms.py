"""Shapes of the forms about channel rules; the services decide."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arasta.contexts.catalog.queries import variants
from arasta.contexts.inventory.types import RuleKind
from arasta.kernel.ids import to_public
from arasta.surfaces.backoffice import words
from arasta.surfaces.backoffice.views.stock import Places, place_of

MOST = 1_000_000


class SkuField(forms.CharField):
    """A SKU that is read as the id of its variant."""

    def __init__(self, **more: object) -> None:
        super().__init__(max_length=100, **more)  # type: ignore[arg-type]

    def clean(self, value: object) -> UUID | None:
        """Return the variant's id, or nothing where nothing is written."""
        text = super().clean(value)
        if not text:
            return None
        found = variants.variant_ids_by_sku([text])
        if text not in found:
            raise forms.ValidationError(_("There is no such SKU."))
        return found[text]


class RuleForm(forms.Form):
    """A share or a cap; no value lifts it."""

    sku = SkuField(
        label=gettext_lazy("SKU"), required=False, help_text=gettext_lazy("Leave it empty to mean everything.")
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Rule"), choices=[(kind.value, word) for kind, word in words.RULES.items()]
    )
    value = forms.IntegerField(
        label=gettext_lazy("Value"),
        required=False,
        min_value=0,
        max_value=MOST,
        help_text=gettext_lazy("Percent for a share, units for a cap. Empty lifts the rule."),
    )

    def clean(self) -> dict[str, object]:
        """Let no share be more than all."""
        given = super().clean() or {}
        value = given.get("value")
        if given.get("kind") == RuleKind.SHARE and isinstance(value, int) and value > 100:
            self.add_error("value", _("A share is 100 percent at most."))
        return given


class FenceForm(forms.Form):
    """Units kept for the channel at one location; 0 lifts it."""

    sku = SkuField(label=gettext_lazy("SKU"))
    location = forms.ChoiceField(label=gettext_lazy("Location"))
    quantity = forms.IntegerField(
        label=gettext_lazy("Units kept"),
        min_value=0,
        max_value=MOST,
        help_text=gettext_lazy("They become fewer as the channel sells. 0 lifts it."),
    )

    def __init__(self, data: object = None, *, places: Places) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self._places = places
        choices = [(to_public("loc", key), place.name) for key, place in places.items()]
        self.fields["location"].choices = choices  # type: ignore[attr-defined]

    def clean_location(self) -> UUID | None:
        """Return the location's id."""
        return place_of(self.cleaned_data["location"], self._places)
