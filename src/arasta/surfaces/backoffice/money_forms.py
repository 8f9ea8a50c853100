"""Forms for money that goes back and goods that come back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arasta.kernel.money import Money, exponent

_LONGEST = 200
_MOST_UNITS = 100_000


class RefundForm(forms.Form):
    """How much beside the lines, why, and where the goods are."""

    extra = forms.DecimalField(
        label=_("Beside that"),
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=2,
        required=False,
        localize=True,
        help_text=_("For the delivery, or as goodwill."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=_LONGEST, help_text=_("Stands on the credit note."))
    back_at = forms.ChoiceField(label=_("The goods"), required=False)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: object, places: Sequence[tuple[str, str]], currency: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        nowhere = ("", pgettext_lazy("returned goods", "are not here"))
        self.fields["back_at"].choices = [nowhere, *places]  # type: ignore[attr-defined]
        self.fields["extra"].decimal_places = exponent(currency)  # type: ignore[attr-defined]
        self.currency = currency

    @property
    def money(self) -> Money:
        """The sum beside the lines."""
        return Money.of(self.cleaned_data["extra"] or 0, self.currency)


class ReceiveForm(forms.Form):
    """Where goods came back, and whether their money goes back at once."""

    place = forms.ChoiceField(label=_("Received at"))
    refund = forms.BooleanField(label=_("Give the money back now"), required=False, initial=True)

    def __init__(self, *args: object, places: Sequence[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["place"].choices = places  # type: ignore[attr-defined]


def units_in(posted: QueryDict, prefix: str, keys: Sequence[UUID]) -> dict[UUID, int] | None:
    """Read how many units stand in the fields `prefix-key`; nothing if one is no number."""
    found = {}
    for key in keys:
        text = posted.get(f"{prefix}-{key}", "").strip() or "0"
        if not (text.isascii() and text.isdigit() and int(text) <= _MOST_UNITS):
            return None
        found[key] = int(text)
    return found
