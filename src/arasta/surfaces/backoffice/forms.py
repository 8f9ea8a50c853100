"""Shapes of the pages' forms; the services decide."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MOST_UNITS = 1_000_000
LONGEST_REASON = 200
CARRIERS = ("Yurtiçi Kargo", "Aras Kargo", "MNG Kargo", "PTT Kargo", "Sürat Kargo", "UPS", "DHL")

_whole = {"inputmode": "numeric", "autocomplete": "off"}


class ReasonForm(forms.Form):
    """Why somebody does what they do."""

    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, help_text=_("Stands in the ledger for everybody to read.")
    )


class AdjustForm(ReasonForm):
    """A level's correction."""

    field_order = ("delta", "reason")
    delta = forms.IntegerField(
        label=_("Change by"),
        min_value=-MOST_UNITS,
        max_value=MOST_UNITS,
        widget=forms.NumberInput(attrs={"autofocus": True}),
        help_text=_("More was found: 2. Something is gone: -2."),
    )

    def clean_delta(self) -> int:
        delta: int = self.cleaned_data["delta"]
        if not delta:
            raise forms.ValidationError(_("Zero changes nothing. Write how many more or fewer there are."))
        return delta


class ReceiveForm(forms.Form):
    """Goods that arrived from outside."""

    quantity = forms.IntegerField(
        label=_("Units received"),
        min_value=1,
        max_value=MOST_UNITS,
        widget=forms.NumberInput(attrs={"autofocus": True}),
    )
    reason = forms.CharField(
        label=_("Delivery note or order number"), max_length=LONGEST_REASON, help_text=_("Stands in the ledger.")
    )


class SetAsideForm(ReasonForm):
    """Units to block or to unblock."""

    field_order = ("quantity", "reason")
    quantity = forms.IntegerField(
        label=_("Units"), min_value=1, max_value=MOST_UNITS, widget=forms.NumberInput(attrs={"autofocus": True})
    )


class SafetyForm(forms.Form):
    """Units kept back from sale on all channels but tills."""

    quantity = forms.IntegerField(
        label=_("Safety stock"),
        min_value=0,
        max_value=MOST_UNITS,
        widget=forms.NumberInput(attrs={"autofocus": True}),
        help_text=_("So many units are not offered online, so that the shelf is never empty. 0 offers all."),
    )


class SendForm(forms.Form):
    """Where a transfer starts and ends; its lines come beside it."""

    source = forms.ChoiceField(label=pgettext_lazy("transfer", "From"))
    target = forms.ChoiceField(label=pgettext_lazy("transfer", "To"))
    note = forms.CharField(label=_("Note"), max_length=LONGEST_REASON, required=False)

    def __init__(
        self, *args: object, sources: list[tuple[str, str]], targets: list[tuple[str, str]], **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["source"].choices = sources  # type: ignore[attr-defined]
        self.fields["target"].choices = targets  # type: ignore[attr-defined]


class CancelForm(forms.Form):
    """Why an order is canceled."""

    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, help_text=_("Stands in the order's timeline.")
    )


class ShipForm(forms.Form):
    """A parcel."""

    carrier = forms.CharField(
        label=_("Carrier"), max_length=80, widget=forms.TextInput(attrs={"list": "carriers", "autocomplete": "off"})
    )
    tracking_number = forms.CharField(
        label=_("Tracking number"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    tracking_url = forms.URLField(
        label=pgettext_lazy("parcel", "Tracking page"), max_length=300, required=False, assume_scheme="https"
    )
